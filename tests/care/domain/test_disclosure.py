"""The gate: every rule on both sides of its edge."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.disclosure import RULES, Published, PublishedRow, Row, Table, gate, rounded, withheld
from app.care.domain.middles import middle_of, slow_of
from tests.support.figures_attack import a_row, a_table
from tests.support.figures_neighbours import neighbours


def alone(row: Row, table: str = "in_time") -> PublishedRow:
    """What is said of a row that is a table by itself."""
    return gate(a_table(table, row)).rows[0]


@pytest.mark.parametrize(("count", "said"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_a_count_under_ten_is_withheld_and_others_are_to_the_nearest_five(count: int, said: int | None) -> None:
    row = alone(a_row("everybody", count, people=min(count, 20)), "referrals")
    assert row.counts == (said,)


@pytest.mark.parametrize(("people", "is_withheld"), [(9, True), (10, False), (4_990, False), (4_991, True)])
def test_ten_officers_stand_behind_a_row_and_ten_of_its_staff_outside(people: int, is_withheld: bool) -> None:
    assert alone(a_row("everybody", 6_000, people=people), "referrals").is_withheld is is_withheld


@pytest.mark.parametrize(("later", "shares"), [(9, (None, None)), (10, (91, 9)), (0, (None, None))])
def test_no_share_is_nothing_or_everything(later: int, shares: tuple[int | None, int | None]) -> None:
    row = alone(a_row("everybody", 98, later))
    assert row.shares == shares
    assert row.is_withheld is (shares[0] is None), "a row is said whole or not at all"


@pytest.mark.parametrize(("staff", "is_withheld"), [(999, True), (1_000, False)])
def test_no_row_of_several_is_of_fewer_than_a_thousand_staff(staff: int, is_withheld: bool) -> None:
    rows = [a_row(name, 50, staff=staff) for name in ("nights", "changing", "days")]
    assert [row.is_withheld for row in gate(a_table("referrals", *rows)).rows] == [is_withheld] * 3
    assert not alone(a_row("everybody", 50, staff=staff), "referrals").is_withheld, "the whole force is no part"


def test_beside_a_row_withheld_alone_the_smallest_other_is_withheld_too() -> None:
    table = a_table("referrals", a_row("nights", 40), a_row("changing", 9), a_row("days", 20))
    assert [row.is_withheld for row in gate(table).rows] == [False, True, True]
    control = gate(table, replace(RULES, is_paired=False))
    assert [row.is_withheld for row in control.rows] == [False, True, False]


def test_two_rows_withheld_leave_the_others() -> None:
    table = a_table("referrals", a_row("nights", 40), a_row("changing", 9), a_row("days", 2))
    assert [row.is_withheld for row in gate(table).rows] == [False, True, True]


def test_of_two_as_small_the_first_goes_by_what_is_said_and_not_by_what_is_true() -> None:
    table = a_table("referrals", a_row("nights", 22), a_row("changing", 18), a_row("days", 1))
    assert [row.is_withheld for row in gate(table).rows] == [True, False, True]


def test_totals_add_up_what_is_said() -> None:
    table = gate(
        a_table(
            "referrals",
            a_row("nights", 41),
            a_row("changing", 12),
            a_row("days", 1),
        )
    )
    assert table.totals == (sum(row.counts[0] or 0 for row in table.rows),) == (40,)
    assert table.has_withheld


@pytest.mark.parametrize(("people", "is_said"), [(29, False), (30, True)])
def test_a_median_is_of_thirty_or_more(people: int, is_said: bool) -> None:
    row = Row("everybody", (people,), people, 5_000, days=tuple(range(people)))
    said = alone(row, "first_sessions")
    assert (said.middle is not None) is is_said
    assert (said.slow is not None) is is_said


def pinned_waits(people: int, **without: object) -> int:
    """How many of the waits of 0 to 40 days of one officer follow, for who knows all others, from the median."""
    rules = replace(RULES, **without)  # type: ignore[arg-type]
    others = tuple(3 + place % 2 * 8 for place in range(people - 1))
    said = {}
    for days in range(41):
        row = Row("everybody", (people,), people, 5_000, days=(*others, days))
        said[days] = gate(a_table("first_sessions", row), rules).rows[0].middle
    seen = list(said.values())
    return sum(seen.count(middle) == 1 for middle in seen if middle is not None)


def test_even_who_knows_all_other_waits_does_not_get_one_from_the_median() -> None:
    assert pinned_waits(31) == 0
    assert pinned_waits(11) == 0
    assert pinned_waits(31, days_to=1) > 0, "control: to the day"
    assert pinned_waits(11, fewest_for_middle=1, days_to=1) > 0, "control: of few"


def test_a_mean_chance_is_of_thirty_officers_or_more_and_in_whole_percent() -> None:
    few, enough = (Row("everybody", (n,), n, 5_000, told=n * 127) for n in (29, 30))
    assert (alone(few, "referrals").mean_told, alone(enough, "referrals").mean_told) == (None, 13)


def test_only_declared_tables_pass() -> None:
    with pytest.raises(ValueError, match="no such table"):
        Table("by_station", ("referrals",), (a_row("nights", 20),))
    with pytest.raises(ValueError, match="no such table"):
        Table("referrals", ("missed",), (a_row("nights", 20),))
    with pytest.raises(ValueError, match="not declared"):
        a_table("referrals", a_row("team 7", 20))
    with pytest.raises(ValueError, match="not declared"):
        a_table("referrals", a_row("nights", 20), a_row("nights", 20))


def test_an_audit_leaves_nothing_of_a_table() -> None:
    table = withheld(gate(a_table("referrals", a_row("nights", 40), a_row("days", 30))))
    assert all(row.is_withheld for row in table.rows)
    assert (table.totals, table.by_audit) == ((0,), True)


COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(st.lists(COUNTS, min_size=1, max_size=3))
def test_whatever_goes_in_nothing_small_comes_out_and_the_store_keeps_it(counts: list[tuple[int, int]]) -> None:
    names = ("nights", "changing", "days")
    table = gate(a_table("sessions", *(a_row(n, *pair) for n, pair in zip(names, counts, strict=False))))
    said = [count for row in table.rows for count in row.counts if count is not None]
    assert not [count for count in said if count < 10 or count % 5]
    assert not [share for row in table.rows for share in row.shares if share in {0, 100}]
    assert len(table.rows) == 1 or sum(row.is_withheld for row in table.rows) != 1
    assert Published.from_json(table.as_json()) == table


@given(st.integers(0, 500), st.sampled_from((1, 2, 5, 10)))
def test_rounding_moves_by_half_a_step_at_most(count: int, to: int) -> None:
    assert rounded(count, to) % to == 0
    assert abs(rounded(count, to) - count) * 2 <= to


def test_most_neighbours_differ_in_few_tables() -> None:
    found = list(neighbours(1, 6_000, 12))
    assert len(found) == 12
    assert sum(same for _, same in found) > sum(of for of, _ in found) / 2


def test_middles() -> None:
    assert (middle_of([], 2), slow_of([], 2)) == (None, None)
    assert (middle_of([1, 2, 3, 4], 1), slow_of(list(range(1, 11)), 1)) == (2, 9)
    assert middle_of([4, 5, 7], 2) == 6
