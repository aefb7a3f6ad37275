"""A program with a token of its own, for tests."""

import time
from typing import Any

from fastapi.testclient import TestClient

from app.rota.services.machine_tokens import make_token
from tests.rota.hr import NOW, HrDesk

UPLOADS = "/api/v1/rosters/uploads"
PATIENCE = 60


def program(hr: HrDesk, name: str = "payroll", *scopes: str, days: int = 30) -> TestClient:
    """A caller of the API with a fresh token; without scopes it may do everything."""
    with hr.store.write() as db:
        token = make_token(db, name, list(scopes) or ["upload", "publish"], days, by="hr1", now=NOW)
    caller = hr.stranger("application/json")
    caller.headers["authorization"] = f"Bearer {token}"
    return caller


def polled(caller: TestClient, upload_id: str) -> Any:
    """An upload once it has been read."""
    give_up = time.monotonic() + PATIENCE
    while True:
        got = caller.get(f"{UPLOADS}/{upload_id}")
        if got.status_code != 202:
            return got.json()
        assert time.monotonic() < give_up, got.text
        time.sleep(0.05)
