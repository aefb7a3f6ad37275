"""When a delivery that failed is tried again, when it is given up, and when an address is given up.

The delays are the example schedule of Standard Webhooks. Each is drawn out a little, by up to a tenth: one practice
system may serve many providers, and would otherwise have all their tries in the same second when it comes back. Never
drawn in: nothing is tried sooner than the schedule says, and the last try comes 75.6 to 83.2 hours after the first.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

DELAYS: Sequence[timedelta] = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_WISH = timedelta(hours=24)
"""The most that a receiver's Retry-After can put off a message."""
LEASE = timedelta(minutes=2)
"""How long a message in the hands of one teller is left alone by the others; longer than any one try may take."""
DRAWN_OUT = 0.1
DISABLED_AFTER = timedelta(days=5)
"""An address that took nothing for so long is written to no more."""
_TRIES_BEFORE = 5
"""So many tries of one message come first: after a quiet week one bad moment must not end it all."""

_ABOUT_THE_MESSAGE = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


class Failure(StrEnum):
    """What a failed try says."""

    MESSAGE = "message"
    """The receiver is there and would not have this one message: only what concerns the same course waits for it."""
    ADDRESS = "address"
    """Nobody would have had any: everything waits."""
    GONE = "gone"
    """410: nothing more is wanted."""


def failure_of(status: int | None) -> Failure:
    """What an answer that is not 2xx says; None: there was no answer."""
    if status == HTTPStatus.GONE:
        return Failure.GONE
    return Failure.MESSAGE if status in _ABOUT_THE_MESSAGE else Failure.ADDRESS


def next_try_at(
    attempts: int, *, tried_at: datetime, wish: timedelta | None = None, drawn_out: float = 0.0
) -> datetime | None:
    """The next try after `attempts` failed ones, None to give up. A receiver may wish for later, never for sooner.

    `drawn_out`: by which part of itself the delay grows.
    """
    if attempts >= len(DELAYS):
        return None
    delay = DELAYS[attempts] * (1 + drawn_out)
    if wish is not None:
        delay = max(delay, min(wish, LONGEST_WISH))
    return tried_at + delay


def drawn_out_by(message_id: str, attempts: int) -> float:
    """From nothing to a tenth: another one for each message and try, and always the same for one."""
    digest = hashlib.sha256(f"{message_id}:{attempts}".encode()).digest()
    return DRAWN_OUT * int.from_bytes(digest[:4], "big") / 2**32


def is_lost(*, failing_since_at: datetime, attempts: int, now: datetime) -> bool:
    """Whether an address that has failed ever since is to be given up."""
    return attempts >= _TRIES_BEFORE and now - failing_since_at >= DISABLED_AFTER
