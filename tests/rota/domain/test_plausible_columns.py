"""What columns find odd is what the rules find odd, one person and one duty after the other: the same words, too."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rota.domain.duty_line import DutyLine
from app.rota.domain.order_rules import by_staff
from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.picture import NO_TEAM, Sketch
from app.rota.domain.plausibility import MOST_OF_A_RULE, OF_ONE_PERSON, Looking, Warned, one_hour_for_all, whole_file
from app.rota.domain.plausible_columns import warnings_of
from app.rota.domain.reading import Cover
from app.rota.domain.rule_book import USUAL, RuleBook, RuleCode, book_of
from app.rota.domain.tours import Tours, tours_in
from scheduler.duty import WORKING, Duty, DutyKind

TODAY = date(2027, 2, 20)
COVER = Cover(date(2027, 3, 1), date(2027, 7, 31), "Europe/London")
LONDON = ZoneInfo(COVER.zone_name)
BEGIN = datetime(2027, 3, 1, 7, tzinfo=UTC)
SHIFTS = ((-60, 480), (0, 480), (0, 600), (0, 900), (420, 480), (900, 540), (480, 900), (3, 470), (-420, 1440))
"""Minutes from 07:00 UTC, and how long."""


def one_by_one(lines: Sequence[DutyLine], book: RuleBook = USUAL) -> Warned:
    """Every rule for every person, as it is defined."""
    looking, starts, ends = Looking(book, LONDON), Counter[int](), Counter[int]()
    whole_file(looking, COVER, TODAY)
    for own in by_staff(lines).values():
        for tour in looking.tours(own):
            starts[tour.begins] += 1
            ends[tour.ends] += 1
        for rule in OF_ONE_PERSON:
            rule(looking, own)
    one_hour_for_all(looking, starts, ends)
    return Warned(dict(looking.counts), tuple(looking.faults))


def by_columns(lines: Sequence[DutyLine], book: RuleBook = USUAL, at_a_time: int = 7) -> Warned:
    packed = packed_lines(lines)
    return warnings_of(tours_in(packed, LONDON, at_a_time), packed, COVER, book, today=TODAY)


def _duty(day: int, shift: tuple[int, int], kind: DutyKind) -> Duty:
    start = BEGIN + timedelta(days=day, minutes=shift[0])
    return Duty(kind, start, start + timedelta(minutes=shift[1]))


DUTIES = st.builds(_duty, st.integers(0, 40), st.sampled_from(SHIFTS), st.sampled_from(list(DutyKind)))
LINES = st.lists(st.builds(DutyLine, st.sampled_from(("1", "2", "3")), DUTIES, row=st.integers(2, 99)), max_size=40)
RUNS = st.builds(
    lambda who, first, days, shift, kind: [DutyLine(who, _duty(first + d, shift, kind), row=2) for d in range(days)],
    st.sampled_from(("1", "2", "3", "4")), st.integers(0, 30), st.integers(5, 125), st.sampled_from(SHIFTS),
    st.sampled_from((DutyKind.EARLY, DutyKind.LATE, DutyKind.NIGHT)),
)  # fmt: skip
BOOKS = st.fixed_dictionaries(
    {}, optional={code.value: st.sampled_from((None, 1.0, 12.0, 31.5, 50.0)) for code in RuleCode}
)


@settings(max_examples=50, deadline=None)
@given(LINES, st.lists(RUNS, max_size=3), BOOKS)
def test_columns_say_what_the_rules_say(
    lines: list[DutyLine], runs: list[list[DutyLine]], limits: dict[str, float | None]
) -> None:
    roster, book = [*lines, *(line for run in runs for line in run)], book_of(limits)
    assert by_columns(roster, book) == one_by_one(roster, book)


def _everybody(people: int) -> list[DutyLine]:
    """Each with some of everything odd, so that every rule has more to say than is kept."""
    shifts = (("early", 0, 480), ("early", 3, 480), ("late", 480, 900), ("night", 900, 540), ("night", 0, 480))
    lines: list[DutyLine] = []
    for person in range(people):
        for day in range(12):
            kind, start, length = shifts[(person + day) % len(shifts)]
            lines.append(DutyLine(f"{person:04d}", _duty(day, (start, length), DutyKind(kind)), row=day + 2))
        off = BEGIN.replace(hour=0) + timedelta(days=12)
        lines.append(
            DutyLine(f"{person:04d}", Duty(DutyKind.NIGHT, off - timedelta(hours=2), off + timedelta(hours=9)))
        )
        lines.append(DutyLine(f"{person:04d}", Duty(DutyKind.REST_DAY, off, off + timedelta(days=1))))
    return lines


def test_of_what_is_too_much_to_show_the_same_is_shown_and_all_is_counted() -> None:
    roster = _everybody(100)
    found = by_columns(roster, at_a_time=500)
    assert found == one_by_one(roster)
    assert found.counts["long_duty"] == 240 and found.counts["end_first"] > MOST_OF_A_RULE
    assert sum(code is RuleCode.LONG_DUTY for code, _ in found.faults) == MOST_OF_A_RULE


def _strangers_follow(some: Tours) -> Tours:
    return replace(some, owners=np.zeros_like(some.owners))


def _by_utc(some: Tours) -> Tours:
    return replace(some, begins=some.starts % 1440, stops=some.ends % 1440)


@pytest.mark.parametrize("forget", [_strangers_follow, _by_utc])
def test_control_columns_that_mix_people_or_clocks_are_found_out(forget: Callable[[Tours], Tours]) -> None:
    roster = [*_everybody(20), DutyLine("x", _duty(60, (-90, 480), DutyKind.NIGHT))]
    packed = packed_lines(roster)
    wrong = map(forget, tours_in(packed, LONDON))
    assert warnings_of(wrong, packed, COVER, USUAL, today=TODAY) != one_by_one(roster)


def test_no_persons_duties_are_cut_in_two() -> None:
    packed = packed_lines(_everybody(9))
    parts = [set(some.owners.tolist()) for some in tours_in(packed, LONDON, 20)]
    assert [who for part in parts for who in sorted(part)] == list(range(9)) and len(parts) > 1
    assert [*tours_in(packed_lines(()), LONDON)] == []


@settings(max_examples=25, deadline=None)
@given(LINES, st.dictionaries(st.sampled_from(("1", "2", "9")), st.sampled_from(("A", "B")), max_size=3))
def test_the_picture_counts_everybody_once_a_day(lines: list[DutyLine], teams: dict[str, str]) -> None:
    packed = packed_lines(lines)
    sketch = Sketch(teams, COVER, packed.staff)
    for _ in sketch.passing(tours_in(packed, LONDON, 11)):
        pass
    seen = {(x.staff_number, (x.duty.start_at.astimezone(LONDON).date() - COVER.first_on).days)
            for x in lines if x.duty.kind in WORKING}  # fmt: skip
    days = (COVER.last_on - COVER.first_on).days + 1
    for strip in sketch.picture(("1", "2", "3")).strips:
        whose = [d for who, d in seen if strip.team in ("Everybody", teams.get(who, NO_TEAM))]
        assert strip.on_duty == tuple(whose.count(day) for day in range(days))
