"""Rate limits: so many tries per key and time, then 429.

limits = Limits()                                  # in memory; pass another `limits` storage to share between hosts
limits.spend("code", contact_digest, "5/15 minutes")    # raises TooMany with Retry-After when used up
"""

from limits import parse
from limits.storage import MemoryStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from app.foundation.refusals import TooMany


class Limits:
    """Counts tries in a moving window. Keys are digests or addresses, never a person's contact in the clear."""

    def __init__(self, storage: Storage | None = None) -> None:
        self._counter = MovingWindowRateLimiter(storage or MemoryStorage())

    def spend(self, name: str, key: str, allowance: str) -> None:
        """Count one try of `name` by `key`; raises TooMany beyond `allowance` ("5/15 minutes", "20/day")."""
        rule = parse(allowance)
        if self._counter.hit(rule, name, key):
            return
        seconds = int(rule.get_expiry())
        raise TooMany(
            f"That was tried too often. It works again in {_words(seconds)} at the latest; until then nothing is sent.",
            extra={"retry_after_seconds": seconds},
        )


def _words(seconds: int) -> str:
    """A wait in words: minutes up to two hours, then hours."""
    minutes = max(1, round(seconds / 60))
    if minutes > 120:
        return f"{round(minutes / 60)} hours"
    return "a minute" if minutes == 1 else f"{minutes} minutes"
