"""The care desk as its officers meet it: a clock turned by hand, signed-in browsers, programs with a token."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.care.channels.store_mailer import StoreMailer
from app.care.desk import CareDesk
from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.policy import Policy
from app.care.jobs.handlers import all_handlers
from app.care.reads.officer_plan import AppointmentView
from app.care.services.outcome import record_outcome
from app.care.services.promotion import promote
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.care.web.app import build_care_app
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.ids import new_id
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.foundation.signin.sign_ins import Begun, begin_sign_in
from tests.care.officer.pages import Page, read_page
from tests.support.builders import NOW, VIDEO, a_counsellor, a_place, an_officer, at
from tests.support.care_store import jobs_of
from tests.support.duties import pack
from tests.support.loopback import loopback_client
from tests.support.quickened import quickened

ZONE = ZoneInfo("Europe/London")


@dataclass
class Browser:
    """An officer's browser: keeps its cookie, shows pages, sends the forms it was shown."""

    client: TestClient
    form_token: str
    shown: Page = field(default_factory=lambda: read_page(""))
    status: int = 0
    headers: Any = None

    def open(self, path: str) -> Page:
        """Go to a page, following redirects."""
        return self._look(self.client.get(path))

    def send(self, action: str, **changes: Any) -> Page:
        """Send the first form of the page that goes to `action`, with its hidden fields, and follow the redirect."""
        form = self.shown.form(action)
        return self.post(action, **{**form.fields, **changes})

    def post(self, path: str, **fields: Any) -> Page:
        """Send a form of one's own making; the form token is added unless given."""
        data = {"form_token": self.form_token, **fields}
        return self._look(self.client.post(path, data=data, headers={"sec-fetch-site": "same-origin"}))

    def _look(self, answer: httpx.Response) -> Page:
        while answer.status_code == 303:
            answer = self.client.get(answer.headers["location"])
        self.status, self.headers, self.shown = answer.status_code, answer.headers, read_page(answer.text)
        self.shown.path = answer.url.path
        return self.shown


@dataclass
class Program:
    """An officer's program: a bearer token and a fresh key for each request unless one is given."""

    client: TestClient
    token: str

    def get(self, path: str) -> httpx.Response:
        """GET under /api/v1."""
        return self.client.get(f"/api/v1{path}", headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """POST under /api/v1; `key` "" sends no Idempotency-Key."""
        headers = self._headers()
        if key != "":
            headers["idempotency-key"] = key or new_id()
        return self.client.post(f"/api/v1{path}", json=body, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}


@dataclass
class Rig:
    """The desk, and what a test does with it."""

    store: Database
    clock: HandClock
    app: FastAPI
    desk: CareDesk

    def publish(self, number: int = 1) -> None:
        """A roster version that care has pulled."""
        covers = {"covers_from_on": at(0).date(), "covers_to_on": at(110).date()}
        with self.store.write() as db:
            db.add(
                PulledVersion(number=number, published_at=NOW, pulled_at=NOW, digest=f"{number:064}", staff=1, **covers)
            )

    def officer(self, late_turns: Sequence[int] = (1, 2)) -> str:
        """A member of staff who works a late turn on these days after NOW; nothing else is rostered."""
        duties = pack(("late", at(d, 14), at(d, 22)) for d in late_turns)
        with self.store.write() as db:
            officer = an_officer(db)
            db.add(OfficerMonth(officer_id=officer.id, month="2026-03", version=1, duties=duties))
        officer_id: str = officer.id
        return officer_id

    def counsellor(self, hours: Sequence[tuple[datetime, datetime]] | None = None, **changes: Any) -> str:
        """Somebody to see, by video, on all days from ten to four unless `hours` says otherwise."""
        usual = [(at(d, 10), at(d, 16)) for d in range(100)]
        with self.store.write() as db:
            for site in {*changes.get("places", ())} - {VIDEO}:
                a_place(db, site, rooms=2)
            row = {"name": "Robin Hale", **changes}
            counsellor_id: str = a_counsellor(db, hours=usual if hours is None else hours, **row).id
        return counsellor_id

    def sign_in(self, subject_id: str, audience: str = "officer") -> Begun:
        """A sign-in of theirs."""
        desk = self.app.state.sign_in
        with self.store.write() as db:
            return begin_sign_in(db, desk.tables, desk.door(audience), subject_id, now=self.clock())

    def visitor(self) -> TestClient:
        """A browser in which nobody is signed in."""
        return TestClient(
            self.app, follow_redirects=False, headers={"accept": "text/html"}, raise_server_exceptions=False
        )

    def browser(self, officer_id: str) -> Browser:
        """The officer's browser."""
        begun, client = self.sign_in(officer_id), self.visitor()
        client.cookies.set(self.app.state.sign_in.door("officer").cookie, begun.token)
        return Browser(client, begun.form_token)

    def program(self, officer_id: str) -> Program:
        """The officer's program."""
        client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)
        return Program(client, self.sign_in(officer_id).token)

    def run_jobs(self) -> None:
        """Let every job that was left be done."""
        jobs_of(self.store).run_all(all_handlers(self.desk), self.clock)

    def appointments(self, officer_id: str) -> list[Appointment]:
        """Everything the officer ever had, in order of start."""
        with self.store.read() as db:
            found = list(appointments.of_officer(db, officer_id))
            db.expunge_all()
        return found

    def standing(self, officer_id: str, number: int = 1) -> Appointment:
        """What stands for session `number`: held, proposed, booked or attended."""
        return next(a for a in self.appointments(officer_id) if a.number == number and a.status in STANDING)

    def ends(self, appointment: Appointment, outcome: Outcome) -> None:
        """Go on to the end of the appointment, have its outcome reported, and let the jobs run."""
        self.clock.move_to(appointment.end_at)
        with self.store.write() as db:
            record_outcome(db, appointment.id, outcome, by="provider:1", now=self.clock())
        self.run_jobs()
        with self.store.write() as db:
            promote(db, now=self.clock(), firm_until_at=self.clock() + (at(28) - at(0)))


