"""Each rule of plausibility, on both sides of its limit."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import pytest

from app.rota.domain.duty_line import DutyLine
from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.plausibility import MOST_OF_A_RULE, Warned, by_rule
from app.rota.domain.plausible_columns import warnings_of
from app.rota.domain.reading import Cover
from app.rota.domain.rule_book import BY_CODE, RULES, USUAL, RuleBook, RuleCode, book_of, limit_fault
from app.rota.domain.tours import tours_in
from scheduler.duty import Duty, DutyKind
from tests.rota.hr import LONDON

TODAY = date(2026, 9, 1)
FAR = Cover(date(2026, 12, 1), date(2027, 3, 31), "Europe/London")
KINDS = {"E": DutyKind.EARLY, "L": DutyKind.LATE, "N": DutyKind.NIGHT, "R": DutyKind.REST_DAY}


def duty(start: str, end: str, kind: str = "E", who: str = "00123", row: int = 2) -> DutyLine:
    starts, ends = (datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in (start, end))
    return DutyLine(who, Duty(KINDS[kind], starts, ends), "Roster", row, "C")


def days(
    count: int, start: str = "07:00", end: str = "15:00", first: str = "2026-12-01", kind: str = "E"
) -> list[DutyLine]:
    begin = date.fromisoformat(first)
    dates = [begin + timedelta(days=n) for n in range(count)]
    over = timedelta(days=int(end <= start))
    return [duty(f"{on} {start}", f"{on + over} {end}", kind) for on in dates]


def warned_of(lines: Iterable[DutyLine], cover: Cover = FAR, book: RuleBook = USUAL, today: date = TODAY) -> Warned:
    packed = packed_lines(lines)
    return warnings_of(tours_in(packed, LONDON), packed, cover, book, today=today)


def found(
    lines: Iterable[DutyLine],
    limits: Mapping[str, float | None] | None = None,
    cover: Cover = FAR,
    today: date = TODAY,
) -> dict[str, int]:
    return warned_of(lines, cover, book_of(limits or {}), today).counts


def test_a_plain_roster_is_not_warned_of() -> None:
    assert found([*days(5), *days(5, first="2026-12-08")]) == {}


@pytest.mark.parametrize(("end", "warned"), [("21:55", {}), ("22:00", {"long_duty": 1})])
def test_a_duty_of_fifteen_hours(end: str, warned: dict[str, int]) -> None:
    assert found([duty("2026-12-01 07:00", f"2026-12-01 {end}")]) == warned


@pytest.mark.parametrize(("next_start", "warned"), [("06:00", {}), ("05:55", {"short_rest": 1})])
def test_less_than_eleven_hours_between_duties(next_start: str, warned: dict[str, int]) -> None:
    assert (
        found([duty("2026-12-01 11:00", "2026-12-01 19:00"), duty(f"2026-12-02 {next_start}", "2026-12-02 15:00")])
        == warned
    )


def test_rest_is_measured_in_hours_that_pass_not_by_the_clock() -> None:
    spring = Cover(date(2027, 3, 1), date(2027, 6, 30), "Europe/London")
    over_the_change = [duty("2027-03-27 11:00", "2027-03-27 19:30"), duty("2027-03-28 06:30", "2027-03-28 14:00")]
    a_week_before = [duty("2027-03-20 11:00", "2027-03-20 19:30"), duty("2027-03-21 06:30", "2027-03-21 14:00")]
    assert found(over_the_change, cover=spring) == {"short_rest": 1}
    assert found(a_week_before, cover=spring) == {}


def test_the_two_parts_of_a_split_duty_need_no_long_rest_between() -> None:
    assert found([duty("2026-12-01 07:00", "2026-12-01 11:00"), duty("2026-12-01 15:00", "2026-12-01 19:00")]) == {}


def test_duties_that_touch_are_told_of_once() -> None:
    assert found([duty("2026-12-01 07:00", "2026-12-01 15:00"), duty("2026-12-01 15:00", "2026-12-01 19:00")]) == {
        "touching": 1
    }


@pytest.mark.parametrize(("count", "warned"), [(7, {}), (8, {"long_run": 1}), (20, {"long_run": 1})])
def test_more_than_seven_days_without_a_rest_day(count: int, warned: dict[str, int]) -> None:
    assert found(days(count)) == warned


def test_a_day_off_begins_the_count_anew() -> None:
    assert found([*days(7), *days(7, first="2026-12-09")]) == {}


@pytest.mark.parametrize(("end", "warned"), [("07:00", {}), ("09:00", {"rest_day_cut": 1})])
def test_a_night_that_runs_into_a_rest_day(end: str, warned: dict[str, int]) -> None:
    assert (
        found([duty("2026-12-01 22:00", f"2026-12-02 {end}", "N"), duty("2026-12-02 00:00", "2026-12-03 00:00", "R")])
        == warned
    )


def test_a_night_typed_end_first_is_known_by_its_neighbours() -> None:
    nights = days(2, "22:00", "07:00", kind="N")
    typed = duty("2026-12-04 07:00", "2026-12-04 22:00", "E", row=9)
    warned = warned_of([*nights, typed])
    assert warned.counts == {"long_duty": 1, "end_first": 1}
    fault = dict(warned.faults)[RuleCode.END_FIRST]
    assert (fault.row, "the other way round" in fault.message) == (9, True)
    assert found([*nights, duty("2026-12-04 08:00", "2026-12-04 16:00")]) == {}


def test_a_night_by_day_is_odd_in_itself() -> None:
    assert found([duty("2026-12-01 09:00", "2026-12-01 17:00", "N")]) == {"end_first": 1}


def test_minutes_that_no_roster_has_may_be_hours_worked() -> None:
    assert found([duty("2026-12-01 07:00", "2026-12-01 15:32")]) == {"odd_minutes": 1}


def test_one_end_for_all_starts_may_be_a_total() -> None:
    mixed = [day for first in ("2026-12-01", "2026-12-21") for day in days(6, "22:00", "08:00", first, "N")]
    mixed += [day for first in ("2026-12-10", "2027-01-10") for day in days(6, "14:00", "08:00", first, "L")]
    assert found(mixed)["total_as_time"] == 1
    same_shift = [
        day for first in ("2026-12-01", "2026-12-21", "2027-01-10") for day in days(7, "22:00", "08:00", first, "N")
    ]
    assert "total_as_time" not in found(same_shift)


def test_more_than_48_hours_a_week_over_17_weeks() -> None:
    def weeks(end: str) -> list[DutyLine]:
        return [day for n in range(17) for day in days(5, "07:00", end, str(date(2026, 12, 7) + timedelta(weeks=n)))]

    assert found(weeks("17:00")) == {"weekly_hours": 1}  # 50 a week
    assert found(weeks("16:00")) == {}  # 45


@pytest.mark.parametrize(("today", "warned"), [(date(2026, 11, 3), {}), (date(2026, 11, 4), {"late_notice": 1})])
def test_published_less_than_a_month_ahead(today: date, warned: dict[str, int]) -> None:
    assert found([], today=today) == warned


@pytest.mark.parametrize(("last", "warned"), [(date(2027, 2, 27), {}), (date(2027, 2, 26), {"short_period": 1})])
def test_a_roster_for_less_than_three_months(last: date, warned: dict[str, int]) -> None:
    assert found([], cover=Cover(FAR.first_on, last, FAR.zone_name)) == warned


def test_limits_can_be_changed_and_taken_off() -> None:
    long_day = [duty("2026-12-01 07:00", "2026-12-01 19:00")]
    assert found(long_day, {"long_duty": 12}) == {"long_duty": 1}
    assert found(days(20), {"long_run": None}) == {}
    assert limit_fault(RuleCode.LONG_DUTY, 2) and not limit_fault(RuleCode.LONG_DUTY, 12)


def test_every_rule_has_a_source_and_a_limit_that_makes_sense() -> None:
    assert {rule.code for rule in RULES} == set(RuleCode) == set(BY_CODE)
    assert all(rule.source and rule.least <= rule.limit <= rule.most for rule in RULES)


def test_all_are_counted_and_the_first_are_kept_with_their_rule() -> None:
    lines = [duty("2026-12-01 07:00", "2026-12-01 15:32", who=f"{n:05}") for n in range(MOST_OF_A_RULE + 5)]
    warned = warned_of(lines)
    assert (warned.count, len(warned.faults)) == (MOST_OF_A_RULE + 5, MOST_OF_A_RULE)
    [(rule, faults)] = by_rule(warned.as_json())
    assert (rule, len(faults), faults[0].sheet, faults[0].row) == ("odd_minutes", MOST_OF_A_RULE, "Roster", 2)
