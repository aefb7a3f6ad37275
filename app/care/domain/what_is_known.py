"""What follows from published figures for the exact counts: the gate read backwards, without any code of the gate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.care.domain.disclosure import RULES, Published, PublishedRow, Rules, Table
from app.care.domain.what_bills_tell import ShownBill, attended_lines, bill_lines, bill_ranges, kept_back
from app.care.domain.what_plans_tell import OF_LOTS, Answer, parted, plan_lines, quarter_lines
from scheduler.disclosure.knowledge import Knowledge, Line, between

_MOST = 200_000
_MOST_EACH = 100
"""Of whatever is counted one officer has fewer in a quarter."""
_NOT_OF_PEOPLE = frozenset({"hours"}) | OF_LOTS
"""Tables whose counts are not of something that each of the officers in them has at least one of."""
_SO_FEW_MAY_ALL_BE_IN_CARE = 200
"""Nobody believes of more staff that all but nine of them are in a row, though the gate would withhold that too."""
Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """All that was published for one quarter ("2026-Q3")."""

    quarter: str
    tables: Mapping[str, Published]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the force was ever shown: quarters in order of time, answers about plans, bills."""

    quarters: Sequence[Said] = ()
    answers: Sequence[Answer] = ()
    bills: Sequence[ShownBill] = ()

    def withheld(self) -> list[str]:
        """The names of all counts in it that were not said."""
        plans = [name for one in self.answers for name in withheld_cells(_as_said(one))]
        return [*(name for one in self.quarters for name in withheld_cells(one)), *plans, *kept_back(self.bills)]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What somebody knows of people: of a row's staff so many are in it and so many not, and one is in question."""

    quarter: str
    table: str
    row: str
    known_in: int
    known_out: int

    @property
    def target(self) -> str:
        """The unknown that is 1 if the one in question is in the row."""
        return f"{_name(self.quarter, self.table, self.row)}/one"


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody who is in a row knows that `count` of one of its counts are their own."""

    quarter: str
    table: str
    row: str
    part: str
    count: int

    @property
    def others(self) -> str:
        """The unknown that is what all others make of it."""
        return f"{cell(self.quarter, self.table, self.row, self.part)}/others"


@dataclass(frozen=True, slots=True)
class Besides:
    """What an attacker knows from elsewhere: exact totals by (quarter, table, part), people, and what is their own.

    `one_each`: tables in which they believe every officer to count once. `lines`: anything more.
    """

    totals: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    people: tuple[Acquaintance, ...] = ()
    own: tuple[Own, ...] = ()
    one_each: frozenset[str] = frozenset()
    lines: Lines = ()


NOTHING_ELSE = Besides()


def knowledge(said: Sequence[Said], besides: Besides = NOTHING_ELSE, rules: Rules = RULES) -> Knowledge:
    """All of it, over every quarter published so far, in order of time."""
    ranges: dict[str, tuple[int, int]] = {}
    lines: list[Line] = []
    eithers: list[tuple[Lines, ...]] = []
    for one in said:
        for table in one.tables.values():
            ranges |= _ranges(one.quarter, table)
            lines += _of_rows(one.quarter, table, rules)
            eithers += _of_withheld(one.quarter, table, rules)
        lines += _links(one)
    lines += _over_time(said)
    lines += [_total(said, *of, value) for of, value in besides.totals.items()]
    for known in besides.people:
        found, line = _of_people(said, known)
        ranges |= found
        lines.append(line)
    for own in besides.own:
        ranges |= {own.others: (0, _MOST), f"{own.others}/people": (0, _MOST)}
        lines += _of_own(own)
    lines += [line for one in said for line in _one_each(one, besides.one_each)]
    lines += besides.lines
    return Knowledge(ranges, tuple(lines), tuple(eithers))


def all_knowledge(shown: Shown, besides: Besides = NOTHING_ELSE, rules: Rules = RULES) -> Knowledge:
    """What follows from everything that was shown, together."""
    answers = [parted(one) for one in shown.answers]
    first = knowledge([*shown.quarters, *map(_as_said, answers)], besides, rules)
    attended = [
        (one.quarter, _sum(one, "sessions", "attended", 1)) for one in shown.quarters if "sessions" in one.tables
    ]
    more = (
        *plan_lines(answers),
        *quarter_lines(answers, [(one.quarter, one.tables) for one in shown.quarters]),
        *bill_lines(shown.bills, rules),
        *attended_lines(shown.bills, attended),
    )
    return Knowledge({**first.ranges, **bill_ranges(shown.bills)}, (*first.lines, *more), first.eithers)


def _as_said(one: Answer) -> Said:
    """An answer with the tables that it has, under its own name in place of a quarter's."""
    return Said(one.name, parted(one).tables)


