"""What comes of appointments: hindered by duties truly worked, missed as often as said, the same whoever asks when."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from app.care.domain.outcome import Outcome
from app.simulate.facts import Ask
from app.simulate.parameters import Parameters
from app.simulate.world.attending import Around, features_of
from app.simulate.world.fate import DrawnFate, Truth
from app.simulate.world.late import LATEST, late_by, late_hours, recalled
from app.simulate.world.lots import Lots
from app.simulate.world.year import Year
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.risk import Feature, RiskTable, rate
from tests.simulate.world.years import small_year

TUESDAY = datetime(2027, 6, 1, tzinfo=UTC)  # 01:00 on the clocks of London
MANY = 2_000


def at(hours: float, day: int = 0) -> datetime:
    """An instant of that Tuesday by the clocks of London, or of a day after it."""
    return TUESDAY + timedelta(days=day, hours=hours - 1)


def duty(kind: DutyKind, start: float, end: float) -> Duty:
    return Duty(kind, at(start), at(end))


@cache
def parameters(**values: float) -> Parameters:
    """Ours with what disturbs a test taken out, and then these values."""
    quiet = Parameters.read().with_("overruns.recalls_a_year", 0.0).with_("attendance.officer_spread", 0.0)
    for name, value in values.items():
        quiet = quiet.with_(name.replace("__", "."), value)
    return quiet


def fate_of(
    *duties: Duty, ill: tuple[Interval[datetime], ...] = (), flexible: bool = False, **values: float
) -> DrawnFate:
    """The fate of many officers who all have the same duties."""
    numbers = parameters(**values).numbers
    truth = Truth(duties, ill, flexible)
    truths = {f"officer-{number}": truth for number in range(MANY)}
    return DrawnFate(numbers, Lots(1), Year.of(numbers.calendar), truths)


def outcomes(fate: DrawnFate, start: float, *, lead: timedelta = timedelta(0), day: int = 0) -> Counter[Outcome]:
    """What comes of an appointment at the same hour for each of them."""
    start_at = at(start, day)
    end_at = start_at + timedelta(minutes=50)
    return Counter(fate.outcome(name, start_at, end_at, made_at=start_at - lead) for name in fate.truths)


def missed(fate: DrawnFate, start: float, *, lead: timedelta = timedelta(0)) -> float:
    return 1 - outcomes(fate, start, lead=lead)[Outcome.ATTENDED] / MANY


NEVER: dict[str, Any] = {"attendance__plain": 0.0, "attendance__a_week_of_lead": 0.0}
NO_LETTING_GO: dict[str, Any] = {"attendance__let_go_from_duty": 0.0}


def test_a_plain_time_is_missed_as_often_as_said() -> None:
    assert missed(fate_of(), 11) == pytest.approx(parameters().numbers.attendance.plain, abs=0.01)
    assert missed(fate_of(**NEVER), 11) == 0


@pytest.mark.parametrize(
    ("feature", "duties", "start"),
    [
        (Feature.EARLY_START, (), 8),
        (Feature.AFTER_LATE_TURN, (duty(DutyKind.LATE, -10, -0.5),), 11),
        (Feature.COURT_NEAR, (duty(DutyKind.COURT, 33, 41),), 11),
        (Feature.FIRST_REST_DAY_AFTER_NIGHTS, (duty(DutyKind.NIGHT, -2, 7),), 19),
        (Feature.BETWEEN_NIGHTS, (duty(DutyKind.NIGHT, -2, 7), duty(DutyKind.NIGHT, 22, 31)), 17),
        (Feature.SOON_AFTER_DUTY, (duty(DutyKind.EARLY, 7, 15),), 18),
    ],
)
def test_each_feature_is_missed_as_often_as_said(feature: Feature, duties: tuple[Duty, ...], start: float) -> None:
    fate = fate_of(*duties, overruns__late=0.0)
    around = Around(duties, at(start), at(start + 1), at(start))
    assert features_of(around, fate.year) == {feature}
    assert missed(fate, start) == pytest.approx(getattr(fate.numbers.attendance, feature.value), abs=0.02)


def test_true_chances_differ_from_what_the_planner_believes_at_first() -> None:
    numbers = Parameters.read().numbers.attendance
    beliefs = {feature: rate(RiskTable(), feature) for feature in Feature}
    assert all(abs(getattr(numbers, feature.value) - belief) >= 0.005 for feature, belief in beliefs.items())


def test_each_week_of_lead_adds_what_is_said() -> None:
    fate = fate_of(attendance__plain=0.0, attendance__a_week_of_lead=0.02)
    assert missed(fate, 11) == 0
    assert missed(fate, 11, lead=timedelta(weeks=2)) == pytest.approx(0.04, abs=0.01)


def test_half_sleep_through_what_lies_within_eight_hours_after_a_night() -> None:
    night = duty(DutyKind.NIGHT, -2, 7)
    values = NEVER | {"attendance__first_rest_day_after_nights": 0.0, "overruns__late": 0.0}
    assert missed(fate_of(night, **values), 12) == pytest.approx(0.5, abs=0.03)
    assert missed(fate_of(night, **values), 15.5) == 0


def test_who_is_on_duty_is_kept_there_unless_let_go() -> None:
    early = duty(DutyKind.EARLY, 7, 15)
    assert outcomes(fate_of(early, **NO_LETTING_GO), 11) == {Outcome.KEPT_ON_DUTY: MANY}
    some = outcomes(fate_of(early, attendance__let_go_from_duty=0.4), 11)
    assert some[Outcome.KEPT_ON_DUTY] / MANY == pytest.approx(0.6, abs=0.03)


def test_flexible_hours_are_come_to_in_the_usual_duties_only() -> None:
    """And as others come to plain times; who works turns is let go as seldom as ever."""
    early, aid = duty(DutyKind.EARLY, 8, 16), duty(DutyKind.OTHER, 8, 16)
    values = NEVER | NO_LETTING_GO | {"attendance__let_go_flexible": 1.0}
    assert outcomes(fate_of(early, flexible=True, **values), 11) == {Outcome.ATTENDED: MANY}
    assert outcomes(fate_of(aid, flexible=True, **values), 11) == {Outcome.KEPT_ON_DUTY: MANY}
    assert outcomes(fate_of(early, **values), 11) == {Outcome.KEPT_ON_DUTY: MANY}


def test_court_keeps_everybody() -> None:
    assert outcomes(fate_of(duty(DutyKind.COURT, 9, 17)), 11) == {Outcome.COURT: MANY}


def test_leave_is_given_up_for_by_some() -> None:
    on_leave = outcomes(fate_of(duty(DutyKind.LEAVE, 7, 31), **NEVER), 11)
    assert on_leave[Outcome.CANCELLED_BY_OFFICER] / MANY == pytest.approx(0.7, abs=0.03)
    assert on_leave[Outcome.ATTENDED] == MANY - on_leave[Outcome.CANCELLED_BY_OFFICER]


def test_sick_leave_hinders_only_who_is_too_ill() -> None:
    ill = (Interval(at(0), at(48)),)
    sick = outcomes(fate_of(duty(DutyKind.SICK, 7, 15), ill=ill, **NEVER), 11)
    assert sick[Outcome.UNWELL] / MANY == pytest.approx(0.25, abs=0.03)
    assert sick[Outcome.ATTENDED] == MANY - sick[Outcome.UNWELL]
    assert outcomes(fate_of(duty(DutyKind.SICK, 7, 15), **NEVER), 11)[Outcome.ATTENDED] == MANY


def test_a_late_finish_keeps_who_has_an_appointment_after_it() -> None:
    values = NEVER | NO_LETTING_GO | {"attendance__soon_after_duty": 0.0}
    early = duty(DutyKind.EARLY, 7, 15)
    soon = outcomes(fate_of(early, **values), 15.25)
    later = outcomes(fate_of(early, **values), 16.25)
    assert soon[Outcome.KEPT_ON_DUTY] / MANY == pytest.approx(0.15, abs=0.02)
    assert later[Outcome.KEPT_ON_DUTY] / MANY == pytest.approx(0.075, abs=0.02)
    assert not outcomes(fate_of(early, **values, overruns__late=0.0), 15.25)[Outcome.KEPT_ON_DUTY], "control"


def test_somebody_needs_a_quarter_of_an_hour_to_get_to_the_next_duty() -> None:
    late = duty(DutyKind.LATE, 14, 22)
    values = NEVER | NO_LETTING_GO
    assert outcomes(fate_of(late, **values), 13) == {Outcome.KEPT_ON_DUTY: MANY}
    assert outcomes(fate_of(late, **values), 12.75) == {Outcome.ATTENDED: MANY}


def test_late_finishes_have_the_published_quartiles_and_mean() -> None:
    numbers = Parameters.read().numbers
    assert late_hours(numbers, 0.25) == pytest.approx(0.5)
    assert late_hours(numbers, 0.75) == pytest.approx(1.5)
    parts = [late_hours(numbers, (number + 0.5) / 100_000) for number in range(100_000)]
    assert parts == sorted(parts)
    assert sum(parts) / len(parts) == pytest.approx(1.4, abs=0.03)
    assert max(parts) <= LATEST


def test_rest_days_and_leave_do_not_end_late() -> None:
    numbers, lots = parameters(overruns__late=1.0).numbers, Lots(1)
    assert late_by(numbers, lots, "a", duty(DutyKind.EARLY, 7, 15)) > timedelta(0)
    for kind in (DutyKind.LEAVE, DutyKind.SICK, DutyKind.REST_DAY):
        assert late_by(numbers, lots, "a", duty(kind, 7, 15)) == timedelta(0)


def test_officers_are_called_back_as_often_as_said_and_not_from_leave() -> None:
    often = parameters(overruns__recalls_a_year=73.0).numbers
    year = Year.of(often.calendar)
    calls = [recalled(often, Lots(1), f"officer-{number}", 5, year) for number in range(MANY)]
    assert sum(call is not None for call in calls) / MANY == pytest.approx(0.2, abs=0.03)
    assert outcomes(fate_of(**NEVER, overruns__recalls_a_year=73.0), 15)[Outcome.RECALLED_TO_DUTY] > 0
    leave = duty(DutyKind.LEAVE, 7, 31)
    assert not outcomes(fate_of(leave, **NEVER, overruns__recalls_a_year=73.0), 15)[Outcome.RECALLED_TO_DUTY]


def test_nothing_depends_on_the_order_of_asking() -> None:
    world = small_year()
    asked = [
        (name, world.begins_at + timedelta(days=day, hours=10)) for name in world.officers for day in (80, 200, 333)
    ]

    def answers(order: list[tuple[str, datetime]]) -> dict[tuple[str, datetime], Outcome]:
        return {
            (name, start): world.fate.outcome(
                name, start, start + timedelta(minutes=50), made_at=start - timedelta(days=7)
            )
            for name, start in order
        }

    shuffled = asked.copy()
    Random(1).shuffle(shuffled)
    first = answers(asked)
    assert answers(shuffled) == first
    assert answers(asked[::-1]) == first
    assert len(set(first.values())) > 2


def test_draws_from_one_stream_would_depend_on_the_order_of_asking() -> None:
    """Control: what the draws by name are there for."""
    names = list(small_year().officers)

    def answers(order: list[str]) -> dict[str, float]:
        stream = Lots(1).stream("all")
        return {name: stream.random() for name in order}

    assert answers(names[::-1]) != answers(names)


def test_asking_earlier_for_a_time_never_makes_a_kept_appointment_a_missed_one() -> None:
    """One draw for a day, against a chance that only rises: policies differ by what they do, not by luck."""
    fate = fate_of()
    soon = {n: fate.outcome(n, at(11), at(12), made_at=at(0, -2)) for n in fate.truths}
    long_before = {n: fate.outcome(n, at(11), at(12), made_at=at(0, -50)) for n in fate.truths}
    turned = [(soon[name], long_before[name]) for name in fate.truths if soon[name] != long_before[name]]
    assert turned
    assert {first for first, _ in turned} == {Outcome.ATTENDED}


@pytest.mark.parametrize("ask", Ask)
def test_officers_say_yes_as_often_as_said(ask: Ask) -> None:
    behaviour = Parameters.read().numbers.behaviour
    said = {
        Ask.AGREE: behaviour.agrees,
        Ask.REBOOK: behaviour.rebooks,
        Ask.NUDGE: behaviour.heeds_a_nudge,
        Ask.CHANGE_COUNSELLOR: behaviour.takes_another_counsellor,
        Ask.LET_GO: behaviour.lets_go,
    }
    fate = fate_of()
    for nth in (1, 2):
        yes = [fate.says_yes(name, ask, nth) for name in fate.truths]
        assert sum(yes) / MANY == pytest.approx(said[ask], abs=0.025)
        assert yes == [fate.says_yes(name, ask, nth) for name in fate.truths]


def test_some_officers_miss_more_than_others() -> None:
    start_at = at(11)
    even = fate_of()
    varied = fate_of(attendance__officer_spread=0.5)
    chances = [varied.chance(name, start_at, start_at, made_at=start_at) for name in varied.truths]
    assert len({even.chance(name, start_at, start_at, made_at=start_at) for name in even.truths}) == 1
    assert sum(chances) / MANY == pytest.approx(even.numbers.attendance.plain, rel=0.05)
    assert max(chances) > 2 * min(chances)
