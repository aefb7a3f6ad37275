"""A year as one number, against plain sets of cells."""

from hypothesis import given
from hypothesis import strategies as st

from app.simulate.plain.bits import block, cells, from_on, has, inside, lowest, runs, touched
from app.simulate.plain.weekly import Series, first_series

_CELLS = st.sets(st.integers(0, 60))


def number(held: set[int]) -> int:
    return sum(1 << cell for cell in held)


@given(_CELLS, st.integers(1, 8))
def test_runs_are_the_starts_of_so_many_in_a_row(held: set[int], length: int) -> None:
    expected = {cell for cell in held if all(cell + k in held for k in range(length))}
    assert set(from_on(runs(number(held), length), 0)) == expected


@given(_CELLS, st.integers(0, 70))
def test_the_first_from_a_cell_on(held: set[int], at: int) -> None:
    later = sorted(cell for cell in held if cell >= at)
    assert list(from_on(number(held), at)) == later
    assert lowest(number(held), at) == (later[0] if later else None)
    assert has(number(held), at) == (at in held)


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_block_has_its_cells_and_no_other(first: int, after: int) -> None:
    assert set(from_on(block(first, after), 0)) == set(range(first, after))


def test_minutes_touch_more_cells_than_they_fill() -> None:
    assert (touched(10, 31), inside(10, 31)) == ((0, 3), (1, 2))
    assert (touched(15, 30), inside(15, 30)) == ((1, 2), (1, 2))
    assert [cells(minutes) for minutes in (15, 16, 50, 60)] == [1, 2, 4, 4]


@given(_CELLS, _CELLS, st.integers(0, 20), st.integers(1, 4), st.integers(1, 9), st.integers(0, 2))
def test_the_first_series_is_the_one_that_a_plain_walk_finds(
    there: set[int], taken: set[int], at: int, sessions: int, step: int, skips: int
) -> None:
    free = there - taken
    found = first_series(number(free), number(there), at, Series(sessions, step, skips))
    assert found == _walk(free, there, at, Series(sessions, step, skips))


def _walk(free: set[int], there: set[int], at: int, series: Series) -> tuple[int, ...] | None:
    for first in sorted(cell for cell in free if cell >= at):
        weeks = [first + k * series.step for k in range(series.sessions + series.skips)]
        held = [cell for cell in weeks if cell in there][: series.sessions]
        if len(held) == series.sessions and all(cell in free for cell in held):
            return tuple(held)
    return None
