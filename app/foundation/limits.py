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
        raise TooMany(
            "That was tried too often. Please wait a little and try again.",
            extra={"retry_after_seconds": int(rule.get_expiry())},
        )
