"""Explicit duties override a pattern: which days of whom were sent as a roster of their own, and what stays on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Cover, Question
from scheduler.duty import Duty

TEAMS_SHAPE = "teams on a pattern"
"""The shape of an upload whose duties were projected; every other shape is explicit."""
ANSWER = "explicit_days"
KEEP, REPLACE = "keep", "replace"
_CHOICES = (
    (KEEP, "keep them; the pattern fills only the other days"),
    (REPLACE, "replace them by the pattern"),
)
_NAMED = 3
Days = Mapping[str, frozenset[date]]
"""Days by staff number."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A published upload's word on these days of these people (None: everybody): its own roster, or back to the
    pattern."""

    is_explicit: bool
    first_on: date
    last_on: date
    staff: frozenset[str] | None


def explicit_days(claims: Iterable[Claim], staff: Sequence[str], first_on: date, last_on: date) -> Days:
    """The days from `first_on` to `last_on` on which an explicit roster had the last word. Oldest claim first."""
    found: dict[str, set[date]] = {number: set() for number in staff}
    for claim in claims:
        days = _between(max(first_on, claim.first_on), min(last_on, claim.last_on))
        named = found if claim.staff is None else found.keys() & claim.staff
        for number in named if days else ():
            if claim.is_explicit:
                found[number] |= days
            else:
                found[number] -= days
    return {number: frozenset(days) for number, days in found.items() if days}


def _between(first_on: date, last_on: date) -> frozenset[date]:
    return frozenset(first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1))


def at_stake(explicit: Days, lines: Iterable[DutyLine], standing: Mapping[str, Iterable[Duty]], zone: ZoneInfo) -> Days:
    """Of the explicit days those on which the pattern says something else than what stands."""
    projected = _by_day(((line.staff_number, line.duty) for line in lines), explicit, zone)
    there = _by_day(((number, duty) for number, duties in standing.items() for duty in duties), explicit, zone)
    found = {
        number: frozenset(on for on in days if projected.get((number, on)) != there.get((number, on)))
        for number, days in explicit.items()
    }
    return {number: days for number, days in found.items() if days}


def _by_day(
    duties: Iterable[tuple[str, Duty]], explicit: Days, zone: ZoneInfo
) -> dict[tuple[str, date], frozenset[Duty]]:
    found: dict[tuple[str, date], frozenset[Duty]] = {}
    for number, duty in duties:
        on = _day(duty, zone)
        if on in explicit.get(number, ()):
            found[number, on] = found.get((number, on), frozenset()) | {duty}
    return found


def lines_beside(
    kept: Days, lines: Iterable[DutyLine], standing: Mapping[str, Iterable[Duty]], zone: ZoneInfo
) -> tuple[DutyLine, ...]:
    """The lines of a pattern with what stands on the kept days in their place."""
    others = [line for line in lines if _day(line.duty, zone) not in kept.get(line.staff_number, ())]
    stays = [
        DutyLine(number, duty)
        for number, days in kept.items()
        for duty in standing.get(number, ())
        if _day(duty, zone) in days
    ]
    return (*others, *stays)


def _day(duty: Duty, zone: ZoneInfo) -> date:
    return duty.start_at.astimezone(zone).date()


def question_about(days: Days, cover: Cover) -> Question:
    """What shall happen to the explicit duties in the period of a pattern."""
    count = sum(map(len, days.values()))
    first = sorted((min(own), number) for number, own in days.items())[:_NAMED]
    named = "; ".join(f"{number} from {on:%d/%m/%Y}" for on, number in first)
    more = " and others" if len(days) > _NAMED else ""
    text = (
        f"From {cover.first_on:%d/%m/%Y} to {cover.last_on:%d/%m/%Y} a roster sent before says something else than the"
        f" pattern on {_counted(count, 'day')} of {_counted(len(days), 'person', 'people')} ({named}{more})."
        " What shall happen to those duties?"
    )
    return Question(ANSWER, text, _CHOICES)


def decision_about(days: Days, answer: str) -> Decision:
    """What was said about them."""
    count = sum(map(len, days.values()))
    evidence = f"It was answered; {_counted(count, 'day')} of {_counted(len(days), 'person', 'people')} differ."
    words = dict(_CHOICES)[answer]
    return Decision(ANSWER, "Duties sent before", answer, words, evidence, Confidence.ANSWERED, _CHOICES)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"
