"""What was made quick answers as the plain way does, on a few hundred made-up problems."""

from itertools import groupby
from random import Random

import numpy as np
import pytest

from scheduler.capacity import Capacity, taken_capacity
from scheduler.check import check, faults_brought
from scheduler.course_best import alone
from scheduler.instance import Instance
from scheduler.offers import Fitting, Wanted, sifted
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Problem
from scheduler.standing.standing_plan import StandingPlan
from scheduler.starts import counsellor_is_on_duty, officer_can_attend, start_costs
from tests.scheduler.solve.making import make

SEEDS = range(300)


def test_faults_that_a_plan_brings_are_those_of_the_whole_check_that_were_not_there_before() -> None:
    brought = 0
    for seed in SEEDS:
        dice = Random(seed)
        asked = make(seed)
        first, *others = asked.courses
        taken = [one for course in others for one in _strewn(asked, course.id, dice)]
        planned = _strewn(asked, first.id, dice)
        before = set(check(asked, taken))
        after = [f for f in check(asked, (*taken, *planned)) if f not in before or f.who.split("#")[0] == first.id]
        # A pin that is not kept is a fault of the course with a plan or without: an empty plan brings nothing.
        wanted = set(after) if planned else set()
        assert set(faults_brought(asked, taken, planned)) == wanted, seed
        brought += bool(wanted)
    assert 50 < brought < len(SEEDS), "both kinds of plan must be among them"


def test_starts_and_their_costs_are_those_of_every_window_by_itself() -> None:
    for seed in SEEDS[:100]:
        asked = make(seed)
        row = {place.id: at for at, place in enumerate(asked.places)}
        for course in asked.courses:
            starts = range(0, asked.days * 24 * 60, asked.grid)
            fits = np.zeros((len(row), len(starts)), bool)
            costs = np.full(fits.shape, np.inf)
            for window in course.windows:
                here = [window.start <= at and at + course.minutes <= window.end for at in starts]
                price = window.risk * asked.weights.risk * 3 + window.cost * asked.weights.preference
                fits[row[window.place]] |= here
                costs[row[window.place]] = np.where(
                    here, np.minimum(costs[row[window.place]], price), costs[row[window.place]]
                )
            assert (officer_can_attend(asked, course, asked.counsellors[0]) == fits).all(), seed
            assert (start_costs(asked, course, 3) == np.where(np.isinf(costs), 0, costs)).all(), seed
            for who in asked.counsellors:
                there = np.zeros(fits.shape, bool)
                for stretch in who.windows:
                    for place in stretch.places:
                        there[row[place]] |= [
                            stretch.start <= at and at + course.minutes <= stretch.end for at in starts
                        ]
                assert (counsellor_is_on_duty(asked, course, who) == there).all(), seed


def test_what_is_taken_at_once_is_what_is_taken_one_by_one() -> None:
    for seed in SEEDS[:150]:
        dice, asked = Random(seed), make(seed)
        taken = [one for course in asked.courses for one in _strewn(asked, course.id, dice)]
        minutes = {course.id: course.minutes for course in asked.courses}
        people = {who.id: at for at, who in enumerate(asked.counsellors)}
        places = {place.id: at for at, place in enumerate(asked.places)}
        plain = Capacity(asked)
        for one in taken:
            who = people[one.counsellor]
            lasts = minutes[one.course], asked.counsellors[who].break_after
            plain.take_minutes(who, places[one.place], one.start, lasts)
        for who_at in {(one.course, people[one.counsellor]) for one in taken}:
            plain.caseload[who_at[1]] -= 1
        found = taken_capacity(asked, taken)
        for name in ("free", "day", "week", "caseload", "rooms"):
            assert (getattr(found, name) == getattr(plain, name)).all(), (seed, name)


