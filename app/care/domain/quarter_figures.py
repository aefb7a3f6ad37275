"""The exact tables of a quarter, from what happened in it. They go to the gate and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.care.domain.declared_tables import DECLARED, MISS_KINDS
from app.care.domain.disclosure import RULES, Row, Table
from app.care.domain.outcome import Outcome
from app.care.domain.shift_class import DAYS, said_together

_O = Outcome
KIND_OF: Mapping[Outcome, str] = {
    _O.DID_NOT_ATTEND: "did_not_attend",
    _O.KEPT_ON_DUTY: "duty",
    _O.RECALLED_TO_DUTY: "duty",
    _O.COURT: "duty",
    _O.UNWELL: "unwell",
    _O.CANCELLED_BY_OFFICER: "called_off_by_officer",
    _O.CANCELLED_BY_PROVIDER: "called_off_by_provider",
    _O.MOVED_BY_ROSTER: "roster",
}
"""Every outcome of a miss but one: what made room for another of the same course could have been kept."""
_BANDS = (("low", 100), ("middle", 250), ("high", 1001))


@dataclass(frozen=True, slots=True)
class Ending:
    """An appointment was recorded as ended (count 1), or that record was struck out (-1). `risk` in thousandths."""

    officer_id: str = field(repr=False)
    outcome: Outcome
    risk: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class First:
    """The first attended session of a course: days from the referral, and whether it was as soon as it should be."""

    officer_id: str = field(repr=False)
    days: int
    is_in_time: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """A course ended (count 1), with all its sessions or without; or one that had ended was opened again (-1)."""

    officer_id: str = field(repr=False)
    is_whole: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Happened:
    """All that was recorded in a quarter. Officers by id."""

    referrals: Sequence[str] = field(repr=False)
    firsts: Sequence[First]
    ended: Sequence[Ended]
    endings: Sequence[Ending]
    hours_used: int
    hours_open: int


@dataclass(frozen=True, slots=True)
class Staff:
    """How many members of staff each class has, and the class of each officer."""

    by_class: Mapping[str, int]
    class_of: Mapping[str, str] = field(repr=False)

    @property
    def force(self) -> int:
        """All of them."""
        return sum(self.by_class.values())


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing to count: in which row, as which part, about whom."""

    row: str
    part: str
    officer_id: str
    count: int = 1
    days: int | None = None
    told: int | None = None


def exact_tables(happened: Happened, staff: Staff) -> tuple[Table, ...]:
    """Every declared table, in order."""
    rows = said_together(staff.by_class, RULES.least_staff)
    endings = [one for one in happened.endings if one.outcome is _O.ATTENDED or one.outcome in KIND_OF]

    def row_of(officer_id: str) -> str:
        return rows[staff.class_of.get(officer_id, DAYS)]

    by_class = {
        "referrals": [_Entry(row_of(who), "referrals", who) for who in happened.referrals],
        "first_sessions": [
            _Entry(row_of(one.officer_id), "first_sessions", one.officer_id, days=one.days) for one in happened.firsts
        ],
        "courses_ended": [
            _Entry(
                row_of(one.officer_id), "all_sessions" if one.is_whole else "stopped_earlier", one.officer_id, one.count
            )
            for one in happened.ended
        ],
        "sessions": [_Entry(row_of(one.officer_id), _part(one), one.officer_id, one.count) for one in endings],
    }
    firsts = [_Entry("everybody", "in_time" if one.is_in_time else "later", one.officer_id) for one in happened.firsts]
    of_row = {row: sum(staff.by_class.get(one, 0) for one, at in rows.items() if at == row) for row in rows.values()}
    whole_kinds = dict.fromkeys(MISS_KINDS, staff.force)
    whole_bands = dict.fromkeys((name for name, _ in _BANDS), staff.force)
    misses = [
        _Entry(KIND_OF[one.outcome], "misses", one.officer_id, one.count) for one in endings if one.outcome in KIND_OF
    ]
    bands = [
        _Entry(_band(one.risk), _part(one), one.officer_id, one.count, told=one.risk * one.count) for one in endings
    ]
    return (
        *(_table(name, of_row, entries) for name, entries in by_class.items()),
        _table("in_time", {"everybody": staff.force}, firsts),
        _table("misses", whole_kinds, misses),
        _table("risk", whole_bands, bands),
        _hours(happened, endings, staff.force),
    )


def _table(name: str, rows: Mapping[str, int], entries: Sequence[_Entry]) -> Table:
    """`rows`: every row with its staff. What was struck out more often than recorded counts as none."""
    parts = DECLARED[name].parts
    found = []
    for row, staff in rows.items():
        mine = [entry for entry in entries if entry.row == row]
        counts = tuple(max(0, sum(entry.count for entry in mine if entry.part == part)) for part in parts)
        officers = {entry.officer_id for entry in mine} if sum(counts) else set()
        days = tuple(sorted(entry.days for entry in mine if entry.days is not None))
        told = [entry.told for entry in mine if entry.told is not None]
        people = min(len(officers), sum(counts))
        found.append(Row(row, counts, people, staff, days, max(0, sum(told)) if told else None))
    return Table(name, parts, tuple(found))


def _hours(happened: Happened, endings: Sequence[Ending], staff: int) -> Table:
    officers = {one.officer_id for one in endings if one.outcome is _O.ATTENDED}
    unused = max(0, happened.hours_open - happened.hours_used)
    row = Row("everybody", (happened.hours_used, unused), len(officers), staff)
    return Table("hours", DECLARED["hours"].parts, (row,))


def _part(one: Ending) -> str:
    return "attended" if one.outcome is _O.ATTENDED else "missed"


def _band(risk: int) -> str:
    return next(name for name, below in _BANDS if risk < below)
