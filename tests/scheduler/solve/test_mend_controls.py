"""Each guard of mending is needed: without it the plan would be worse than before."""

import pytest

from scheduler.check import check
from scheduler.plan import PlannedAppointment
from scheduler.standing.change import Change
from scheduler.standing.making_room import MakingRoom, Moves
from scheduler.standing.mend import mend
from scheduler.standing.seat import Seat, Seats
from scheduler.standing.standing_plan import StandingPlan
from tests.scheduler.solve.building import at, counsellor, course, planned, problem, window
from tests.scheduler.solve.building import standing as promise


def _firm() -> StandingPlan:
    """k1 could come on day 0 only, where k2 has a firm promise; k2 could come on day 1."""
    other = course("k2", days=(0, 1), sessions=1, standing=(promise(1, day=0, firm=True),))
    return StandingPlan(problem(course(days=(0,), sessions=1), other), [planned(course="k2")])


def _never() -> bool:
    return False


def test_firm_promises_hold_only_while_nobody_loosens_them() -> None:
    plan = _firm()
    assert MakingRoom(plan, Seats(plan, ["k1"]), Moves(), _never).place("k1", ())
    assert plan.held("k2") == (planned(course="k2"),)

    plan = _firm()
    held = plan.lift("k2")
    plan.loosen(["k2"])  # control
    plan.put("k2", held)
    assert MakingRoom(plan, Seats(plan, ["k1", "k2"]), Moves(), _never).place("k1", ())
    assert plan.held("k2") == (planned(day=1, course="k2"),)


def test_a_pin_where_no_start_is_makes_a_course_hopeless_rather_than_lost() -> None:
    asked = course(days=(7, 14), sessions=2)
    plan = StandingPlan(problem(asked), [planned()], now=at(1))  # held on a day on which no window is now
    seat = Seat(plan, "k1", plan.lift("k1"))
    assert seat.best(plan.capacity) is None

    seat.is_hopeless = False  # control
    chain = seat.best(plan.capacity)
    assert chain is not None
    assert planned() not in seat.appointments(chain)


class _Blind(StandingPlan):
    """Control: sees nothing that is too much."""

    def is_overfull(self, a: PlannedAppointment) -> bool:
        return False


@pytest.mark.parametrize("kind", [StandingPlan, _Blind])
def test_what_a_lower_limit_makes_too_much_is_seen(kind: type[StandingPlan]) -> None:
    courses = [course(name, windows=(window(0, hours=3), window(1, hours=3)), sessions=1) for name in ("k1", "k2")]
    plan = kind(problem(*courses), [planned(), planned(hour=10, course="k2")])
    mend(plan, Change(counsellors=(counsellor(max_per_day=1),)))
    assert (check(plan.problem(), plan.appointments()) == []) is (kind is StandingPlan)


@pytest.mark.parametrize("guarded", [True, False])
def test_time_that_is_over_is_looked_at(guarded: bool) -> None:
    plan = StandingPlan(problem(course(days=(0, 7), sessions=1)), [], now=at(1) if guarded else 0)
    assert MakingRoom(plan, Seats(plan, ["k1"]), Moves(), _never).place("k1", ())
    assert plan.held("k1") == (planned(day=7 if guarded else 0),)
