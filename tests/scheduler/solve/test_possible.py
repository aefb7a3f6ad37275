"""What bits of days say is possible is what solving says, whichever rules hold."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.standing.standing_plan import StandingPlan
from scheduler.why.case import standing_case
from scheduler.why.hindrance import Hindrance
from scheduler.why.paths import Calendar
from scheduler.why.possible import ALL_RULES, Possible
from scheduler.why.wish import Wish, fulfilled
from tests.scheduler.solve import standing
from tests.scheduler.solve.bending import without
from tests.scheduler.solve.building import at

MANY = settings(max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _wish(numbers: range, dice: Random) -> Wish:
    start = at(dice.randrange(11), dice.choice([9, 9.5, 10])) if dice.random() < 0.4 else None
    place = dice.choice(["video", "site"]) if dice.random() < 0.3 else None
    return Wish(dice.choice(numbers), start, place, dice.choice(["c1", "c2"]) if dice.random() < 0.2 else None)


@MANY
@given(standing.plans(), st.integers(0, 2**40))
def test_any_rules_leave_room_with_the_same_people_as_solving_finds(plan: StandingPlan, seed: int) -> None:
    dice = Random(seed)
    for name, asked in plan.courses.items():
        if not asked.sessions or not asked.counsellors:
            continue
        case, wish = standing_case(plan, name), _wish(asked.numbers, dice)
        possible = Possible(case, wish)
        for _ in range(4):
            rules = frozenset(kind for kind in Hindrance if dice.random() < dice.choice([0.2, 0.5, 0.9]))
            bent = without(case, ALL_RULES - rules)
            solved = [who for who, _ in asked.counsellors if fulfilled(bent.only((who,)), wish) is not None]
            assert list(possible.people(rules)) == solved
            assert possible.is_forbidden(rules) == (fulfilled(bent, wish) is None)


def test_a_path_keeps_gaps_and_what_each_week_can_take() -> None:
    calendar = Calendar(14)
    whole, first_days = (1 << 14) - 1, 0b11
    assert calendar.has_path([first_days, first_days], (1, 5), None)
    assert not calendar.has_path([first_days, first_days], (2, 5), None)
    assert not calendar.has_path([first_days, 1 << 9], (1, 5), None)
    assert calendar.has_path([whole] * 3, (3, 4), [1, 2])
    assert not calendar.has_path([whole] * 4, (3, 4), [1, 2])
    assert not calendar.has_path([whole] * 3, (1, 2), [1, 1])
    assert calendar.since(0b1111, 2) == 0b1100
