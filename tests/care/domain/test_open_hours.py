"""What changes when open hours become exactly those that are named."""

from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import difference, loses_its_time, overlapping, without
from tests.support.builders import SITE, VIDEO, at

DAY = (at(1, 0), at(2, 0))


def hours(first: int, last: int, *places: str) -> Stretch:
    return Stretch(at(1, first), at(1, last), places or (VIDEO,))


def test_the_same_hours_are_no_change_even_where_they_reach_beyond_the_span() -> None:
    open_now = [hours(8, 12), hours(13, 17, VIDEO, SITE)]
    assert difference(open_now, [hours(9, 12), hours(13, 17, SITE, VIDEO)], at(1, 9), at(2, 0)).is_none


def test_only_what_differs_is_touched() -> None:
    found = difference([hours(8, 12), hours(13, 17)], [hours(8, 12), hours(13, 16)], *DAY)
    assert (found.dropped, found.added) == ((hours(13, 17),), (hours(13, 16),))
    assert found.gone == (hours(16, 17),)


def test_a_place_that_is_no_longer_named_is_gone_though_the_time_stays() -> None:
    found = difference([hours(8, 12, SITE, VIDEO)], [hours(8, 12)], *DAY)
    assert found.gone == (hours(8, 12, SITE),)


def test_what_lies_outside_the_span_stays_and_grows_together_with_what_is_wanted_beside_it() -> None:
    found = difference([hours(8, 18)], [hours(10, 16)], at(1, 10), at(1, 20))
    assert (found.left, found.added, found.gone) == ((), (hours(8, 16),), (hours(16, 18),))
    apart = difference([hours(8, 18)], [hours(12, 16)], at(1, 10), at(1, 20))
    assert apart.left == (hours(8, 10),)


def test_a_session_across_a_new_edge_loses_its_time_and_one_that_had_none_does_not_lose_it_again() -> None:
    across = hours(11, 13)
    assert loses_its_time(across, VIDEO, [hours(8, 18)], [hours(8, 12), hours(12, 18)])
    assert not loses_its_time(across, VIDEO, [hours(8, 12)], [hours(8, 12)])
    assert loses_its_time(across, SITE, [hours(8, 18, SITE)], [hours(8, 18)])


def test_what_overlaps_is_found_and_what_only_touches_is_not() -> None:
    assert overlapping([hours(8, 12), hours(12, 14), hours(13, 15)]) == [hours(13, 15)]


def test_spans_are_cut_out_wherever_they_lie() -> None:
    cut = without([hours(8, 12), hours(13, 17)], [(at(1, 11), at(1, 14)), (at(1, 15), at(1, 16)), (at(3), at(4))])
    assert cut == [hours(8, 11), hours(14, 15), hours(16, 17)]


def minutes(stretches: list[Stretch]) -> set[tuple[int, str]]:
    return {(h, p) for one in stretches for h in range(one.start_at.hour, one.end_at.hour) for p in one.places}


LISTS = st.lists(st.tuples(st.integers(0, 22), st.booleans(), st.booleans()), max_size=8)


def drawn(cells: list[tuple[int, bool, bool]]) -> list[Stretch]:
    """Stretches of one hour or two that do not overlap."""
    found, until = [], 0
    for hour, long, both in sorted(cells):
        end = hour + 1 + long
        if hour >= until and end <= 23:
            found.append(hours(hour, end, *((SITE, VIDEO) if both else (VIDEO,))))
            until = end
    return found


@given(LISTS, LISTS, st.integers(0, 11), st.integers(12, 23))
def test_afterwards_the_span_holds_what_is_wanted_and_the_rest_is_as_it_was(
    before: list[tuple[int, bool, bool]], aims: list[tuple[int, bool, bool]], first: int, last: int
) -> None:
    open_now = drawn(before)
    wanted = [one for one in drawn(aims) if one.start_at.hour >= first and one.end_at.hour <= last]
    found = difference(open_now, wanted, at(1, first), at(1, last))
    was, aim = minutes(open_now), minutes(wanted)
    outside = {(h, p) for h, p in was if not first <= h < last}
    after = found.after(open_now)
    assert minutes(after) == outside | aim
    assert not overlapping(after)
    assert minutes(list(found.gone)) == (was - outside) - aim
    assert minutes(list(found.new)) == aim - was
    assert difference(after, wanted, at(1, first), at(1, last)).gone == ()
