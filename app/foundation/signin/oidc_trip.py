"""A trip to an issuer and back: what must come back unchanged, sealed in a short-lived cookie."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self

from fastapi import Request
from starlette.responses import Response

from app.foundation.ids import new_token
from app.foundation.sealing import SealBroken, open_sealed, seal

_LABEL = "oidc.trip"
TRIPS_LAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Trip:
    """State against forged returns, nonce against replayed tokens, verifier (PKCE) against stolen codes."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    left_at: str
    whose: str = ""
    """Who is signed in and connects the issuer to themselves; empty for a sign-in."""

    @classmethod
    def fresh(cls, wanted: str, *, now: datetime, whose: str = "") -> Self:
        """A trip that begins now and ends at the path `wanted`."""
        return cls(new_token(), new_token(), new_token(), wanted, now.isoformat(), whose)

    def is_state(self, came_back: str) -> bool:
        """Whether the state that came back is the one that was sent."""
        return hmac.compare_digest(self.state.encode(), came_back.encode())

    def is_over(self, *, now: datetime) -> bool:
        """Whether it took too long."""
        return now - datetime.fromisoformat(self.left_at) > TRIPS_LAST


def keep_trip(answer: Response, cookie: str, trip: Trip, *, secure: bool) -> None:
    """Give the trip to the browser. SameSite=Lax: the way back starts on the issuer's site."""
    sealed = urlsafe_b64encode(seal(json.dumps(asdict(trip)), _LABEL)).decode()
    seconds = int(TRIPS_LAST.total_seconds())
    answer.set_cookie(cookie, sealed, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def take_trip(request: Request, cookie: str, *, now: datetime) -> Trip | None:
    """The trip that the browser brought back; None for none, too late, or not ours."""
    try:
        trip = Trip(**json.loads(open_sealed(urlsafe_b64decode(request.cookies.get(cookie, "")), _LABEL)))
    except (SealBroken, NotBase64, ValueError, TypeError):
        return None
    return None if trip.is_over(now=now) else trip
