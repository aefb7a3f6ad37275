"""A bill lets nobody tell who was seen, and yet every penny is paid in the end."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.domain.fees import FeeKind
from app.care.domain.invoice import COARSE, FEWEST, FEWEST_PEOPLE, Posted, invoices

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
MONTHS = (MARCH, APRIL, MAY)
ATTENDED, LATE, MISSED = FeeKind


def some(kind: FeeKind, count: int, month: date = MARCH, people: int = 20, pence: int = 6000) -> list[Posted]:
    return [Posted(month, kind, 1, pence, f"officer {n % people}") for n in range(count)]


def test_a_count_is_said_from_ten_on_and_to_the_nearest_five() -> None:
    for count, said in ((10, 10), (12, 10), (13, 15), (22, 20), (23, 25)):
        (bill,) = invoices(some(ATTENDED, count), [MARCH])
        assert bill.lines == (("attended", said),)
        assert (bill.has_withheld, bill.pence, bill.carried) == (False, count * 6000, 0)


def test_fewer_than_ten_are_not_billed_before_there_are_more() -> None:
    posted = [*some(ATTENDED, 9), *some(ATTENDED, 1, APRIL)]
    march, april = invoices(posted, [MARCH, APRIL])
    assert (march.lines, march.has_withheld, march.pence, march.carried) == ((), True, 0, 54_000)
    assert (april.lines, april.pence, april.carried) == ((("attended", 10),), 60_000, 0)


def test_one_officers_whole_course_is_no_bill() -> None:
    few, enough = (invoices(some(ATTENDED, 40, people=n), [MARCH])[0] for n in (FEWEST_PEOPLE - 1, FEWEST_PEOPLE))
    assert (few.pence, enough.pence) == (0, 240_000)


def test_a_kind_of_nine_is_withheld_and_the_sum_is_coarse_until_later() -> None:
    posted = [*some(ATTENDED, 41), *some(MISSED, 9, pence=5400), *some(ATTENDED, 30, APRIL)]
    march, april = invoices(posted, [MARCH, APRIL])
    assert march.lines == (("attended", 40),)
    assert march.has_withheld
    assert (march.pence, march.carried) == (290_000, 4_600)
    assert (april.pence, april.carried) == (180_000, 4_600), "the rest would make March's sum exact again"


def test_two_small_kinds_are_taken_together_only_if_that_is_not_small() -> None:
    nine, ten = ([*some(ATTENDED, 40), *some(LATE, 5), *some(MISSED, n)] for n in (4, 5))
    assert invoices(nine, [MARCH])[0].lines == (("attended", 40),)
    assert invoices(ten, [MARCH])[0].lines == (("attended", 40), ("other", 10))


def test_control_a_sum_that_is_not_coarse_gives_the_withheld_count_away() -> None:
    """With the price known, exact pounds say how many were missed; the coarse sum fits several numbers."""
    posted = [*some(ATTENDED, 40, pence=6000), *some(MISSED, 3, pence=5400)]
    exact = sum(one.pence for one in posted)
    said = range(38, 43)  # "about 40"
    fits = {missed for a in said for missed in range(FEWEST) if a * 6000 + missed * 5400 == exact}
    assert fits == {3}
    (bill,) = invoices(posted, [MARCH])
    coarse = {m for a in said for m in range(FEWEST) if (a * 6000 + m * 5400) // COARSE * COARSE == bill.pence}
    assert len(coarse) >= 3


def test_few_sessions_of_a_length_of_their_own_price_make_the_sum_coarse() -> None:
    posted = [*some(ATTENDED, 40), *some(ATTENDED, 3, pence=10_001)]
    (bill,) = invoices(posted, [MARCH])
    assert (bill.lines, bill.has_withheld, bill.pence) == ((("attended", 45),), True, 270_000)
    (enough,) = invoices([*some(ATTENDED, 40), *some(ATTENDED, 10, pence=10_001)], [MARCH])
    assert (enough.has_withheld, enough.pence) == (False, 340_010)


def test_control_an_exact_sum_says_how_many_were_of_the_rare_length() -> None:
    exact = 40 * 6000 + 3 * 10_001
    assert {long for usual in range(60) for long in range(FEWEST) if usual * 6000 + long * 10_001 == exact} == {3}
    (bill,) = invoices([*some(ATTENDED, 40), *some(ATTENDED, 3, pence=10_001)], [MARCH])
    said = [(usual, long) for usual in range(60) for long in range(20) if 43 <= usual + long < 48]
    coarse = {long for usual, long in said if (usual * 6000 + long * 10_001) // COARSE * COARSE == bill.pence}
    assert len(coarse) >= 3


def test_what_is_carried_is_not_given_away_by_the_next_bill() -> None:
    """Somebody who subtracts what April's sessions cost from April's sum learns nothing of March but its coarse sum."""
    bills = {
        missed: invoices(
            [*some(ATTENDED, 41), *some(MISSED, missed, pence=5400), *some(ATTENDED, 30, APRIL)], MONTHS[:2]
        )
        for missed in (7, 8)
    }
    seen = {missed: [(bill.lines, bill.pence) for bill in both] for missed, both in bills.items()}
    assert seen[7] == seen[8]


def test_a_credit_is_taken_off_later_and_a_bill_is_never_negative() -> None:
    back = [Posted(APRIL, ATTENDED, -1, -6000, f"officer {n}") for n in range(20)]
    again = some(ATTENDED, 50, MAY)
    march, april, may = invoices([*some(ATTENDED, 20), *back, *again], MONTHS)
    assert (march.pence, april.pence, april.carried) == (120_000, 0, -120_000)
    assert may.pence == 30 * 6000
    assert april.exact == ((ATTENDED, -20, -120_000),)


posting = st.builds(
    Posted,
    month=st.sampled_from(MONTHS),
    kind=st.sampled_from(FeeKind),
    count=st.sampled_from([1, 1, 1, -1]),
    pence=st.integers(1, 20_000),
    officer_id=st.sampled_from([f"officer {n}" for n in range(9)]),
).map(lambda one: Posted(one.month, one.kind, one.count, one.pence * one.count, one.officer_id))


@settings(max_examples=150)
@given(st.lists(posting, max_size=80))
def test_no_bill_says_a_small_number_and_no_penny_is_lost(posted: list[Posted]) -> None:
    bills = invoices(posted, MONTHS)
    assert sum(bill.pence for bill in bills) + bills[-1].carried == sum(one.pence for one in posted)
    for bill in bills:
        assert all(count >= FEWEST and count % 5 == 0 for _, count in bill.lines)
        assert bill.pence >= 0
        if bill.has_withheld:
            assert bill.pence % COARSE == 0
