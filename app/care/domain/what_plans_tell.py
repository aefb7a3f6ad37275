"""What follows from published figures of plans: how their tables hang together, and with what quarters say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app.care.domain.disclosure import Published
from scheduler.disclosure.knowledge import Line, between

TRIED = "gaps_tried"
ONE_EACH = frozenset({"finish", "plans", "waits", "gaps", TRIED})
"""Tables of plans that count officers: each of them once in a row."""
OF_LOTS = frozenset({"week_hours", "coming_referrals"})
"""Counts of something of which an officer in the row may have none at all: whole lots of sessions, a forecast."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was published of one plan. `quarter`: in which it was made ("2026-Q3"); `week_on`: the Monday before which
    its courses were open.

    `after`: the name of the plan that it was made from; `is_more`: hours were only added to that one.
    """

    name: str
    quarter: str
    week_on: date
    tables: Mapping[str, Published]
    after: str = ""
    is_more: bool = False


def parted(one: Answer) -> Answer:
    """The same with each stretch that was tried as a table of its own: it went through the gate by itself."""
    if TRIED not in one.tables:
        return one
    tables = {name: table for name, table in one.tables.items() if name != TRIED}
    for row in one.tables[TRIED].rows:
        name = f"{TRIED} {row.name}"
        tables[name] = replace(one.tables[TRIED], table=name, rows=(row,))
    return replace(one, tables=tables)


def plan_lines(answers: Sequence[Answer]) -> Iterator[Line]:
    """Of answers that are `parted`: within each, with the plan it was made from, and with those of the same week."""
    by_name = {one.name: one for one in answers}
    for one in answers:
        yield from _within(one)
        if one.after in by_name:
            yield from _from_before(by_name[one.after], one)
    whole = [one for one in answers if "finish" in one.tables]
    for earlier, later in pairwise(whole):
        if earlier.week_on == later.week_on:  # courses end in the course of a week, and none is added
            yield Line((*_courses(earlier, 1), *_courses(later, -1)), low=0)


def quarter_lines(answers: Sequence[Answer], quarters: Sequence[tuple[str, Mapping[str, Published]]]) -> Iterator[Line]:
    """Whoever is in a plan has asked by the end of its quarter, and had not ended when that began."""
    known = dict(quarters)
    for one in answers:
        if "finish" not in one.tables or one.quarter not in known:
            continue
        terms = _courses(one, -1)
        for name, tables in quarters:
            if name <= one.quarter and "referrals" in tables:
                terms += _sum(name, tables["referrals"], "referrals", 1)
            if name < one.quarter and "courses_ended" in tables:
                terms += [
                    term for part in tables["courses_ended"].parts
                    for term in _sum(name, tables["courses_ended"], part, -1)
                ]  # fmt: skip
        yield Line(tuple(terms), low=0)


def _within(one: Answer) -> Iterator[Line]:
    tables = one.tables
    if {"finish", "plans"} <= tables.keys():
        yield Line((*_courses(one, 1), *_of(one, "plans", "whole", -1), *_of(one, "plans", "lacking", -1)), 0, 0)
        yield Line((*_of(one, "finish", "later", 1), *_of(one, "plans", "lacking", -1)), low=0)
    if {"finish", "waits"} <= tables.keys():
        yield Line((*_courses(one, 1), *_of(one, "waits", "waiting", -1)), low=0)
    if {"finish", "gaps"} <= tables.keys():  # only who does not finish on time is looked for hours
        for cell in _of(one, "gaps", "officers", -1):
            yield Line((*_of(one, "finish", "later", 1), cell), low=0)
    for name, table in tables.items():
        if name.startswith(f"{TRIED} "):
            yield from _of_tried(one, name, table)
        if name.split(" ")[0] in ONE_EACH:
            yield from _one_each(one, table)


def _one_each(one: Answer, table: Published) -> Iterator[Line]:
    for row in table.rows:
        cells = [(f"{one.name}/{table.table}/{row.name}/{part}", 1) for part in table.parts]
        yield Line((*cells, (f"{one.name}/{table.table}/{row.name}/people", -1)), 0, 0)


def _of_tried(one: Answer, name: str, table: Published) -> Iterator[Line]:
    """More officers finish on time than do: those who do not. A stretch is tried where ten could use it."""
    (row,) = table.rows
    spot = row.name.rsplit(" ", 2)[0]
    if "finish" in one.tables:
        yield Line((*_of(one, "finish", "later", 1), (f"{one.name}/{name}/{row.name}/more_on_time", -1)), low=0)
    if "gaps" in one.tables and one.tables["gaps"].row(spot) is not None:
        yield between(f"{one.name}/gaps/{spot}/officers", low=10)


def _from_before(before: Answer, after: Answer) -> Iterator[Line]:
    """The same courses, planned twice; with hours added nobody who finishes on time ceases to."""
    yield Line((*_courses(before, 1), *_courses(after, -1)), 0, 0)
    if after.is_more:
        yield Line((*_of(after, "finish", "on_time", 1), *_of(before, "finish", "on_time", -1)), low=0)


def _courses(one: Answer, weight: int) -> list[tuple[str, int]]:
    return [*_of(one, "finish", "on_time", weight), *_of(one, "finish", "later", weight)]


def _of(one: Answer, table: str, part: str, weight: int) -> list[tuple[str, int]]:
    return _sum(one.name, one.tables[table], part, weight)


def _sum(name: str, table: Published, part: str, weight: int) -> list[tuple[str, int]]:
    return [(f"{name}/{table.table}/{row.name}/{part}", weight) for row in table.rows]
