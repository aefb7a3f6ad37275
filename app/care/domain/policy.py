"""What the force has decided: the numbers that planning goes by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.care.domain.needs import Disliked
from app.care.domain.pace import PACES, Pace
from app.care.domain.scarce import EVENINGS_AND_WEEKENDS
from scheduler.problem import Weights
from scheduler.rest_rules import RestRules
from scheduler.risk import RiskTable

MOST_KEPT = 0.5
"""More than half of somebody's hours kept back would be no offer any more."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Force policy; every value has the default of the design.

    ValueError: an amount that is not positive, or a grid that does not divide an hour.
    """

    grant: int = 10
    """Sessions granted by a referral."""
    hold: timedelta = timedelta(minutes=10)
    """How long an offered slot is kept for an officer who is deciding."""
    sooner: timedelta = timedelta(hours=6)
    """How long a slot that came free is kept for whoever it is offered to, before the next in line is asked."""
    firm_horizon: timedelta = timedelta(days=28)
    """Appointments that start within it are booked; later ones are provisional."""
    weeks: int = 16
    """How far ahead is planned."""
    grid: int = 15
    """Minutes: appointments start at multiples of it."""
    attempts_cap: int = 3
    """Automatic rebookings in a row; then the course waits for a word of the officer."""
    notice: timedelta = timedelta(hours=12)
    """A new or moved appointment starts no sooner than this."""
    patience: timedelta = timedelta(days=28)
    """A counsellor whose next possible session lies further off than this cannot serve; a change is proposed."""
    unknown_risk: int = 150
    """Thousandths added to the miss risk where no roster is published yet: duties there are not known."""
    usual_turn_risk: int = 500
    """Thousandths added, beyond the published roster, where their turns so far say that the officer will be at work."""
    travel_minutes: int = 30
    """The journey between work and a site, unless the officer gave another."""
    rest: RestRules = field(default_factory=RestRules)
    weights: Weights = field(default_factory=Weights)
    mending: Weights = field(default_factory=lambda: Weights(moved=20_000, moved_firm=90_000))
    """Used once the officer has agreed to something: moving few comes before an even cadence, but after placing all."""
    scarce: tuple[Disliked, ...] = EVENINGS_AND_WEEKENDS
    """Hours that few counsellors have."""
    scarce_cost: int = 10
    """What these cost, in units of preference, who could come by day; they are left to those who cannot."""
    scarce_counsellor: int = 60
    """The same, once for the course, of a counsellor all of whose hours are scarce: their places are few, too."""
    kept_share: float = 0.08
    """Of each counsellor's hours so many are kept for what must be replaced: see kept_hours. 0: none."""
    asks_before_long_gaps: bool = False
    """Whether officers are asked before a gap is longer than usual, even where a session has no time else."""
    risks: RiskTable = field(default_factory=RiskTable)
    paces: tuple[Pace, ...] = PACES
    """How much a provider's system may undo before a human there must look."""

    def __post_init__(self) -> None:
        if min(self.grant, self.weeks, self.grid, self.attempts_cap) < 1 or 60 % self.grid:
            raise ValueError("grant, weeks, grid and cap are at least 1, and the grid divides an hour")
        if min(self.hold, self.sooner, self.firm_horizon, self.notice, self.patience) <= timedelta(0):
            raise ValueError("holds, firm horizon, notice and patience are longer than nothing")
        if not 0 <= self.kept_share <= MOST_KEPT:
            raise ValueError(f"of the hours none to {MOST_KEPT:.0%} are kept for replacements")
        if not min(self.unknown_risk, self.usual_turn_risk, self.travel_minutes) >= 0 or self.unknown_risk > 1000:
            raise ValueError("a risk is 0 to 1000 thousandths and a journey not negative")

    def firm_until(self, now: datetime) -> datetime:
        """The end of the firm horizon as seen from `now`."""
        return now + self.firm_horizon


DEFAULT_POLICY = Policy()
