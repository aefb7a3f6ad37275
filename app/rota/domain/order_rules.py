"""What must hold between the duties of one member of staff."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DAYS_OFF, DutyLine
from scheduler.duty import Duty

LONGEST_TOUR = timedelta(hours=24)


def by_staff(lines: Iterable[DutyLine]) -> dict[str, list[DutyLine]]:
    """The lines of each member of staff, in order of time; staff in order of their numbers."""
    found: dict[str, list[DutyLine]] = defaultdict(list)
    for line in lines:
        found[line.staff_number].append(line)
    return {number: sorted(found[number], key=_in_time) for number in sorted(found)}


def people_of(lines: Iterable[DutyLine]) -> set[str]:
    """Everybody with a line. Lines kept as columns know where each person's begin: millions need not be made for it."""
    staff, begins = getattr(lines, "staff", None), getattr(lines, "begins", None)
    if staff is None or begins is None:
        return {line.staff_number for line in lines}
    return {who for who, (first, end) in zip(staff, pairwise(begins.tolist()), strict=True) if end > first}


def _in_time(line: DutyLine) -> tuple[object, ...]:
    return (line.duty.start_at, line.duty.end_at, line.row or 0)


def overlap_faults(lines: Iterable[DutyLine], zone: ZoneInfo) -> Iterator[Fault]:
    """Every line that overlaps an earlier one of the same person: nobody is in two places."""
    for own in by_staff(lines).values():
        reach: DutyLine | None = None  # the earlier line that ends last
        for line in own:
            if reach is not None and clash(reach.duty, line.duty, zone):
                yield overlap_fault(reach, line, zone)
            if reach is None or line.duty.end_at > reach.duty.end_at:
                reach = line


def clash(earlier: Duty, later: Duty, zone: ZoneInfo) -> bool:
    """Whether two duties of one person cannot both be true.

    A night runs into the day after it; if that day is rostered as a rest day or leave, both are true: the force day
    begins when the night ends.
    """
    if earlier.end_at <= later.start_at:
        return False
    runs_over = earlier.start_at.astimezone(zone).date() < later.start_at.astimezone(zone).date()
    return not (later.kind in DAYS_OFF and earlier.kind not in DAYS_OFF and runs_over)


def overlap_fault(earlier: DutyLine, later: DutyLine, zone: ZoneInfo) -> Fault:
    """Says of two lines of one person that they clash."""
    number = later.staff_number
    where = f"row {earlier.row}" if earlier.row else "what is already published"
    same = earlier.duty == later.duty
    message = f"this repeats {where}" if same else f"this overlaps {where}: {in_words(earlier.duty, zone)}"
    return Fault(
        f"Staff number {number}: {message}.",
        sheet=later.sheet,
        row=later.row,
        column=later.column,
        value=in_words(later.duty, zone),
        remedy="Take one of the two lines out." if same else "Change or take out one of the two.",
    )


def length_fault(line: DutyLine, zone: ZoneInfo) -> Fault | None:
    """A tour of more than a day is a slip of the pen in nearly every roster; days off may be longer.

    A day is one by the clocks on the wall: 08:00 to 08:00 lasts 25 hours on the night on which they go back.
    """
    duty = line.duty
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (duty.start_at, duty.end_at))
    if duty.kind in DAYS_OFF or min(duty.length, end - start) <= LONGEST_TOUR:
        return None
    hours = duty.length / timedelta(hours=1)
    return Fault(
        f"This duty would last {hours:g} hours.",
        sheet=line.sheet,
        row=line.row,
        column=line.column,
        remedy="Check the dates; write a duty of more than 24 hours as several.",
    )


def in_words(duty: Duty, zone: ZoneInfo) -> str:
    """A duty for people: late 01/12/2026 14:00 to 02/12/2026 00:00."""
    start, end = (at.astimezone(zone) for at in (duty.start_at, duty.end_at))
    ends = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%d/%m/%Y %H:%M}"
    return f"{duty.kind.value.replace('_', ' ')} {start:%d/%m/%Y %H:%M} to {ends}"
