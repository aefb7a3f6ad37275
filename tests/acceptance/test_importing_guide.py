"""docs/importing.md as a reader meets it: every command in it is run, one after the other, and does what it says."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.stage import free_port
from app.main import open_rota
from app.rota.services.machine_tokens import make_token
from app.rota.store.versions import latest_number
from app.settings import RotaSettings
from tests.acceptance.test_two_hosts import host, served

GUIDE = Path(__file__).parents[2] / "docs" / "importing.md"


def commands() -> str:
    """All of its commands, as one script that stops at the first failure."""
    blocks = re.findall(r"```bash\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 8
    return "set -euo pipefail\n" + "\n".join(blocks)


def test_every_command_of_the_guide_can_be_run(tmp_path: Path) -> None:
    port, data, desk = str(free_port()), tmp_path / "host", tmp_path / "desk"
    desk.mkdir()
    shim = desk / "relief"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app.cli "$@"\n')
    shim.chmod(0o755)
    environment = host(data, RELIEF_ROTA_PORT=port)
    rota = open_rota(RotaSettings(data=data))
    with rota.desk.store.write() as db:
        token = make_token(db, "duty-system", ["upload", "publish"], 30, by="hr1", now=datetime.now(UTC))
    root = str(GUIDE.parents[1])
    reader = environment | {"PATH": f"{desk}:{os.environ['PATH']}", "DESK": f"http://127.0.0.1:{port}", "TOKEN": token}
    with served(environment | {"PYTHONPATH": root}, "rota", ports=[int(port)]):
        done = subprocess.run(
            ["bash", "-c", commands()], cwd=desk, env=reader | {"PYTHONPATH": root}, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Published as roster version 1." in done.stdout
    assert "was published before" in done.stdout  # what the watched folder reported
    assert '"new":false' in done.stdout
    last = json.loads(re.findall(r'\{"id".*?\}', done.stdout)[-1])
    assert (last["filename"], last["offset"], bool(last["upload"])) == ("december.csv", last["length"], True)
    assert "/api/v1/rosters/resumable" in json.loads((desk / "openapi.json").read_text())["paths"]
    with rota.desk.store.read() as db:
        assert latest_number(db) == 1
    rota.close()


@pytest.mark.parametrize("code", ["code_table", "date_order", "repeated_hour", "explicit_days", "period_from"])
def test_the_codes_of_questions_in_the_guide_are_those_of_the_reader(code: str) -> None:
    assert f"`{code}`" in GUIDE.read_text(encoding="utf-8")
    sources = (GUIDE.parents[1] / "app" / "rota").rglob("*.py")
    assert any(f'"{code}"' in source.read_text(encoding="utf-8") for source in sources)
