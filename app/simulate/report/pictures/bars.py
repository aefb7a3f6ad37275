"""Bars of several groups side by side, each with its interval: one measure for every policy and shift class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.simulate.report.pictures.sheet import EDGE, WIDTH, Picture, Sheet, Span, round_steps

_LEFT, _RIGHT = 250, WIDTH - 96
_BAR, _BETWEEN, _TOP = 11, 12, 96


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its interval; None where there was nobody to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """What such a picture shows: a group of bars for each name, one bar for each of the series in it."""

    name: str
    title: str
    told: str
    series: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]
    worded: Callable[[float], str]
    high: float | None = None


def bars(shown: Bars) -> Picture:
    """The picture, groups from above in the order given."""
    each = len(shown.series) * _BAR + _BETWEEN
    foot = _TOP + each * len(shown.groups)
    sheet = Sheet(shown.title, shown.told, foot + 44)
    _legend(sheet, shown.series)
    span = _span(shown)
    for step in round_steps(span.low, span.high):
        if span.low <= step <= span.high * 1.0001:
            sheet.stroke("grid", [(span.at(step), _TOP - 8), (span.at(step), foot)])
            sheet.text("named", (span.at(step), foot + 18), shown.worded(step), anchor="middle")
    for at, (name, group) in enumerate(shown.groups):
        top = _TOP + at * each
        sheet.text("label", (_LEFT - 12, top + len(group) * _BAR / 2 + 4), name, anchor="end")
        for row, bar in enumerate(group):
            _bar(sheet, span, bar, (row, top + row * _BAR), shown.worded)
    sheet.stroke("foot", [(_LEFT, _TOP - 8), (_LEFT, foot)])
    return sheet.done(shown.name)


def _span(shown: Bars) -> Span:
    if shown.high is not None:
        return Span(0, shown.high, _LEFT, _RIGHT)
    ends = [end for _, group in shown.groups for bar in group for end in (bar.value, bar.high) if end is not None]
    return Span(0, round_steps(0, max(ends, default=1.0) or 1.0)[-1], _LEFT, _RIGHT)


def _legend(sheet: Sheet, series: Sequence[str]) -> None:
    x = float(EDGE)
    for at, name in enumerate(series):
        sheet.box(f"bar c{at}", (x, 56), (14, 11))
        sheet.text("label", (x + 20, 66), name)
        x += 42 + 7.2 * len(name)


def _bar(sheet: Sheet, span: Span, bar: Bar, place: tuple[int, float], worded: Callable[[float], str]) -> None:
    row, top = place
    if bar.value is None:
        sheet.text("named", (_LEFT + 6, top + _BAR - 1.5), "nobody")
        return
    sheet.box(f"bar c{row}", (_LEFT, top + 1), (span.at(bar.value) - _LEFT, _BAR - 2))
    end = span.at(bar.value)
    if bar.low is not None and bar.high is not None and bar.high > bar.low:
        middle = top + _BAR / 2
        sheet.stroke("range", [(span.at(bar.low), middle), (span.at(bar.high), middle)])
        end = max(end, span.at(bar.high))
    sheet.text("named", (end + 6, top + _BAR - 1.5), worded(bar.value))
