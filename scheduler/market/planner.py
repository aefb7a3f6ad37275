"""Plans many courses: prices first, then a plan by those prices, then better plans until time is up."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np

from scheduler.capacity import Capacity
from scheduler.clock import Clock, never
from scheduler.market.demand import Market
from scheduler.market.dual import Dual
from scheduler.market.laying import board_of, tables_of
from scheduler.market.start import by_urgency, copy_of, empty_plan
from scheduler.market.table import Table
from scheduler.market.tables import Board, Plan
from scheduler.market.teams import Teams
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Problem
from scheduler.starts import cells

_SCALES = np.linspace(0.3, 1.1, 6)  # prices are a guide, not the truth: each stretch believes them to another degree
_TRUST = 0.9  # how far the first plan believes them
_FOR_PRICES = 0.4  # of the time
_AIM = 0.05  # how far the first step aims above the bound, as a share of what the first plan costs
_ENOUGH = 1500  # rounds after which prices are good
_HOTTEST, _COLDEST = 1.3, 0.03  # of what a session costs on average
_LATE = 1.5  # seconds: a first plan that is a little late is better than none


class Planner:
    """What is known so far about a problem of many courses, and the steps that know more."""

    def __init__(
        self,
        problem: Problem,
        courses: Sequence[Course],
        capacity: Capacity,
        how: tuple[int, int],
        stop: Callable[[], bool] = never,
    ) -> None:
        """`how`: workers and seed. Raises OutOfTime once stopped before all is laid out."""
        self._problem, self._courses = problem, courses
        self._workers, self._seed = how
        self._tables = tables_of(problem, courses, capacity, stop)
        self._capacity = capacity
        self.value = np.inf
        self.bound = 0.0  # nothing costs less than nothing
        self.has_searched = False
        self._best = empty_plan(len(courses), 1)

    def appointments(self) -> list[PlannedAppointment]:
        """The best plan."""
        found = []
        for at, pair in enumerate(self._best.pair.tolist()):
            if pair >= 0:
                found.extend(self._appointments_of(at, self._tables.pairs["person"][pair]))
        return found

    def _appointments_of(self, at: int, person: int) -> list[PlannedAppointment]:
        problem, course = self._problem, self._courses[at]
        starts = self._best.starts[at, : self._best.held[at]]
        who = problem.counsellors[person].id
        places = self._tables.runs["place"][starts["run"]].tolist()
        return [
            PlannedAppointment(course.id, number, who, cell * problem.grid, problem.places[place].id)
            for number, cell, place in zip(course.numbers, starts["cell"].tolist(), places, strict=False)
        ]

    # -- steps -----------------------------------------------------------------------------------------------------

    def run(self, clock: Clock) -> bool:
        """Bound and plan until they meet or time is up; False if no plan was found that keeps every pin."""
        self._clock = clock
        # What each would cost alone is not known yet, and the first plan does not ask.
        table = Table(self._tables, self._board(), np.zeros(len(self._courses)), self._seed)
        self._begin(table, standing=True, until=-_LATE)
        if not self._settled():
            with ThreadPoolExecutor(self._workers) as threads:
                self._bargain(table, threads)
        return bool(np.isfinite(self.value))

    def _bargain(self, table: Table, threads: Executor) -> None:
        """Prices, and better plans by them."""
        # What others leave does not matter to the bound: two sessions in a week that takes one are too many.
        board = self._board()
        board.guard[0] = 2
        self.market = Market(self._tables, board, threads, self._workers)
        self.dual = Dual(self.market, self._seed)
        self._learn(self.dual.proven)
        table.crew.alone[:] = self.dual.alone
        self._raise()
        self._guide(table)
        if np.isfinite(self.value) and not self._settled():
            self._improve(table, threads)

    def _settled(self) -> bool:
        return self.bound >= self.value or self._clock.over()

    def _learn(self, bound: float) -> None:
        if bound > self.bound:
            self.bound = bound
            self._clock.tell(self.value, self.bound)

    def _note(self, plan: Plan) -> None:
        """Keep a plan that is better than all before."""
        value = float(plan.cost.sum())
        if value < self.value:
            self.value = value
            self._best = copy_of(plan)
            self._clock.tell(self.value, self.bound)

    def _board(self) -> Board:
        return board_of(self._tables, self._capacity, cells(self._problem))

    def _begin(self, table: Table, *, standing: bool, until: float = 0) -> None:
        """Everyone in order of urgency, at the prices on the table's board; what stands already stays if asked.

        It ends with so many seconds left on the clock.
        """
        table.clear()
        if standing:
            table.put_standing()
        order = [course for course in by_urgency(self._courses) if table.crew.plan.pair[course] < 0]
        table.build(order, lambda: self._clock.left() <= until or self._clock.is_cancelled())
        self._note(table.crew.plan)

    def _raise(self) -> None:
        """Better prices, until their share of the time is used."""
        begun, whole, rounds, share = self._clock.passed(), self._clock.left() * _FOR_PRICES, 0, 0.0
        aim = _AIM * max(self.value if np.isfinite(self.value) else self.bound, 1.0)
        while share < 1 and not self.dual.is_spent and not self._settled():
            self.dual.step(share, aim)
            self._learn(self.dual.proven)
            rounds += 1
            share = max(rounds / _ENOUGH, (self._clock.passed() - begun) / whole)
        if not self._settled():
            self.dual.prove()
            self._learn(self.dual.proven)

    def _guide(self, table: Table) -> None:
        """A plan at the prices found, if that is better than what there is."""
        if self._settled():
            return
        before = copy_of(table.crew.plan)
        table.charge(self.market, self.dual.prices * _TRUST)
        self._begin(table, standing=False)
        if table.crew.plan.cost.sum() >= before.cost.sum():
            table.restore(before)

    def _improve(self, table: Table, threads: Executor) -> None:
        """Neighbourhood search at ever lower temperatures."""
        views = [(scale, *self.market.view(self.dual.prices * scale)) for scale in _SCALES]
        teams = Teams(table, self._workers)
        hottest = self._hottest(table)
        begun, whole = self._clock.passed(), self._clock.left()
        while not self._settled():
            share = (self._clock.passed() - begun) / whole
            heat = hottest * (_COLDEST / _HOTTEST) ** share
            scale, rank, floor = views[table.roll(len(views))]
            table.charge(self.market, self.dual.prices * scale)
            teams.work(threads, (self.market.board, rank, floor), heat)
            self.has_searched = True
            self._note(table.crew.plan)

    def _hottest(self, table: Table) -> float:
        """A temperature at which a few courses' worth of loss is forgiven, but no more than a begun plan is off."""
        alone, plan = table.crew.alone, self._best
        placed = max(int(plan.held.sum()), 1)
        missing = self._tables.ending[np.arange(plan.held.size), plan.held]
        session = float((plan.cost - missing).sum()) / placed
        off = (self.value - self.bound) / max(alone.size, 1)
        # Promises that are kept give back more than sessions cost, which says nothing of what a session costs.
        return max(1.0, min(_HOTTEST * session, off) if session > 0 else off)
