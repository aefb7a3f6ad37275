"""A made-up force: who works which shift pattern, and the duties that follow."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from scheduler.duty import Duty, DutyKind
from scheduler.pattern import PATTERNS, project

SHARES = {"2-2-2-4": 0.45, "5-week VSA": 0.20, "4 on 4 off": 0.08, "6 on 3 off": 0.12, "office": 0.15}
COLUMNS = ("staff_number", "team", "start_date", "start_time", "end_date", "end_time", "duty")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff and the shift pattern of their team."""

    staff_number: str
    team: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Force:
    """Everybody, and what they are rostered to do from `first_on` to `last_on` (both included)."""

    members: tuple[Member, ...]
    first_on: date
    last_on: date
    zone: ZoneInfo
    duties: Mapping[str, tuple[Duty, ...]]
    """By staff number, in order of start."""


def make_force(first_on: date, zone: ZoneInfo, *, weeks: int = 12, size: int = 300, seed: int = 1) -> Force:
    """`size` members on the patterns of SHARES, with leave, court and training; same seed, same force."""
    rng = Random(seed)
    last_on = first_on + timedelta(weeks=weeks) - _DAY
    names = list(SHARES)
    members, duties = [], {}
    for i in range(size):
        name = rng.choices(names, [SHARES[n] for n in names])[0]
        phase = rng.randrange(5) if name != "office" else 0
        member = Member(f"{101 + i:05}", f"{_short(name)}{phase + 1}", name)
        members.append(member)
        duties[member.staff_number] = _duties(rng, member, phase, (first_on, last_on), zone)
    return Force(tuple(members), first_on, last_on, zone, duties)


def with_duties(force: Force, staff_number: str, changed: Iterable[Duty]) -> Force:
    """The force with other duties for one member on the days of `changed`; what they overlap gives way."""
    changed = tuple(changed)
    kept = [
        d
        for d in force.duties[staff_number]
        if not any(d.start_at < c.end_at and c.start_at < d.end_at for c in changed)
    ]
    mine = tuple(sorted([*kept, *changed], key=lambda d: d.start_at))
    return replace(force, duties={**force.duties, staff_number: mine})


def first_weeks(force: Force, weeks: int) -> Force:
    """The same force as far as HR has rostered it: `weeks` from the start, duties that begin later left out."""
    last_on = force.first_on + timedelta(weeks=weeks) - _DAY
    end_at = local(last_on + _DAY, time(0), force.zone)
    kept = {number: tuple(d for d in duties if d.start_at < end_at) for number, duties in force.duties.items()}
    return replace(force, last_on=last_on, duties=kept)


def later_weeks(force: Force, weeks: int) -> Force:
    """What follows on `first_weeks`: the duties that begin in the weeks after the first `weeks`."""
    first_on = force.first_on + timedelta(weeks=weeks)
    start_at = local(first_on, time(0), force.zone)
    kept = {number: tuple(d for d in duties if d.start_at >= start_at) for number, duties in force.duties.items()}
    return replace(force, first_on=first_on, duties=kept)


def roster_csv(force: Force) -> bytes:
    """The whole roster as HR would send it: one duty a row, local dates and times, UTF-8."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for member in force.members:
        for duty in force.duties[member.staff_number]:
            starts, ends = duty.start_at.astimezone(force.zone), duty.end_at.astimezone(force.zone)
            out.writerow((member.staff_number, member.team, *_two(starts), *_two(ends), duty.kind.value))
    return text.getvalue().encode()


def local(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time."""
    return datetime.combine(on, at, zone).astimezone(UTC)


def _two(at: datetime) -> tuple[str, str]:
    return at.strftime("%Y-%m-%d"), at.strftime("%H:%M")


def _short(pattern: str) -> str:
    return {"2-2-2-4": "Response ", "5-week VSA": "VSA ", "4 on 4 off": "Custody ", "6 on 3 off": "Traffic "}.get(
        pattern, "Office "
    )


def _duties(rng: Random, member: Member, phase: int, span: tuple[date, date], zone: ZoneInfo) -> tuple[Duty, ...]:
    first_on, last_on = span
    cycle = len(PATTERNS[member.pattern].cycle)
    monday = first_on - timedelta(days=first_on.weekday())
    duties = project(PATTERNS[member.pattern], monday - timedelta(days=phase * cycle // 5), first_on, last_on, zone)
    for absence in _absences(rng, span, zone):
        duties = [d for d in duties if d.end_at <= absence.start_at or absence.end_at <= d.start_at] + [absence]
    return tuple(sorted(duties, key=lambda d: d.start_at))


def _absences(rng: Random, span: tuple[date, date], zone: ZoneInfo) -> list[Duty]:
    """Some leave, a court day or a training day for about half of all members, never overlapping."""
    days = (span[1] - span[0]).days + 1
    taken: list[Duty] = []
    if rng.random() < 0.4 and days > 20:
        first = span[0] + timedelta(days=rng.randrange(days - 14))
        taken.append(_from_to(DutyKind.LEAVE, first, first + timedelta(days=rng.randrange(4, 12)), time(0), zone))
    for kind in (DutyKind.COURT, DutyKind.TRAINING):
        if rng.random() < 0.3:
            on = span[0] + timedelta(days=rng.randrange(days - 1))
            duty = Duty(kind, local(on, time(9), zone), local(on, time(17), zone))
            if all(duty.end_at <= t.start_at or t.end_at <= duty.start_at for t in taken):
                taken.append(duty)
    return taken


def _from_to(kind: DutyKind, first: date, after: date, at: time, zone: ZoneInfo) -> Duty:
    return Duty(kind, local(first, at, zone), local(after, at, zone))