def cell(quarter: str, table: str, row: str, part: str) -> str:
    """The name of an exact count."""
    return f"{_name(quarter, table, row)}/{part}"


def people(quarter: str, table: str, row: str) -> str:
    """The name of the number of officers in a row."""
    return f"{_name(quarter, table, row)}/people"


def exact_world(quarter: str, tables: Iterable[Table]) -> dict[str, int]:
    """The truth about a quarter, by the names that an attacker uses."""
    world = {}
    for table in tables:
        for row in table.rows:
            world[people(quarter, table.name, row.name)] = row.people
            for part, count in zip(table.parts, row.counts, strict=True):
                world[cell(quarter, table.name, row.name, part)] = count
    return world


def withheld_cells(one: Said) -> list[str]:
    """The names of the counts that were not said."""
    return [
        cell(one.quarter, table.table, row.name, part)
        for table in one.tables.values()
        for row in table.rows
        for part, count in zip(table.parts, row.counts, strict=True)
        if count is None
    ]


def _name(quarter: str, table: str, row: str) -> str:
    return f"{quarter}/{table}/{row}"


def _cells(quarter: str, table: Published, row: PublishedRow) -> list[str]:
    return [cell(quarter, table.table, row.name, part) for part in table.parts]


def _ranges(quarter: str, table: Published) -> Iterator[tuple[str, tuple[int, int]]]:
    for row in table.rows:
        yield people(quarter, table.table, row.name), (0, row.staff)
        for name in _cells(quarter, table, row):
            yield name, (0, _MOST)


def _of_rows(quarter: str, table: Published, rules: Rules) -> Iterator[Line]:
    """What is said of rows, and that each count is of somebody."""
    for row in table.rows:
        cells, who = _cells(quarter, table, row), people(quarter, table.table, row.name)
        if table.table not in _NOT_OF_PEOPLE:
            yield Line((*((name, 1) for name in cells), (who, -1)), low=0)
            yield Line((*((name, 1) for name in cells), (who, -_MOST_EACH)), high=0)
        if not row.is_withheld:
            yield from _said(row, cells, who, rules)
    if not rules.has_rounded_totals:
        for part, total in zip(table.parts, table.totals, strict=True):
            yield Line(tuple((cell(quarter, table.table, row.name, part), 1) for row in table.rows), total, total)


