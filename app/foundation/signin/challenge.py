"""A challenge: random bytes that a device signs, sealed into a ticket that only we can open, good once and briefly."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from app.foundation.sealing import SealBroken, open_sealed, seal

CHALLENGES_LAST = timedelta(minutes=5)
_LABEL = "passkey.challenge"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Challenge:
    """What was asked of a device. `whose`: the subject who adds a passkey; "" for a sign-in, when nobody is known.

    Sealed rather than stored: a page that anybody may open must not write rows. It is stored once it is used up.
    """

    value: bytes
    audience: str
    whose: str
    asked_at: datetime

    @classmethod
    def fresh(cls, audience: str, whose: str, *, now: datetime) -> Self:
        """A challenge asked now."""
        return cls(secrets.token_bytes(_BYTES), audience, whose, now)

    @property
    def until(self) -> datetime:
        """When it runs out."""
        return self.asked_at + CHALLENGES_LAST

    def ticket(self) -> str:
        """The challenge sealed, for the page or program to bring back."""
        told = [self.value.hex(), self.audience, self.whose, self.asked_at.isoformat()]
        return urlsafe_b64encode(seal(json.dumps(told), _LABEL)).decode()


def open_ticket(ticket: str, audience: str, whose: str, *, now: datetime) -> Challenge | None:
    """The challenge in the ticket; None when it is not ours, too old, or was asked of somebody else."""
    try:
        value, at_door, of, asked_at = json.loads(open_sealed(urlsafe_b64decode(ticket), _LABEL))
        found = Challenge(bytes.fromhex(value), at_door, of, datetime.fromisoformat(asked_at))
    except (SealBroken, NotBase64, ValueError, TypeError):
        return None
    fits = (found.audience, found.whose) == (audience, whose) and found.asked_at <= now < found.until
    return found if fits else None
