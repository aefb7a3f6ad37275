"""What is said to the force of plans that were tried: every count goes through the gate, here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.care.domain.capacity_count import Counted
from app.care.domain.capacity_said import EVERYBODY, Figures
from app.care.domain.demand import Forecast
from app.care.domain.disclosure import RULES, Published, Row, Rules, Table, gate
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.trying import GapFound, GapsFound, Tried

FEWEST_COURSES = 10


def is_too_small(staff: int, courses: int, rules: Rules = RULES) -> bool:
    """Whether nothing may be said at all: of so few people every figure would be about somebody."""
    return staff < rules.least_staff or courses < FEWEST_COURSES


def of_plan(count: Counted, staff: int, rules: Rules = RULES) -> Figures:
    """How one plan stands: who finishes on time, what has no place, how long people wait, which hours are used."""
    late, people = count.courses - count.on_time, count.courses
    week = [_hour_row(count, hour, staff) for hour in sorted(count.offered)]
    waiting = Row(EVERYBODY, (len(count.waits),), len(count.waits), staff, days=count.waits)
    return {
        "finish": _whole("finish", ("on_time", "later"), (count.on_time, late), (people, staff), rules),
        "plans": _whole("plans", ("whole", "lacking"), (people - count.lacking, count.lacking), (people, staff), rules),
        "waits": gate(Table("waits", ("waiting",), (waiting,)), rules),
        "week_hours": gate(Table("week_hours", ("used", "unused"), tuple(week)), rules),
    }  # fmt: skip


def of_try(tried: Tried, staff: int, rules: Rules = RULES) -> Mapping[str, Figures]:
    """Both plans. What the change brings is the difference of what is said: it is never counted by itself."""
    return {"before": of_plan(tried.before, staff, rules), "after": of_plan(tried.after, staff, rules)}


def of_gaps(found: GapsFound, staff: int, rules: Rules = RULES) -> Figures:
    """The map, by how many officers could use the hours, and how many more finish on time with the best of them.

    Every spot of the week is on it: one that nobody could use looks as one that few could.
    """
    could = {spot_name(*gap.spot): len(gap.gaining) for gap in found.priced}
    names = [spot_name(day, part, place) for place in found.places for day in range(7) for part in PartOfDay]
    spots = [Row(name, (could.get(name, 0),), could.get(name, 0), staff) for name in names]
    more = [(tried_name(one), max(0, one.on_time - found.before.on_time)) for one in found.tried]
    rows = [Row(name, (officers,), officers, staff) for name, officers in more]
    return {
        **of_plan(found.before, staff, rules),
        "gaps": gate(Table("gaps", ("officers",), tuple(spots)), rules),
        "gaps_tried": _each("gaps_tried", ("more_on_time",), rows, rules),
    }


def of_referrals(coming: Mapping[str, Forecast], past: Mapping[str, int], staff: int, rules: Rules = RULES) -> Figures:
    """What a quarter will bring by urgency; `past`: how many referrals that is foretold from."""
    rows = [Row(name, one.total, min(past[name], staff // 2), staff) for name, one in coming.items()]
    return {"coming_referrals": gate(Table("coming_referrals", ("low", "expected", "high"), tuple(rows)), rules)}


def of_weeks(weeks: Sequence[tuple[str, int, int, int]], staff: int, rules: Rules = RULES) -> Figures:
    """The sessions of each coming week, as (name, planned already, of new referrals, officers planned)."""
    planned = [Row(name, (count,), people, staff) for name, count, _, people in weeks]
    # Of new referrals nothing is known but how many there may be, each an officer of their own.
    new = [Row(name, (count,), min(count, staff // 2), staff) for name, _, count, _ in weeks]
    return {
        "coming_planned": gate(Table("coming_planned", ("planned",), tuple(planned)), rules),
        "coming_new": gate(Table("coming_new", ("new",), tuple(new)), rules),
    }


def spot_name(weekday: int, part: str, place: str) -> str:
    """A spot of the map as a row: "6 morning riverside"."""
    return f"{weekday} {part} {place}"


def tried_name(one: GapFound) -> str:
    """A stretch that was tried as a row: its spot, its first hour and of how many counsellors."""
    return f"{spot_name(*one.gap.spot)} {one.gap.first_hour} {one.people}"


def _whole(name: str, parts: tuple[str, ...], counts: tuple[int, ...], of: tuple[int, int], rules: Rules) -> Published:
    return gate(Table(name, parts, (Row(EVERYBODY, counts, *of),)), rules)


def _each(name: str, parts: tuple[str, ...], rows: Sequence[Row], rules: Rules) -> Published:
    """Rows that were each planned by themselves: none follows from the others, so each goes through the gate alone."""
    said = [gate(Table(name, parts, (row,)), rules) for row in rows]
    whole = gate(Table(name, parts, ()), rules)
    return replace(whole, rows=tuple(one.rows[0] for one in said))


def _hour_row(count: Counted, hour: tuple[int, int], staff: int) -> Row:
    """In lots of as many sessions as one officer may have there: nobody weighs more than one in any count."""
    used = count.used.get(hour, 0)
    lots = tuple(many // count.most_each for many in (used, max(0, count.offered[hour] - used)))
    return Row(f"{hour[0]} {hour[1]:02}", lots, count.people.get(hour, 0), staff)
