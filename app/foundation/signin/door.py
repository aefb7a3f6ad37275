"""The doors of a zone: which audiences may sign in, where, and what is needed to let them.

    desk = SignInDesk(
        store=store, clock=clock, mailer=mailer, limits=Limits(), secure=False,
        tables=SignInTables(sign_in=SignIn, code=SignInCode, passkey=Passkey),
        doors=(
            Door(audience="officer", cookie="rest_a", find_subject=find_officer, enrolment=Enrolment(match, claim)),
            Door(audience="provider", base="/provider", home="/provider", cookie="rest_b", find_subject=find_account),
        ),
    )
    install_sign_in(app, desk)          # from app.foundation.signin.install

A door with base "" has the pages /sign-in, /sign-in/code, /sign-out, /sign-out/everywhere (/join with an enrolment),
the page of one's own `ways` in, and the API /api/v1/sign-in, /sign-ins, /passkeys, /contacts and /join; with base
"/provider" all of these stand under /provider and /api/v1/provider.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.limits import Limits
from app.foundation.mailer import Mailer
from app.foundation.signin.contacts import Contacts
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.foundation.signin.relying_party import RelyingParty
from app.foundation.texter import Texter

FindSubject = Callable[[Session, str], str | None]
"""(db, contact) -> the id of whom this contact belongs to, or None. Called in a write transaction; must only look."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How somebody claims the identity that waits for them."""

    match: Callable[[Session, str, str], str | None]
    """(db, staff number, access code) -> the unclaimed subject they open, or None. Must only look."""
    claim: Callable[[Session, str, str, datetime], None]
    """(db, subject id, contact, now): from now on this contact is theirs. May raise a Refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One audience's way in. `cookie` must be neutral, and unlike any other on the same host: cookies ignore ports."""

    audience: str
    cookie: str
    find_subject: FindSubject
    base: str = ""
    home: str = "/"
    idle: timedelta = timedelta(hours=1)
    """Ends when nothing was asked for this long."""
    absolute: timedelta = timedelta(hours=12)
    """Ends this long after signing in, whatever happens."""
    most_tries: int = 5
    """How often one code may be tried."""
    enrolment: Enrolment | None = None
    about: str = ""
    """A page that anybody may read before they join or sign in: who sees what. Empty: there is none."""
    oidc: OidcIssuer | None = None
    ways: str = ""
    """The page of one's own ways in, if not "/signing-in" under the base."""
    contacts: Contacts | None = None
    """How people change where their codes go; None: somebody else does that for them."""
    numbers: bool = False
    """Whether codes may go to numbers as well, by the desk's texter."""
    stands: Callable[[Session, str], bool] = lambda _db, _subject_id: True
    """(db, subject id) -> whether they may still come in: a passkey does not pass `find_subject`."""

    def __post_init__(self) -> None:
        if self.base and (not self.base.startswith("/") or self.base.endswith("/")):
            raise ValueError('the base of a door is "" or starts with a slash and does not end in one')
        if not self.idle <= self.absolute:
            raise ValueError("a sign-in cannot idle longer than it lasts")

    @property
    def sign_in_path(self) -> str:
        """Where its sign-in page is."""
        return f"{self.base}/sign-in"

    @property
    def join_path(self) -> str:
        """Where somebody claims the identity that waits for them."""
        return f"{self.base}/join"

    @property
    def ways_path(self) -> str:
        """Where people see and change how they get in, and where they are signed in."""
        return self.ways or f"{self.base}/signing-in"

    @property
    def sign_out_path(self) -> str:
        """Where its sign-out form posts to."""
        return f"{self.base}/sign-out"


@dataclass(frozen=True, slots=True)
class SignInTables:
    """The zone's own classes, made of SignInColumns, SignInCodeColumns and PasskeyColumns."""

    sign_in: type[Any]
    code: type[Any]
    passkey: type[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInDesk:
    """Everything that letting people in needs. `secure`: the service is reached by https."""

    store: Database
    clock: Clock
    tables: SignInTables
    doors: tuple[Door, ...]
    mailer: Mailer
    limits: Limits
    secure: bool = False
    texter: Texter | None = None
    """Sends codes to numbers; doors with `numbers` need one."""
    relying_party: RelyingParty | None = None
    """As whom we ask devices for passkeys; None: this address cannot have any."""
    force_domains: tuple[str, ...] = ()
    """Where the force reads the mail: addresses there, and under them, are refused as personal ones."""

    def __post_init__(self) -> None:
        if self.texter is None and any(door.numbers for door in self.doors):
            raise ValueError("a door that takes numbers needs somebody who sends texts")
        if len({door.cookie for door in self.doors}) < len(self.doors):
            raise ValueError("every door needs a cookie of its own")

    def door(self, audience: str) -> Door:
        """The door of `audience`. Raises LookupError if there is none: a mistake in putting the app together."""
        for door in self.doors:
            if door.audience == audience:
                return door
        raise LookupError(f"nobody signs in as {audience} here")

    def cookie(self, door: Door, purpose: str = "") -> str:
        """The name of the door's cookie. By https with the prefix that no other host can set."""
        return f"{'__Host-' if self.secure else ''}{door.cookie}{purpose}"


def sign_in_desk(request: Request) -> SignInDesk:
    """The desk of the app that answers this request."""
    desk: SignInDesk = request.app.state.sign_in
    return desk
