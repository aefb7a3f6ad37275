"""Places for many courses that compete: one after the other at first, then a few out and back in, again and again."""

from collections.abc import Callable, Sequence
from math import inf
from random import Random

from scheduler.chains import Chain
from scheduler.standing.making_room import MakingRoom
from scheduler.standing.seat import Seats
from scheduler.standing.standing_plan import StandingPlan

_MOST_OTHERS = 5
_TARGETED = 0.6  # share of attempts that take out who is in the way, not anybody near
_PATIENCE = 30  # attempts without success, for each course that could do better


class Reshuffle:
    """Some courses of a plan, what each would choose if only the others of the plan were there, and how to get nearer.

    The plan stays lawful between any two steps; a step that would cost more is undone.
    """

    def __init__(self, plan: StandingPlan, seats: Seats, courses: Sequence[str], over: Callable[[], bool]) -> None:
        self._plan, self._seats, self._over = plan, seats, over
        self._wished: dict[str, Chain | None] = {}
        held = {course: plan.lift(course) for course in courses}
        for course in courses:
            if over():
                break
            self._wished[course] = seats.of(course, held[course]).best(plan.capacity)
        for course, mine in held.items():
            plan.put(course, mine)
        self._people = {course: {who for who, _ in plan.courses[course].counsellors} for course in courses}

    @property
    def least(self) -> float:
        """What these courses cost at least while all others stay; infinite where one has no plan."""
        return sum(inf if chain is None else chain.cost for chain in self._wished.values())

    def place_each(self, room: MakingRoom) -> tuple[list[str], bool]:
        """Place one after the other; whose pins cannot be kept, and whether there was time for all."""
        unkept: list[str] = []
        for course, wished in self._wished.items():
            if self._over():
                return unkept, False
            held = self._plan.lift(course)
            seat = self._seats.of(course, held)
            if wished is not None and seat.fits(self._plan.capacity, wished):
                self._plan.put(course, seat.appointments(wished), round(wished.cost))
            elif not room.place(course, held):
                self._plan.put(course, held)
                unkept.append(course)
        self._wished = {course: wished for course, wished in self._wished.items() if course not in unkept}
        return unkept, len(self._wished) + len(unkept) == len(self._people)

    def _regrets(self) -> dict[str, float]:
        regrets = {c: self._plan.cost(c) - wished.cost for c, wished in self._wished.items() if wished is not None}
        return {course: regret for course, regret in regrets.items() if regret > 0}

    def let_make_room(self, room: MakingRoom) -> None:
        """Place each course that could do better anew, dearest regret first, others making room."""
        regrets = self._regrets()
        for course in sorted(regrets, key=lambda name: -regrets[name]):
            if self._over():
                return
            cost, held = self._plan.cost(course), self._plan.lift(course)
            if not room.place(course, held):
                self._plan.put(course, held, cost)

    def ruin_and_recreate(self, room: MakingRoom, seed: int) -> None:
        """Take out a course that could do better and some that hinder it, and place them anew, till nothing helps."""
        dice = Random(seed)
        idle = 0
        while (regrets := self._regrets()) and not self._over() and idle <= _PATIENCE * len(regrets):
            idle = 0 if self._attempt(room, self._choose(regrets, dice)) else idle + 1

    def _choose(self, regrets: dict[str, float], dice: Random) -> list[str]:
        names = list(regrets)
        first = dice.choices(names, [regret**0.75 for regret in regrets.values()])[0]
        near = self._in_the_way(first) if dice.random() < _TARGETED else []
        near = near or [
            other
            for other in self._wished
            if other != first and any(a.counsellor in self._people[first] for a in self._plan.held(other)[-1:])
        ]
        chosen = [first, *dice.sample(near, min(len(near), dice.randint(1, _MOST_OTHERS)))]
        if dice.random() < 0.3:
            dice.shuffle(chosen)
        return chosen

    def _in_the_way(self, course: str) -> list[str]:
        wished = self._wished[course]
        if wished is None or wished.pair < 0:
            return []
        met = self._seats.of(course, ()).rivals(wished)
        return [name for name in dict.fromkeys(a.course for a in met) if name != course and name in self._wished]

    def _attempt(self, room: MakingRoom, chosen: Sequence[str]) -> bool:
        """Whether placing these anew cost less; what costs the same is kept too, what costs more is undone."""
        costs = {course: self._plan.cost(course) for course in chosen}
        held = {course: self._plan.lift(course) for course in chosen}
        if all(room.place(course, held[course]) for course in chosen):
            change = sum(self._plan.cost(course) - costs[course] for course in chosen)
            if change <= 0:
                return change < 0
        for course in chosen:
            self._plan.lift(course)
        for course, mine in held.items():
            self._plan.put(course, mine, costs[course])
        return False
