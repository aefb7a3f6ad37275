"""The prices of hours for some courses of a plan, who compete for what all others leave."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from scheduler.bound import Relaxation
from scheduler.capacity import Capacity
from scheduler.clock import OutOfTime, never
from scheduler.crowded import is_crowded
from scheduler.instance import Instance
from scheduler.market.kept import is_compiled
from scheduler.problem import Problem
from scheduler.resident_starts import ResidentMeetings
from scheduler.standing.standing_plan import StandingPlan
from scheduler.why.hour_prices import HourPrice, SharedPrices, every_hour_price, shared_prices

ROUNDS = 60
"""Of asking every course: prices are a guide to where to look, and what is found there is planned again anyway."""
_STEPS = 20
_SECONDS = 5.0  # for one step of the linear programme, which takes a small part of it
_AIM = 0.05


def left_prices(
    plan: StandingPlan, names: Iterable[str], stop: Callable[[], bool] = never, *, crowded: bool | None = None
) -> list[HourPrice]:
    """Each hour of the week, place and counsellor where an hour more would save these courses something.

    Everybody else stays as they are. `crowded`: by prices from the market rather than from a linear programme; None:
    as the size of the question says. Raises OutOfTime once stopped.
    """
    names = list(names)
    held = {name: plan.lift(name) for name in names}
    try:
        asked = replace(plan.frame, courses=tuple(plan.courses[name] for name in names))
        capacity = plan.capacity.copy()
    finally:
        for name in names:
            plan.put(name, held[name])
    by_market = is_crowded(asked, compiled=is_compiled()) if crowded is None else crowded
    prices = _by_market(asked, capacity, stop) if by_market else _by_columns(asked, capacity, stop)
    return every_hour_price(asked, capacity, prices, stop)


def _by_columns(asked: Problem, capacity: Capacity, stop: Callable[[], bool]) -> SharedPrices:
    # Heavy to import, and large questions never need it.
    from scheduler.columns import Master  # noqa: PLC0415

    instance = Instance(asked, asked.courses, meetings=ResidentMeetings(replace(asked, courses=())))
    master = Master(Relaxation(instance, capacity))
    for _ in range(_STEPS):
        if stop():
            raise OutOfTime
        if master.done:
            break
        master.step(_SECONDS, stop)
    return shared_prices(capacity, master.best.prices)


def _by_market(asked: Problem, capacity: Capacity, stop: Callable[[], bool]) -> SharedPrices:
    """By one thread and so many rounds, so that the same question has the same prices."""
    # Heavy to import, and small questions never need it.
    from scheduler.market.demand import Market  # noqa: PLC0415
    from scheduler.market.dual import Dual  # noqa: PLC0415
    from scheduler.market.laying import board_of, limited_places, tables_of  # noqa: PLC0415
    from scheduler.starts import cells  # noqa: PLC0415

    tables = tables_of(asked, asked.courses, capacity, stop)
    board = board_of(tables, capacity, cells(asked))
    board.guard[0] = 2
    with ThreadPoolExecutor(1) as threads:
        market = Market(tables, board, threads, 1)
        dual = Dual(market)
        aim = _AIM * max(dual.bound, 1.0)
        for done in range(ROUNDS):
            if stop():
                raise OutOfTime
            if dual.is_spent:
                break
            dual.step(done / ROUNDS, aim)
        dual.prove()
        left, day, week, caseload = market.spread(dual.prices)
    people = len(asked.counsellors)
    rooms = np.zeros(capacity.rooms.shape)
    rooms[limited_places(capacity)] = left[people:]
    return SharedPrices(left[:people], day, week, caseload, rooms)
