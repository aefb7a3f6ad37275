"""The HR desk in a test: its app, its clock, somebody signed in, and short ways to send and publish."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.signin.sign_ins import begin_sign_in
from app.rota.desk import RotaDesk
from app.rota.domain.upload import UploadState
from app.rota.services.publish import Published, publish
from app.rota.services.receive import Arrived, receive
from app.rota.services.teach_codes import teach_codes
from app.rota.store.accounts import add_account
from app.rota.store.tables.uploads import Upload
from app.rota.web import build_rota_app
from tests.rota.builders import CODES, ZONE, read

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LONDON = ZoneInfo(ZONE)
TOKEN = "feed-token-for-tests"


@dataclass
class Mails:
    """A mailer that keeps what it was given."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Keep the mail."""
        self.sent.append((to, subject, body))


def sent(db: Session, data: str | bytes, now: datetime = NOW, **answers: str) -> Upload:
    """An upload, read in this process."""
    raw = data.encode() if isinstance(data, str) else data
    dotted = {name.replace("__", "."): answer for name, answer in answers.items()}
    return receive(db, Arrived("roster.csv", raw, dotted, "hr1"), read(raw, **answers), LONDON, now=now)


def published(db: Session, data: str | bytes, now: datetime = NOW, **answers: str) -> Published:
    """The same, published at once."""
    row = sent(db, data, now, **answers)
    assert row.state is UploadState.READY, (row.state, row.faults, row.questions)
    return publish(db, row.id, LONDON, by="hr1", now=now)


@dataclass
class HrDesk:
    """The app with what a test wants to hold of it."""

    app: FastAPI
    store: Database
    clock: HandClock
    mails: Mails

    def stranger(self, accept: str = "text/html") -> TestClient:
        """A browser that nobody has signed in with."""
        return TestClient(
            self.app,
            base_url="http://desk.test",
            follow_redirects=False,
            headers={"accept": accept},
            raise_server_exceptions=False,
        )

    def machine(self) -> TestClient:
        """A caller of the API who is signed in."""
        caller = self.stranger("application/json")
        caller.headers["authorization"] = f"Bearer {self._begun().token}"
        return caller

    def browser(self) -> TestClient:
        """A browser that is signed in and follows redirects; it sends the form token by itself."""
        begun, caller = self._begun(), self.stranger()
        caller.follow_redirects = True
        caller.cookies.set("desk_r", begun.token)
        caller.headers["x-form-token"] = begun.form_token
        return caller

    def feed(self) -> TestClient:
        """A reader of the feed."""
        caller = self.stranger("application/x-ndjson")
        caller.headers["authorization"] = f"Bearer {TOKEN}"
        return caller

    def _begun(self) -> Any:
        desk = self.app.state.sign_in
        with self.store.write() as db:
            who = add_account(db, "hr@force.example", now=self.clock())
            return begin_sign_in(db, desk.tables, desk.door("hr"), who, now=self.clock())


def hr_desk(store: Database, **changes: Any) -> HrDesk:
    """Put the desk together on `store`."""
    clock, mails = HandClock(NOW), Mails()
    given: dict[str, Any] = {"store": store, "clock": clock, "zone": LONDON, "mailer": mails, "feed_token": TOKEN}
    return HrDesk(build_rota_app(RotaDesk(**{**given, **changes})), store, clock, mails)


def send_file(caller: TestClient, data: str | bytes, name: str = "roster.csv", **answers: str) -> Any:
    """POST a file to the API; the answer as JSON."""
    dotted = {code.replace("__", "."): text for code, text in answers.items()}
    raw = data.encode() if isinstance(data, str) else data
    got = caller.post("/api/v1/rosters/uploads", files={"file": (name, raw)}, data={"answers": json.dumps(dotted)})
    assert got.status_code == 201, got.text
    return got.json()


def teach(store: Database) -> None:
    """Keep the usual code table as "response"."""
    with store.write() as db:
        teach_codes(db, "response", CODES, by="hr1", now=NOW)
