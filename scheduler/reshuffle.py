"""Better places for many courses that were placed one after the other, by taking a few out and putting them back."""

import random
from collections.abc import Callable, Sequence

from scheduler.making_room import MakingRoom
from scheduler.plan import PlannedAppointment
from scheduler.seat import Seats
from scheduler.standing_plan import StandingPlan

_PASSES = 3
_MOST_OTHERS = 4
_PATIENCE = 4  # attempts without success, for each course that could do better


def reshuffle(
    plan: StandingPlan,
    seats: Seats,
    rooms: tuple[MakingRoom, MakingRoom],
    courses: Sequence[str],
    over: Callable[[], bool],
    seed: int,
) -> None:
    """Improve these courses till time is over, none could do better, or nothing helps any more; never for the worse.

    `rooms` places courses without and with moves of others.
    """
    search = _Reshuffle(plan, seats, rooms[0], courses, over, random.Random(seed))
    for _ in range(_PASSES):
        if not search.pass_with(rooms[1]):
            break
    search.ruin_and_recreate()


class _Reshuffle:
    def __init__(
        self,
        plan: StandingPlan,
        seats: Seats,
        room: MakingRoom,
        courses: Sequence[str],
        over: Callable[[], bool],
        dice: random.Random,
    ) -> None:
        self._plan, self._seats, self._room, self._over, self._random = plan, seats, room, over, dice
        self._floor = {course: self._least(course) for course in courses if not over()}
        self._people = {course: {who for who, _ in plan.courses[course].counsellors} for course in self._floor}

    def _least(self, course: str) -> float:
        """What a course costs at least while only unmovable appointments stand in its way."""
        cost, held = self._plan.cost(course), self._plan.lift(course)
        found = self._seats.of(course, held).best(self._plan.unmovable)
        self._plan.put(course, held)
        return cost if found is None else found.cost

    def _regrets(self) -> dict[str, float]:
        regrets = {course: self._plan.cost(course) - least for course, least in self._floor.items()}
        return {course: regret for course, regret in regrets.items() if regret > 0}

    def pass_with(self, room: MakingRoom) -> bool:
        """Place each course that could do better anew, dearest regret first; whether that helped."""
        regrets = self._regrets()
        has_helped = False
        for course in sorted(regrets, key=lambda name: -regrets[name]):
            if self._over():
                return False
            before, held = self._plan.cost(course), self._plan.lift(course)
            if not room.place(course, held):
                self._plan.put(course, held)
            has_helped |= self._plan.cost(course) < before
        return has_helped

    def ruin_and_recreate(self) -> None:
        """Take out a course that could do better and some that share a counsellor with it, and place them anew."""
        idle = 0
        while regrets := self._regrets():
            if self._over() or idle > _PATIENCE * len(self._floor):
                return
            idle = 0 if self._attempt(self._choose(regrets)) else idle + 1

    def _choose(self, regrets: dict[str, float]) -> list[str]:
        names = list(regrets)
        first = self._random.choices(names, [regret**0.5 for regret in regrets.values()])[0]
        near = [
            other
            for other in self._floor
            if other != first and any(a.counsellor in self._people[first] for a in self._plan.held(other)[:1])
        ]
        others = self._random.sample(near, min(len(near), self._random.randint(1, _MOST_OTHERS)))
        chosen = [first, *others]
        if self._random.random() < 0.5:
            self._random.shuffle(chosen)
        return chosen

    def _attempt(self, chosen: Sequence[str]) -> bool:
        """Whether placing these anew cost less; what costs the same is kept too, what costs more is undone."""
        before = sum(self._plan.cost(course) for course in chosen)
        held: dict[str, tuple[PlannedAppointment, ...]] = {course: self._plan.lift(course) for course in chosen}
        if all(self._room.place(course, held[course]) for course in chosen):
            after = sum(self._plan.cost(course) for course in chosen)
            if after <= before:
                return after < before
        for course in chosen:
            self._plan.lift(course)
        for course, mine in held.items():
            self._plan.put(course, mine)
        return False
