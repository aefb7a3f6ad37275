"""An OpenID Connect issuer that a door trusts, by configuration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from sqlalchemy.orm import Session

_OF_ALL_TENANTS = frozenset({"common", "organizations", "consumers", "{tenantid}"})
"""What stands in Entra ID's addresses where anybody of any tenant may sign in."""


@dataclass(frozen=True, slots=True)
class OidcPerson:
    """Whom the issuer vouches for. `email` only when the issuer says it is verified."""

    issuer: str
    subject: str
    email: str | None


@dataclass(frozen=True, slots=True)
class OidcLinks:
    """How a zone remembers whom people have connected themselves to. Each is called in a transaction of its caller."""

    keep: Callable[[Session, str, OidcPerson, datetime], None]
    """(db, subject id, person, now): from now on this person of the issuer is them. May raise a Refusal."""
    has: Callable[[Session, str], bool]
    """(db, subject id) -> whether they have connected anything."""
    drop: Callable[[Session, str], None]
    """(db, subject id): forget it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcIssuer:
    """Where to send people, as whom we ask, and how the zone knows them again."""

    issuer: str
    """As its discovery document states it, without a slash at the end."""
    client_id: str
    client_secret: str = field(repr=False)
    our_url: str
    """How browsers reach this desk ("https://desk.example"): the redirect address must not depend on a Host header."""
    find_person: Callable[[Session, OidcPerson], str | None]
    """(db, person) -> subject id or None. Called in a write transaction, so it may bind issuer and subject."""
    links: OidcLinks | None = None
    """None: people cannot connect themselves; `find_person` alone decides."""
    label: str = "Continue with single sign-on"
    scope: str = "openid email"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    transport: httpx.BaseTransport | None = None
    """How its servers are reached; None: the network."""

    def __post_init__(self) -> None:
        if not self.issuer.startswith("https://"):
            raise ValueError("an issuer is reached by https")
        if _OF_ALL_TENANTS & set(self.issuer.split("/")):
            raise ValueError("an issuer is one tenant's: tokens never name the address of all")
        if self.issuer.endswith("/") or self.our_url.endswith("/"):
            raise ValueError("addresses are given without a slash at the end")
        if {"none", "HS256", "HS384", "HS512"} & set(self.algorithms):
            raise ValueError("an issuer signs with a key of its own")
