"""A small desk with two doors, tables of its own and one thing to book: what the foundation is tried on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.testclient import TestClient
from sqlalchemy import JSON, MetaData, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.foundation.access_tables import (
    AuditColumns,
    IdempotencyColumns,
    PasskeyColumns,
    SignInCodeColumns,
    SignInColumns,
)
from app.foundation.clock import HandClock
from app.foundation.column_types import UtcDateTime
from app.foundation.database import Database
from app.foundation.idempotency import Asked, asked_once, once
from app.foundation.limits import Limits
from app.foundation.pages import MenuEntry, Pages, Shell, install_pages, render, see_other
from app.foundation.problem_json import install_refusals
from app.foundation.refusals import Conflict, Fault
from app.foundation.signin.door import Door, Enrolment, SignInDesk, SignInTables
from app.foundation.signin.install import install_sign_in
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.foundation.signin.relying_party import RelyingParty
from app.foundation.signin.sign_ins import Begun, begin_sign_in
from app.foundation.signin.who import Who, require, signed_in

NOON = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)


class MiniBase(DeclarativeBase):
    """Base of the small desk's tables."""

    metadata = MetaData()
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON}


class MiniSignIn(SignInColumns, MiniBase):
    """Sign-ins."""

    __tablename__ = "mini_sign_in"


class MiniCode(SignInCodeColumns, MiniBase):
    """Codes."""

    __tablename__ = "mini_code"


class MiniPasskey(PasskeyColumns, MiniBase):
    """Passkeys."""

    __tablename__ = "mini_passkey"


class MiniAnswer(IdempotencyColumns, MiniBase):
    """Answers under keys."""

    __tablename__ = "mini_answer"


class MiniAudit(AuditColumns, MiniBase):
    """The trail."""

    __tablename__ = "mini_audit"


class Member(MiniBase):
    """Somebody who may sign in."""

    __tablename__ = "mini_member"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    audience: Mapped[str] = mapped_column(String(12))
    contact: Mapped[str | None] = mapped_column(String(200))
    staff_number: Mapped[str | None] = mapped_column(String(20))
    access_code: Mapped[str | None] = mapped_column(String(20))


class Chair(MiniBase):
    """What can be booked: any number of times, so that a double is seen."""

    __tablename__ = "mini_chair"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(32))


@dataclass
class Postbox:
    """A mailer that keeps what it was given."""

    mails: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Keep the mail."""
        self.mails.append((to, subject, body))

    def code_for(self, contact: str) -> str:
        """The code in the newest mail to `contact`."""
        body = next(body for to, _, body in reversed(self.mails) if to == contact)
        return next(word for word in body.split() if word.isdigit() and len(word) == 6)


@dataclass
class Pocket:
    """A texter that keeps what it was given."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Keep the text."""
        self.texts.append((to, body))


def find(audience: str) -> Any:
    """How the small desk knows its people by their contact."""

    def find_subject(db: Session, contact: str) -> str | None:
        return db.scalar(select(Member.id).where(Member.audience == audience, Member.contact == contact))

    return find_subject


def match(db: Session, staff_number: str, access_code: str) -> str | None:
    """Who waits to be claimed under this number and access code."""
    return db.scalar(
        select(Member.id).where(
            Member.staff_number == staff_number, Member.access_code == access_code, Member.contact.is_(None)
        )
    )


def claim(db: Session, subject_id: str, contact: str, now: datetime) -> None:
    """From now on the contact is theirs; an address that somebody else has is refused."""
    if db.scalar(select(func.count()).where(Member.contact == contact)):
        raise Conflict("This address is taken.", code="contact-taken")
    member = db.get_one(Member, subject_id)
    member.contact = contact


def doors(**changes: Any) -> tuple[Door, ...]:
    """An officer's door with joining, a provider's door under /provider."""
    officer: dict[str, Any] = {
        "audience": "officer",
        "cookie": "mini_a",
        "find_subject": find("officer"),
        "enrolment": Enrolment(match, claim),
    }
    return (
        Door(**{**officer, **changes}),
        Door(
            audience="provider", base="/provider", home="/provider", cookie="mini_b", find_subject=find("provider"),
        ),
    )  # fmt: skip


MENU = (
    MenuEntry("Home", "/look", "home"),
    MenuEntry("Appointments", "/appointments", "calendar"),
    MenuEntry("Times", "/times", "clock"),
    MenuEntry("You", "/you", "person"),
)
SHELL = Shell(
    menus={"officer": MENU},
    quick_exit="https://www.bbc.co.uk/weather",
    footnote="Not for emergencies. In an emergency call 999.",
)

PAGES = Pages(Path(__file__).parent / "templates", shell=SHELL)