@contextmanager
def rigged(store: Database, *, oidc: OidcIssuer | None = None, **changes: Any) -> Iterator[Rig]:
    """The desk over `store`, with `changes` to what it is usually made of."""
    clock = HandClock(NOW)
    store.session_info["policy"] = Policy(grid=60)  # fewer starts to think about; nothing here depends on the minute
    quickened(store)
    with loopback_client() as http:
        usual: dict[str, Any] = {
            "base_url": "http://testserver",
            "mailer": StoreMailer(store),
            "feed_url": "http://hr.test",
            "feed_token": "token",
            "demo": True,
        }
        desk = CareDesk(store=store, clock=clock, zone=ZONE, http=http, **{**usual, **changes})
        rig = Rig(store, clock, build_care_app(desk, oidc=oidc), desk)
        rig.publish()
        yield rig


@contextmanager
def rigged_copy(template: Path, folder: Path) -> Iterator[Rig]:
    """The desk over a SQLite file of its own, for all tests of a module."""
    path = folder / "care.sqlite"
    shutil.copy(template, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as ready:
        yield ready
    store.close()


def started(rig: Rig, officer_id: str | None = None) -> tuple[str, Browser]:
    """An officer who has asked for a course and looks at their times."""
    officer_id = officer_id or rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/start")
    browser.send("/start", mode="either", urgency="soon")
    return officer_id, browser


def booked(rig: Rig, officer_id: str | None = None) -> tuple[str, Browser]:
    """An officer whose first time is booked and whose others are planned around it."""
    officer_id, browser = started(rig, officer_id)
    browser.send("/choose")
    browser.send(f"{browser.shown.path}/book")
    return officer_id, browser


def an_end(outcome: Outcome | None, note: str = "") -> AppointmentView:
    """An appointment that ended so."""
    texts = ("id", "course_id", "counsellor_id", "counsellor_name", "place_id", "place_name", "words")
    times: dict[str, Any] = {"start_at": NOW, "end_at": NOW, "held_until_at": None, "changed_at": NOW}
    row: dict[str, Any] = dict.fromkeys(texts, "") | {
        "number": 1,
        "status": AppointmentStatus.CANCELLED,
        "is_video": True,
        "risk": 0,
    }
    return AppointmentView(**times, **row, outcome=outcome, note=note)
