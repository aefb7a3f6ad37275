"""What comes of appointments and questions: by the duties truly worked, and by chance that no policy is told."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.care.domain.outcome import Outcome
from app.simulate.facts import Ask
from app.simulate.numbers import BehaviourNumbers, Numbers
from app.simulate.world.attending import Around, chance_of_a_miss
from app.simulate.world.late import late_by, recalled
from app.simulate.world.lots import Lots
from app.simulate.world.year import Year
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval

_LOOKED_BACK = 3
"""Duties before the one at hand that can matter: two nights, and the turn before."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What was true of an officer's year in the end: duties in order, when they were ill, how flexible they are."""

    duties: tuple[Duty, ...]
    ill: tuple[Interval[datetime], ...]
    is_flexible: bool = False
    starts: tuple[datetime, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", tuple(duty.start_at for duty in self.duties))

    def near(self, start_at: datetime) -> tuple[Duty, ...]:
        """The duties from some days before an instant to two days after it."""
        first = bisect_left(self.starts, start_at - timedelta(days=_LOOKED_BACK))
        last = bisect_left(self.starts, start_at + timedelta(days=2))
        return self.duties[first:last]


@dataclass(frozen=True, slots=True)
class DrawnFate:
    """The fate of one world. Each draw is by seed, officer and day, so neither policy nor order changes it."""

    numbers: Numbers
    lots: Lots
    year: Year
    truths: Mapping[str, Truth]

    def outcome(self, officer_id: str, start_at: datetime, end_at: datetime, *, made_at: datetime) -> Outcome:
        """How an appointment ends that still stands when it starts."""
        truth = self.truths[officer_id]
        day = self.year.day_of(start_at)
        around = Around(truth.near(start_at), start_at, end_at, made_at, truth.is_flexible)
        hindrance = self._hindrance(officer_id, day, around)
        if hindrance is not None:
            return hindrance
        if any(spell.contains(start_at) for spell in truth.ill) and self._happens(
            self.numbers.attendance.too_ill, officer_id, "ill", day
        ):
            return Outcome.UNWELL
        if self._happens(self._chance_of_a_miss(officer_id, around), officer_id, "miss", day):
            unwell = self._happens(self.numbers.attendance.unwell, officer_id, "why", day)
            return Outcome.UNWELL if unwell else Outcome.DID_NOT_ATTEND
        return Outcome.ATTENDED

    def says_yes(self, officer_id: str, ask: Ask, nth: int) -> bool:
        """Whether the officer says yes when asked so for the nth time, from 1."""
        return self._happens(_willing(self.numbers.behaviour, ask), officer_id, ask, nth)

    def chance(self, officer_id: str, start_at: datetime, end_at: datetime, *, made_at: datetime) -> float:
        """The true chance that the officer misses it though no duty hinders them; for calibration with known truth."""
        truth = self.truths[officer_id]
        around = Around(truth.near(start_at), start_at, end_at, made_at, truth.is_flexible)
        return self._chance_of_a_miss(officer_id, around)

    def _happens(self, chance: float, *names: object) -> bool:
        return self.lots.of(*names) < chance

    def _chance_of_a_miss(self, officer_id: str, around: Around) -> float:
        spread = self.numbers.attendance.officer_spread
        own = 1.0
        if spread > 0:
            own = self.lots.stream(officer_id, "own").gammavariate(1 / spread**2, spread**2)
        return chance_of_a_miss(self.numbers.attendance, around, self.year, own)

    def _hindrance(self, officer_id: str, day: int, around: Around) -> Outcome | None:
        """What keeps the officer who would come: duty, a late finish, a call, court, or being away."""
        margin = timedelta(minutes=self.numbers.overruns.getting_there_minutes)
        wanted = Interval(around.start_at - margin, around.end_at + margin)
        for duty in around.duties:
            late = late_by(self.numbers, self.lots, officer_id, duty)
            if duty.start_at < wanted.end and wanted.start < duty.end_at + late:
                kept = self._kept_by(duty, officer_id, day)
                if kept is not None:
                    return kept
        call = recalled(self.numbers, self.lots, officer_id, day, self.year)
        is_called = call is not None and call.meets(Interval(around.start_at, around.end_at))
        return Outcome.RECALLED_TO_DUTY if is_called and not _is_spoken_for(around) else None

    def _kept_by(self, duty: Duty, officer_id: str, day: int) -> Outcome | None:
        if duty.kind is DutyKind.COURT:
            return Outcome.COURT
        if duty.kind is DutyKind.LEAVE:
            away = self._happens(self.numbers.attendance.away_on_leave, officer_id, "away", day)
            return Outcome.CANCELLED_BY_OFFICER if away else None
        let_go = self._happens(self._let_go(duty, officer_id), officer_id, "let go", day)
        return Outcome.KEPT_ON_DUTY if duty.is_work and not let_go else None

    def _let_go(self, duty: Duty, officer_id: str) -> float:
        """Flexible hours are those of the usual duties: nobody leaves a course or aid more easily for having them."""
        numbers = self.numbers.attendance
        is_theirs = self.truths[officer_id].is_flexible and duty.kind in {DutyKind.EARLY, DutyKind.LATE}
        return numbers.let_go_flexible if is_theirs else numbers.let_go_from_duty


def _is_spoken_for(around: Around) -> bool:
    """Whether the officer is on duty, on leave or sick when it starts, so that nobody calls them back."""
    return any(duty.span.contains(around.start_at) for duty in around.duties)


def _willing(behaviour: BehaviourNumbers, ask: Ask) -> float:
    return {
        Ask.AGREE: behaviour.agrees,
        Ask.REBOOK: behaviour.rebooks,
        Ask.NUDGE: behaviour.heeds_a_nudge,
        Ask.CHANGE_COUNSELLOR: behaviour.takes_another_counsellor,
        Ask.LET_GO: behaviour.lets_go,
    }[ask]
