"""When a delivery that failed is tried again, and when it is given up.

The delays are the example schedule of Standard Webhooks. No jitter is added: only the oldest message of a provider is
ever tried, so a provider that comes back is never stormed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

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


def next_try_at(attempts: int, *, tried_at: datetime, wish: timedelta | None = None) -> datetime | None:
    """The next try after `attempts` failed ones, None to give up. A receiver may wish for later, never for sooner."""
    if attempts >= len(DELAYS):
        return None
    delay = DELAYS[attempts]
    if wish is not None:
        delay = max(delay, min(wish, LONGEST_WISH))
    return tried_at + delay