Officer = Annotated[Who, Depends(require("officer"))]
Provider = Annotated[Who, Depends(require("provider"))]
Once = Annotated[Asked, Depends(asked_once)]
router = APIRouter()


@router.get("/")
def home(request: Request, who: Officer) -> HTMLResponse:
    return render(request, "home.html")


@router.get("/provider")
def provider_home(request: Request, who: Provider) -> HTMLResponse:
    return render(request, "home.html")


@router.get("/look")
def look(request: Request, who: Officer, faulty: bool = False) -> HTMLResponse:
    wrong = (Fault("Enter the whole address", column="contact"), Fault("Choose one of these", column="place"))
    names = PAGES.env.get_template("icons.html").module.drawings  # type: ignore[attr-defined]
    return render(request, "look.html", faults=wrong if faulty else (), icon_names=tuple(names))


@router.get("/deep/page")
def deep_page(request: Request, who: Officer) -> HTMLResponse:
    return render(request, "home.html")


@router.post("/chairs")
def take_chair(request: Request, who: Officer) -> RedirectResponse:
    with request.app.state.sign_in.store.write() as db:
        db.add(Chair(who=who.subject_id))
    return see_other("/", say="The chair is yours.")


@router.post("/unguarded/chairs")
def take_chair_unguarded(request: Request) -> RedirectResponse:
    """What a page would do that asks who is there, and not whether they meant it."""
    who = signed_in(request, "officer")
    with request.app.state.sign_in.store.write() as db:
        db.add(Chair(who=who.subject_id))
    return see_other("/")


@router.post("/api/v1/chairs")
def take_chair_by_api(request: Request, who: Officer, asked: Once) -> JSONResponse:
    def act(db: Session) -> tuple[int, dict[str, Any]]:
        db.add(Chair(who=who.subject_id))
        db.flush()
        return 201, {"taken": db.scalar(select(func.count()).select_from(Chair))}

    desk = request.app.state.sign_in
    return once(desk.store, MiniAnswer, asked, act, now=desk.clock())


@router.get("/api/v1/me")
def me(request: Request, who: Officer) -> dict[str, str]:
    return {"subject_id": who.subject_id}


@dataclass
class MiniDesk:
    """The app with what a test wants to hold of it."""

    app: FastAPI
    store: Database
    clock: HandClock
    postbox: Postbox
    desk: SignInDesk

    def add(self, *rows: Any) -> None:
        """Store rows."""
        with self.store.write() as db:
            db.add_all(rows)

    def count(self, table: type[Any]) -> int:
        """How many rows there are."""
        with self.store.read() as db:
            return db.scalar(select(func.count()).select_from(table)) or 0

    def browser(self, base_url: str = "http://desk.test") -> TestClient:
        """A browser that keeps cookies, asks for pages and does not follow redirects by itself."""
        return TestClient(
            self.app,
            base_url=base_url,
            follow_redirects=False,
            headers={"accept": "text/html"},
            raise_server_exceptions=False,
        )

    def signed_in(self, subject_id: str = "o1", audience: str = "officer") -> tuple[TestClient, Begun]:
        """A browser that is signed in."""
        door = self.desk.door(audience)
        with self.store.write() as db:
            begun = begin_sign_in(db, self.desk.tables, door, subject_id, now=self.clock())
        browser = self.browser()
        browser.cookies.set(self.desk.cookie(door), begun.token)
        return browser, begun


def mini_desk(store: Database, *, oidc: OidcIssuer | None = None, secure: bool = False, **door: Any) -> MiniDesk:
    """Put a small desk together on `store`."""
    app, clock, postbox = FastAPI(), HandClock(NOON), Postbox()
    desk = SignInDesk(
        store=store, clock=clock, tables=SignInTables(MiniSignIn, MiniCode, MiniPasskey), mailer=postbox,
        limits=Limits(), doors=doors(oidc=oidc, **door), secure=secure,
        relying_party=RelyingParty.at("http://localhost", "Relief"),
    )  # fmt: skip
    install_pages(app, PAGES)
    install_refusals(app)
    install_sign_in(app, desk)
    app.include_router(router)
    return MiniDesk(app, store, clock, postbox, desk)


def officer(**changes: Any) -> Member:
    """An officer with a contact."""
    return Member(**{"id": "o1", "audience": "officer", "contact": "sam@example.com", **changes})


@contextmanager
def filled(store: Database) -> Iterator[Database]:
    """The store with empty tables, and without them afterwards."""
    MiniBase.metadata.drop_all(store.engine)
    MiniBase.metadata.create_all(store.engine)
    try:
        yield store
    finally:
        MiniBase.metadata.drop_all(store.engine)
        store.close()


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)
