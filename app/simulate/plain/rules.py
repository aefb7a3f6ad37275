"""What today's ways go by: the few numbers that are not the world's."""

from dataclasses import dataclass
from datetime import timedelta

from app.care.domain.policy import DEFAULT_POLICY
from app.simulate.parameters import Parameters


@dataclass(frozen=True, slots=True)
class PlainRules:
    """As a defender of today's tools would set them. ValueError for what is none.

    `checks_roster`: how often an officer compares a time on a booking page with their own roster, as published when
    they book. `notice`, `patience` and `travel_minutes` are those of the force's policy, the same for all.
    """

    checks_roster: float = 0.5
    notice: timedelta = DEFAULT_POLICY.notice
    patience: timedelta = DEFAULT_POLICY.patience
    """A counsellor with nothing free for so long is replaced by another."""
    weeks_skipped: int = 4
    """A fixed weekly time may leave out so many weeks in which the counsellor is not there."""
    weeks_sought: int = 8
    """So far ahead the same weekly hour is sought for a session that needs another week."""
    rebooks_after: timedelta = timedelta(days=1)
    """From a miss to the officer's next visit to the booking page."""
    mailed_after: timedelta = timedelta(days=2)
    """From a miss to the mail that asks who has not come back by then."""

    @classmethod
    def of(cls, parameters: Parameters) -> "PlainRules":
        """With what the file of parameters says."""
        return cls(checks_roster=parameters.numbers.today.checks_roster)

    def __post_init__(self) -> None:
        if not 0 <= self.checks_roster <= 1:
            raise ValueError(f"how often a roster is checked is between 0 and 1, not {self.checks_roster}")
        if min(self.weeks_skipped, self.weeks_sought) < 0:
            raise ValueError("weeks are not negative")
        if min(self.notice, self.patience, self.rebooks_after, self.mailed_after) < timedelta(0):
            raise ValueError("times are not negative")
