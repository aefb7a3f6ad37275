"""Better plans by taking a few courses out and putting them back, each exactly, led by prices."""

import math
import random
from collections.abc import Callable, Mapping

from scheduler.chains import Chain
from scheduler.draft import Draft
from scheduler.starts import Floats

_CYCLE = 400  # rounds from hot to cold
_COOLING = 100.0
_HEAT = 0.1  # of the average course's distance from its bound
_MOST_OTHERS = 5


class Search:
    """Simulated annealing over drafts; `best` is the best complete draft seen."""

    def __init__(self, draft: Draft, alone: list[float], seed: int) -> None:
        self._draft = draft
        self._alone = alone
        self._random = random.Random(seed)
        self._movable = [course for course, pairs in enumerate(draft.instance.pairs_of) if pairs]
        self._people = [{draft.instance.pairs[p].counsellor for p in pairs} for pairs in draft.instance.pairs_of]
        self._round = 0
        self._heat = 0.0
        self.cost = draft.cost()
        self.best_cost = self.cost
        self.best: dict[int, Chain] = dict(draft.chains)

    def rounds(self, count: int, bound: float, prices: Mapping[int, Floats] | None, stop: Callable[[], bool]) -> None:
        """So many attempts, unless stopped or the bound is met."""
        for _ in range(count if self._movable else 0):
            if stop() or self.best_cost <= bound:
                return
            if self._round % _CYCLE == 0:
                self._heat = max(1.0, _HEAT * (self.best_cost - bound) / len(self._movable))
            heat = self._heat * _COOLING ** -((self._round % _CYCLE) / _CYCLE)
            self._round += 1
            self._attempt(heat, prices)

    def _attempt(self, heat: float, prices: Mapping[int, Floats] | None) -> None:
        chosen = self._choose()
        old = {course: self._draft.lift(course) for course in chosen}
        led = self._scaled(prices, chosen)
        if self._draft.insert_all(chosen, led):
            change = sum(self._draft.chains[course].cost - chain.cost for course, chain in old.items())
            if change <= 0 or self._random.random() < math.exp(-change / heat):
                self._accept(change)
                return
        for course in chosen:
            if course in self._draft.chains:
                self._draft.lift(course)
        for course, chain in old.items():
            self._draft.put(course, chain)

    def _accept(self, change: float) -> None:
        self.cost += change
        if self.cost < self.best_cost:
            self.best_cost = self.cost
            self.best = dict(self._draft.chains)

    def _choose(self) -> list[int]:
        """A course that could do better, with some that share a counsellor it could have."""
        regrets = [max(1.0, self._draft.chains[c].cost - self._alone[c]) ** 0.5 for c in self._movable]
        first = self._random.choices(self._movable, regrets)[0]
        rivals = [
            course
            for course, chain in self._draft.chains.items()
            if course != first
            and chain.pair >= 0
            and self._draft.instance.pairs[chain.pair].counsellor in self._people[first]
        ]
        count = min(len(rivals), self._random.randint(1, _MOST_OTHERS))
        chosen = [first, *self._random.sample(rivals, count)]
        if self._random.random() < 0.5:
            self._random.shuffle(chosen)
        return chosen

    def _scaled(self, prices: Mapping[int, Floats] | None, chosen: list[int]) -> dict[int, Floats] | None:
        """Prices are a guide, not the truth: each attempt believes them to another degree."""
        if prices is None or self._random.random() < 0.2:
            return None
        scale = self._random.uniform(0.2, 1.1)
        pairs = self._draft.instance.pairs_of
        return {pair: prices[pair] * scale for course in chosen for pair in pairs[course]}
