"""Each desk as a process of its own that knows only its own store: HR publishes on one, care pulls it on the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import URL

from app.demo.force import make_force, roster_csv
from app.demo.stage import free_port, sign_in
from app.provisioning import provision
from app.serving import answers
from tests.support.postgres import database_on

HR = "rosters@force.example"
TOKEN = "a-token-of-two-hosts-and-nobody-else"
PATIENCE = 90
"""Seconds: care looks for a new version every thirty."""


def host(data: Path, **settings: str) -> dict[str, str]:
    """The environment of one host: nothing of the other's."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RELIEF_")}
    return plain | {"RELIEF_DATA": str(data), "RELIEF_DEMO": "1", "RELIEF_FEED_TOKEN": TOKEN} | settings


def relief(environment: dict[str, str], *command: str) -> str:
    """One command on a host; what it printed."""
    run = [sys.executable, "-m", "app.cli", *command]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served(environment: dict[str, str], *command: str, ports: list[int]) -> Iterator["subprocess.Popen[bytes]"]:
    """A serving process, ended as an operator ends it; it must then end by itself and in order."""
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", *command], env=environment)
    try:
        for port in ports:
            until(partial(answers, ("127.0.0.1", port)), f"nothing answers on port {port}")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM)


def until(true: Callable[[], bool], otherwise: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up, otherwise
        time.sleep(0.5)


def publish(desk_url: str, file: bytes) -> None:
    with httpx.Client(timeout=60) as http:
        who = sign_in(http, desk_url, HR)
        sent = http.post(f"{desk_url}/api/v1/rosters/uploads", headers=who, files={"file": ("roster.csv", file)})
        upload = sent.raise_for_status().json()["id"]
        http.post(f"{desk_url}/api/v1/rosters/uploads/{upload}/publish", headers=who).raise_for_status()


def goes_from_one_host_to_the_other(rota_host: dict[str, str], care_host: dict[str, str]) -> None:
    rota_port, care_port = int(rota_host["RELIEF_ROTA_PORT"]), int(care_host["RELIEF_CARE_PORT"])
    force = make_force(date(2027, 2, 1), ZoneInfo("Europe/London"), weeks=2, size=6)
    with ExitStack() as ends:
        ends.enter_context(served(rota_host, "rota", ports=[rota_port]))
        ends.enter_context(served(care_host, "care", ports=[care_port]))
        relief(rota_host, "add-hr", HR)
        publish(f"http://127.0.0.1:{rota_port}", roster_csv(force))
        numbers = {member.staff_number for member in force.members}

        def everybody_has_a_code() -> bool:
            issued = relief(care_host, "access-codes").splitlines()[1:]
            return {line.split(",")[0] for line in issued} == numbers

        until(everybody_has_a_code, "care did not pull what HR published")


def ports() -> tuple[dict[str, str], dict[str, str]]:
    rota_port, care_port = str(free_port()), str(free_port())
    rota = {"RELIEF_ROTA_PORT": rota_port}
    return rota, {"RELIEF_CARE_PORT": care_port, "RELIEF_FEED_URL": f"http://127.0.0.1:{rota_port}"}


@pytest.mark.postgres
def test_two_hosts_on_postgresql_each_with_its_own_role_only(
    postgres_server: URL, testrun_uid: str, tmp_path: Path
) -> None:
    name = f"relief_hosts_{testrun_uid[:8]}"
    with database_on(postgres_server, name) as url:
        made = provision(url.render_as_string(hide_password=False), prefix=name)
        rota, care = ports()
        goes_from_one_host_to_the_other(
            host(tmp_path / "rota-host", RELIEF_ROTA_URL=made.rota_url, **rota),
            host(tmp_path / "care-host", RELIEF_CARE_URL=made.care_url, **care),
        )
    # Neither host made a store, a key or a secret of the other's.
    assert not (tmp_path / "rota-host" / "care").exists()
    assert not (tmp_path / "care-host" / "rota").exists()


def test_one_command_serves_both_desks_on_two_sqlite_files(tmp_path: Path) -> None:
    rota, care = ports()
    both = host(tmp_path, **rota, **care)
    with served(both, ports=[int(rota["RELIEF_ROTA_PORT"]), int(care["RELIEF_CARE_PORT"])]) as process:
        assert httpx.get(f"http://127.0.0.1:{rota['RELIEF_ROTA_PORT']}/sign-in").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{care['RELIEF_CARE_PORT']}/sign-in").status_code == 200
        assert process.poll() is None
    assert sorted(path.name for path in tmp_path.glob("*/*.sqlite")) == ["care.sqlite", "rota.sqlite"]
