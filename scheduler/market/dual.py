"""The prices of hours that prove the highest lower bound on every plan.

With prices on what courses compete for (Lagrange multipliers) each course is planned alone, exactly; what they then
cost less what the hours on offer are worth is a lower bound, whatever the prices. Prices follow what courses would use,
of whom a part is asked anew before each step (incremental subgradients: Nedic and Bertsekas, SIAM J. Optim. 12, 2001);
a running average of the use keeps them from swinging, and their own running average is what is proven.
"""

from math import ceil

import numpy as np

from scheduler.market.demand import Market
from scheduler.market.follow import QUANTUM, Pace, trend_of

_PARTS = 4  # of the courses; one is asked before each step
_BLEND = 0.3  # how much of the latest use enters its average with each step
_TRAIL = 0.2  # how much of the latest prices enters theirs with each round
_FINEST = 0.05  # the last step's length as a share of the first
_DAMPED = 0.7  # what is left of a step's length once later prices prove less
_NEAR = 0.3  # a pair is worth pricing if it last cost at most this share of a session more than the course's best
_ROUNDS = 12  # from one proof to the next


class Dual:
    """Prices that are improved round by round, and the best bound proven so far."""

    def __init__(self, market: Market, seed: int = 0) -> None:
        self._market, self._random = market, np.random.default_rng(seed)
        self.prices = np.zeros(market.limit.size)
        self.bound = self._proof = market.prove(self.prices)
        self.alone = market.least.copy()  # course: what it costs at least, whoever else is there
        self._trend = trend_of(market.limit, market.used)
        excess = np.maximum(self._trend.average - market.limit, 0)
        self._square, self._damping = max(float(excess @ excess), 1.0), 1.0
        courses = market.tables.courses
        self._margin = _NEAR * abs(self.bound) / max(int(courses["sessions"].sum()), 1)
        self._courses = np.arange(courses.size, dtype=np.int32)
        self._rounds, self._length = 0, np.inf

    @property
    def proven(self) -> int:
        """Plans cost whole numbers, so the bound rounds up."""
        return ceil(self.bound)

    @property
    def is_spent(self) -> bool:
        """Whether steps became too short to change any price."""
        return self._length * QUANTUM < 1

    def step(self, share: float, aim: float) -> None:
        """One round, after this share of all there will be: every course is asked once.

        The first step is as long as if it could raise the bound by `aim`, and later ones are ever shorter.
        """
        market = self._market
        self._length = self._damping * aim / self._square * _FINEST**share
        self._random.shuffle(self._courses)
        for part in np.array_split(self._courses, _PARTS):
            share_of_trail = _TRAIL / _PARTS if self._rounds else 1.0
            market.follow(self._trend, Pace(_BLEND, self._length, share_of_trail))
            market.charge(self._trend.here, market.board)
            market.ask(part, self._margin)
        self._rounds += 1
        if self._rounds % _ROUNDS == 0:
            self.prove()

    def prove(self) -> None:
        """Prove what the prices of late prove, and keep them if that is more than ever before."""
        prices = np.round(self._trend.trail * QUANTUM) / QUANTUM
        bound = self._market.prove(prices)
        if bound > self.bound:
            self.bound, self.prices = bound, prices
        if bound < self._proof:
            self._damping *= _DAMPED
        self._proof = bound