def test_a_plan_stands_as_if_its_courses_had_been_put_in_one_by_one() -> None:
    firm = 0
    for seed in SEEDS[:100]:
        dice, asked = Random(seed), make(seed)
        taken = {course.id: _promised(course) or _strewn(asked, course.id, dice) for course in asked.courses}
        whole = StandingPlan(asked, [one for mine in taken.values() for one in mine])
        plain = StandingPlan(asked, ())
        for name, mine in taken.items():
            plain.put(name, sorted(mine, key=lambda one: one.number))
        assert whole.appointments() == plain.appointments(), seed
        for counts in ("capacity", "unmovable"):
            for name in ("free", "day", "week", "caseload", "rooms"):
                mine, theirs = getattr(getattr(whole, counts), name), getattr(getattr(plain, counts), name)
                assert (mine == theirs).all(), (seed, counts, name)
        cells = np.arange(asked.days * 24 * 60 // asked.grid)
        for who in range(len(asked.counsellors)):
            assert (whole.tolls.price(who, cells, 2) == plain.tolls.price(who, cells, 2)).all(), seed
        firm += (whole.unmovable.free != StandingPlan(asked, ()).unmovable.free).any()
    assert firm > 10, "some promises must bind"


def _promised(course: Course) -> list[PlannedAppointment]:
    return [
        PlannedAppointment(course.id, kept.number, kept.counsellor, kept.start, kept.place) for kept in course.standing
    ]


def test_alone_a_course_has_the_starts_that_a_table_of_all_places_gives() -> None:
    for seed in SEEDS[:100]:
        asked = make(seed)
        for course in asked.courses:
            found, _ = alone(asked, course.id, ())
            for mine, plain in zip(found.pairs, Instance(asked, [course]).pairs, strict=True):
                for name in ("cell", "place", "day", "early", "late"):
                    assert (getattr(mine.starts, name) == getattr(plain.starts, name)).all(), (seed, course.id, name)
                assert mine.promises == plain.promises, seed


def test_a_problem_without_counsellors_has_nothing_taken() -> None:
    asked = make(1)
    nobody = Problem(asked.start, asked.days, asked.places, (), ())
    assert not taken_capacity(nobody, ()).caseload.size


@pytest.mark.parametrize("apart", [1, 180])
def test_of_the_starts_that_fit_those_stay_that_are_apart(apart: int) -> None:
    fitting = 0
    for seed in SEEDS[:100]:
        asked = make(seed)
        name = asked.courses[0].id
        every = sifted(asked, name, [], None, Wanted(5)).fitting
        some = sifted(asked, name, [], None, Wanted(5, apart)).fitting
        assert some == tuple(_apart(every, max(1, -(-apart // asked.grid)) * asked.grid)), seed
        fitting += len(some)
    assert fitting > 100


def test_a_promising_start_becomes_the_course_whose_cost_was_named() -> None:
    for seed in SEEDS[:60]:
        asked = make(seed)
        name = asked.courses[0].id
        found = sifted(asked, name, [], None, Wanted(8, 60))
        for one in found.promising:
            offer = found.whole(one)
            assert (offer.start, offer.place, offer.counsellor) == (one.start, one.place, one.counsellor)
            assert offer.cost == one.cost
    assert alone(asked, name, [])


def _strewn(asked: Problem, course_id: str, dice: Random) -> list[PlannedAppointment]:
    """Appointments of a course here and there, most of them in its windows, lawful or not."""
    course = next(course for course in asked.courses if course.id == course_id)
    if not course.windows or not course.counsellors:
        return []
    found = []
    for number in list(course.numbers)[: dice.randint(0, 4)]:
        window = dice.choice(course.windows)
        start = (window.start + dice.choice((0, 0, asked.grid, 7))) // asked.grid * asked.grid
        found.append(PlannedAppointment(course_id, number, dice.choice(course.counsellors)[0], start, window.place))
    return found


def _apart(every: tuple[Fitting, ...], minutes: int) -> list[Fitting]:
    def kind(one: Fitting) -> tuple[str, str]:
        return one.counsellor, one.place

    kept: list[Fitting] = []
    for _, alike in groupby(sorted(every, key=lambda one: (*kind(one), one.start)), key=kind):
        last = -minutes
        for one in alike:
            if one.start - last >= minutes:
                kept.append(one)
                last = one.start
    return sorted(kept, key=lambda one: (one.start, one.counsellor, one.place))