def _said(row: PublishedRow, cells: Sequence[str], who: str, rules: Rules) -> Iterator[Line]:
    yield between(who, rules.fewest_people, row.staff - rules.fewest_people)
    if row.middle is not None:
        yield between(who, low=rules.fewest_for_middle)
    for name, count in zip(cells, row.counts, strict=True):
        if count is None:
            yield between(name, high=rules.fewest - 1)
        else:
            yield between(name, max(rules.fewest, count - rules.rounded_to // 2), count + (rules.rounded_to - 1) // 2)
    if not rules.is_whole:  # the shares are then of exact counts: |100 count - share x sum| <= sum / 2
        for at, share in enumerate(row.shares):
            terms = [(name, 200 * (place == at) - 2 * (share or 0)) for place, name in enumerate(cells)]
            yield Line(tuple((name, weight - 1) for name, weight in terms), high=0)
            yield Line(tuple((name, weight + 1) for name, weight in terms), low=0)


def _of_withheld(quarter: str, table: Published, rules: Rules) -> Iterator[tuple[Lines, ...]]:
    """Why rows can be withheld: for themselves, or one of them beside the only other."""
    if table.by_audit:
        return
    several = len(table.rows) > 1
    hidden = [row for row in table.rows if row.is_withheld]
    small = [row for row in hidden if several and row.staff < rules.least_staff]
    asking = [row for row in hidden if row not in small]
    is_two = rules.is_paired and len(hidden) == 2
    for row in asking:
        ways = tuple(_for_itself(quarter, table, row, rules))
        yield (*ways, _beside(quarter, table, row, rules)) if is_two else ways
    if is_two and len(asking) == 2:
        yield tuple(way for row in asking for way in _for_itself(quarter, table, row, rules))


def _for_itself(quarter: str, table: Published, row: PublishedRow, rules: Rules) -> Iterator[Lines]:
    cells, who = _cells(quarter, table, row), people(quarter, table.table, row.name)
    if rules.is_whole:
        for name in cells:
            yield (between(name, high=rules.fewest - 1),)
    else:
        yield tuple(between(name, high=rules.fewest - 1) for name in cells)
    yield (between(who, high=rules.fewest_people - 1),)
    if row.staff < _SO_FEW_MAY_ALL_BE_IN_CARE:
        yield (between(who, low=row.staff - rules.fewest_people + 1),)


def _beside(quarter: str, table: Published, row: PublishedRow, rules: Rules) -> Lines:
    """It could have been said, and was the smallest of those that could."""
    cells, who = _cells(quarter, table, row), people(quarter, table.table, row.name)
    others = [other.total for other in table.rows if not other.is_withheld]
    most = min(others) + len(cells) * (rules.rounded_to // 2) if others else None
    alone = tuple(between(name, low=rules.fewest) for name in cells)
    enough = between(who, rules.fewest_people, row.staff - rules.fewest_people)
    return (*alone, enough, Line(tuple((name, 1) for name in cells), high=most))


_SAME = (("sessions", "missed", "misses", "misses"), ("sessions", "attended", "risk", "attended"),
         ("sessions", "missed", "risk", "missed"))  # fmt: skip
"""Two tables that count the same, each in its own way."""


def _links(one: Said) -> Iterator[Line]:
    """What hangs together within a quarter."""
    for table, part, other, its in _SAME:
        if table in one.tables and other in one.tables:
            yield Line((*_sum(one, table, part, 1), *_sum(one, other, its, -1)), 0, 0)
    if {"sessions", "first_sessions"} <= one.tables.keys():
        firsts = _sum(one, "first_sessions", "first_sessions", -1)
        yield Line((*_sum(one, "sessions", "attended", 1), *firsts), low=0)
    if {"in_time", "first_sessions"} <= one.tables.keys():
        both = (*_sum(one, "in_time", "in_time", -1), *_sum(one, "in_time", "later", -1))
        yield Line((*_sum(one, "first_sessions", "first_sessions", 1), *both), 0, 0)
    if {"sessions", "hours"} <= one.tables.keys():  # a session lasts 50 to 90 minutes; hours are whole ones
        yield Line((*_sum(one, "hours", "used", 60), *_sum(one, "sessions", "attended", -90)), high=0)
        yield Line((*_sum(one, "hours", "used", 60), *_sum(one, "sessions", "attended", -50)), low=-59)


def _over_time(said: Sequence[Said]) -> Iterator[Line]:
    """Nothing begins or ends that was not asked for, now or earlier."""
    for table in ("first_sessions", "courses_ended"):
        terms: list[tuple[str, int]] = []
        for one in said:
            if not {"referrals", table} <= one.tables.keys():
                continue
            terms += _sum(one, "referrals", "referrals", 1)
            for part in one.tables[table].parts:
                terms += _sum(one, table, part, -1)
            yield Line(tuple(terms), low=0)


def _sum(one: Said, table: str, part: str, weight: int) -> list[tuple[str, int]]:
    return [(cell(one.quarter, table, row.name, part), weight) for row in one.tables[table].rows]


def _total(said: Sequence[Said], quarter: str, table: str, part: str, value: int) -> Line:
    one = next(one for one in said if one.quarter == quarter)
    return Line(tuple(_sum(one, table, part, 1)), value, value)


def _of_people(said: Sequence[Said], known: Acquaintance) -> tuple[dict[str, tuple[int, int]], Line]:
    """Those in a row are those known to be, perhaps the one in question, and perhaps others."""
    one = next(one for one in said if one.quarter == known.quarter)
    row = one.tables[known.table].row(known.row)
    assert row is not None
    rest = f"{known.target}/rest"
    unknown = row.staff - known.known_in - known.known_out - 1
    terms = ((people(known.quarter, known.table, known.row), 1), (known.target, -1), (rest, -1))
    return {known.target: (0, 1), rest: (0, unknown)}, Line(terms, known.known_in, known.known_in)


def _of_own(own: Own) -> Iterator[Line]:
    """What is not their own is of others, each with something of it."""
    who, count = people(own.quarter, own.table, own.row), cell(own.quarter, own.table, own.row, own.part)
    yield Line(((count, 1), (own.others, -1)), own.count, own.count)
    yield Line(((who, 1), (f"{own.others}/people", -1)), 1, 1)
    yield Line(((own.others, 1), (f"{own.others}/people", -_MOST_EACH)), high=0)


def _one_each(one: Said, tables: frozenset[str]) -> Iterator[Line]:
    for name in tables & one.tables.keys():
        for row in one.tables[name].rows:
            counts = [(count, 1) for count in _cells(one.quarter, one.tables[name], row)]
            yield Line((*counts, (people(one.quarter, name, row.name), -1)), 0, 0)
