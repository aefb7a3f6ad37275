"""What each parameter moves: two bars from the middle, for the low and the high end of its range."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.simulate.report.pictures.sheet import EDGE, WIDTH, Picture, Sheet, Span, round_steps

_LEFT, _RIGHT, _TOP, _ROW = 300, WIDTH - 70, 92, 26


@dataclass(frozen=True, slots=True)
class Swing:
    """By how much a measure differs from its base at the low and at the high end of one parameter.

    `is_certain`: one end at least differs by more than chance does.
    """

    name: str
    at_low: float
    at_high: float
    is_certain: bool = True

    @property
    def width(self) -> float:
        """How much it matters."""
        return max(abs(self.at_low), abs(self.at_high))


def tornado(name: str, title: str, told: str, swings: Sequence[Swing], worded: Callable[[float], str]) -> Picture:
    """The picture, what matters most first."""
    ordered = sorted(swings, key=lambda swing: (not swing.is_certain, -swing.width, swing.name))
    foot = _TOP + _ROW * len(ordered)
    sheet = Sheet(title, told, foot + 44)
    most = max((swing.width for swing in ordered), default=0.0) or 0.01
    steps = round_steps(-most, most, about=4)
    reach = max(abs(steps[0]), abs(steps[-1]))
    span = Span(-reach, reach, _LEFT, _RIGHT)
    for at, ends in enumerate(("at its low end", "at its high end")):
        sheet.box(f"bar c{at}", (EDGE + 150 * at, 54), (14, 11))
        sheet.text("label", (EDGE + 150 * at + 20, 64), ends)
    sheet.text("named", (EDGE + 300, 64), "grey names: no more than chance")
    for step in steps:
        sheet.stroke("grid", [(span.at(step), _TOP - 6), (span.at(step), foot)])
        sheet.text("named", (span.at(step), foot + 18), worded(step), anchor="middle")
    for row, swing in enumerate(ordered):
        _swing(sheet, span, swing, _TOP + row * _ROW)
    sheet.stroke("foot", [(span.at(0), _TOP - 6), (span.at(0), foot)])
    return sheet.done(name)


def _swing(sheet: Sheet, span: Span, swing: Swing, top: float) -> None:
    sheet.text("strong" if swing.is_certain else "named", (_LEFT - 14, top + 17), swing.name, anchor="end")
    for at, value in enumerate((swing.at_low, swing.at_high)):
        left, right = sorted((span.at(0), span.at(value)))
        sheet.box(f"bar c{at}", (left, top + 3 + at * 10), (right - left, 9))
