"""An upload that was being read when the service was killed is read when it comes up again."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx

from app.demo.stage import free_port
from app.main import open_rota
from app.rota.services.machine_tokens import make_token
from app.serving import answers
from app.settings import RotaSettings
from tests.acceptance.test_two_hosts import PATIENCE, host, served, until
from tests.rota.builders import line, long_csv


def test_a_killed_desk_reads_on_when_it_is_up_again(tmp_path: Path) -> None:
    port = free_port()
    environment = host(tmp_path, RELIEF_ROTA_PORT=str(port))
    rota = open_rota(RotaSettings(data=tmp_path))
    with rota.desk.store.write() as db:
        token = make_token(db, "duty-system", ["upload"], 30, by="hr1", now=datetime.now(UTC))
    rota.close()
    days = [datetime(2026, 12, 1, tzinfo=UTC) + timedelta(days=n) for n in range(28)]
    file = long_csv(
        *(
            line(f"{who:05}", f"{on:%Y-%m-%d},07:00", f"{on:%Y-%m-%d},15:00", "early")
            for who in range(300)
            for on in days
        )
    )
    url, who = f"http://127.0.0.1:{port}/api/v1/rosters/uploads", {"authorization": f"Bearer {token}"}
    first = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", "rota"], env=environment)
    try:
        until(partial(answers, ("127.0.0.1", port)), "the desk did not come up")
        sent = httpx.post(
            url, headers=who | {"prefer": "respond-async"}, files={"file": ("r.csv", file)}, timeout=PATIENCE
        )
    finally:
        first.kill()  # in the middle of reading: no farewell, nothing tidied
        first.wait(PATIENCE)
    assert sent.status_code == 202
    with served(environment, "rota", ports=[port]):
        give_up = time.monotonic() + PATIENCE
        while (got := httpx.get(f"{url}/{sent.json()['id']}", headers=who)).status_code == 202:
            assert time.monotonic() < give_up
            time.sleep(0.2)
    assert (got.json()["state"], got.json()["staff"]) == ("ready", 300)
