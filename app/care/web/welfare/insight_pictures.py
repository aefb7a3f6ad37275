"""Bars and lines of published figures: plain numbers, so that a template need not count. Withheld is drawn as a gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

LABEL, WIDE, STEP = 14, 300, 46
"""Height of a label's line, width of the longest bar, and height of one bar with its label."""
CHART_WIDE, CHART_HIGH, MARGIN = 340, 150, 26
"""Of a line chart: where lines may run, and the room around them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure to draw. `value` None: withheld. `text` is what is written beside it."""

    label: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label above it."""

    figure: Figure
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of bars, and the same figures for the table beside it."""

    title: str
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A quarter's point."""

    x: int
    y: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Series:
    """One line: stretches of quarters that follow each other without a gap."""

    name: str
    mark: int
    stretches: tuple[str, ...]
    dots: tuple[Dot, ...]
    figures: tuple[Figure, ...]
    """One for each quarter, for the table."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A picture of lines over quarters. `ticks`: height and label of the lines across."""

    title: str
    quarters: tuple[str, ...]
    series: tuple[Series, ...]
    ticks: tuple[tuple[int, str], ...]
    width: int = CHART_WIDE + 2 * MARGIN
    height: int = CHART_HIGH + 2 * MARGIN


def bars(title: str, figures: Sequence[Figure], top: int | None = None) -> Bars:
    """Bars beside each other in length; `top` is what the longest could stand for, else the largest of them."""
    most = max(1, top or 0, *(figure.value or 0 for figure in figures)) if figures else 1
    drawn = [
        Bar(figure, at * STEP + LABEL + 6, round(WIDE * (figure.value or 0) / most))
        for at, figure in enumerate(figures)
    ]
    return Bars(title, tuple(drawn), STEP * len(drawn))


def lines(title: str, quarters: Sequence[str], rows: Iterable[tuple[str, Sequence[Figure]]], top: int) -> Lines:
    """Lines over the quarters, from nothing at the foot to `top` at the head."""
    ticks = tuple((_y(value, top), str(value)) for value in (0, top // 2, top))
    series = tuple(_series(name, mark, figures, top) for mark, (name, figures) in enumerate(rows))
    return Lines(title, tuple(quarters), series, ticks)


def _series(name: str, mark: int, figures: Sequence[Figure], top: int) -> Series:
    step = CHART_WIDE // max(1, len(figures) - 1)
    dots = [
        None if figure.value is None else Dot(MARGIN + at * step, _y(figure.value, top), figure)
        for at, figure in enumerate(figures)
    ]
    stretches = [
        " ".join(f"{dot.x},{dot.y}" for dot in group if dot is not None)
        for there, group in groupby(dots, key=lambda dot: dot is not None)
        if there
    ]
    return Series(name, mark, tuple(stretches), tuple(dot for dot in dots if dot is not None), tuple(figures))


def _y(value: int, top: int) -> int:
    return MARGIN + CHART_HIGH - round(CHART_HIGH * min(value, top) / top)
