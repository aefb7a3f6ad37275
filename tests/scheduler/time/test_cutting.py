"""Free time cut and priced as columns, beside the same done piece by piece."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from scheduler.cutting import priced_pieces
from scheduler.interval import Interval, subtract
from scheduler.spans import left_of, pairs_of, spans_of
from scheduler.steps import Steps, steps_of

SEEDS = range(300)
LONG = 2000


def intervals(dice: Random) -> list[Interval[int]]:
    """Some that overlap, touch, or lie over an end of the time."""
    starts = [dice.randrange(-300, LONG) for _ in range(dice.randint(0, 12))]
    return [Interval(start, start + dice.choice((10, 60, 300))) for start in starts]


def steps(dice: Random) -> Steps:
    minutes = sorted(dice.sample(range(-50, LONG + 50), dice.randint(0, 30)))
    return steps_of(dice.choice((0, 5)), [(minute, dice.randint(0, 4)) for minute in minutes])


def plainly(free: list[Interval[int]], session: int, of: tuple[Steps, Steps]) -> Iterator[tuple[int, int, int, int]]:
    for one in free:
        cuts = sorted({cut for some in of for cut in some.cuts(one.start, one.end)})
        over = [(max(one.start, cut - session + 1), min(one.end, cut + session - 1)) for cut in cuts]
        for start, end in (*pairwise((one.start, *cuts, one.end)), *over):
            if end - start >= session:
                yield start, end, of[0].peak(start, end), of[1].peak(start, end)


def test_what_is_left_is_the_time_that_nothing_takes() -> None:
    for seed in SEEDS:
        taken = intervals(Random(seed))
        left = left_of(LONG, spans_of(pairs_of(taken)))
        wanted = subtract([Interval(0, LONG)], taken)
        assert list(zip(left.start.tolist(), left.end.tolist(), strict=True)) == list(pairs_of(wanted)), seed


def test_pieces_and_their_prices_are_those_found_one_by_one() -> None:
    cut = 0
    for seed in SEEDS:
        dice = Random(seed)
        free = subtract([Interval(0, LONG)], intervals(dice))
        risk, cost, session = steps(dice), steps(dice), dice.choice((20, 50))
        found = priced_pieces(spans_of(pairs_of(free)), session, risk, cost)
        columns = (found.start.tolist(), found.end.tolist(), found.risk.tolist(), found.cost.tolist())
        wanted = sorted(plainly(free, session, (risk, cost)))
        assert sorted(zip(*columns, strict=True)) == wanted, seed
        cut += len(wanted) > len(free)
    assert cut > 100, "most must be cut somewhere"
