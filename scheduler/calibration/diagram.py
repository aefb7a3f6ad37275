"""A reliability diagram as SVG: the chance told across, the share missed up, a tenth of the appointments each."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

from scheduler.calibration.scores import Bin

_SIDE, _EDGE, _LINE = 360, 48, 18
_COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#f47738", "#505a5f")


def reliability(curves: Mapping[str, Sequence[Bin]]) -> str:
    """The diagram; on the dashed line as many are missed as were told."""
    most = max([0.05, *(max(one.told, one.missed) for bins in curves.values() for one in bins)])
    top = ceil(most * 20) / 20
    height = _SIDE + 2 * _EDGE + _LINE * len(curves)
    width = _SIDE + 2 * _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<style>text { font: 12px sans-serif }</style>",
        "<title>Chance told and share missed</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<path d="M{_EDGE} {_EDGE}V{_EDGE + _SIDE}H{_EDGE + _SIDE}" fill="none" stroke="#505a5f"/>',
        f'<path d="M{_EDGE} {_EDGE + _SIDE}L{_EDGE + _SIDE} {_EDGE}" stroke="#505a5f" stroke-dasharray="4 4"/>',
        *_ticks(top),
        f'<text x="{_EDGE + _SIDE / 2}" y="{_EDGE + _SIDE + 34}" text-anchor="middle">chance told</text>',
        f'<text x="{_EDGE}" y="{_EDGE - 14}">share missed</text>',
    ]
    for number, (name, bins) in enumerate(curves.items()):
        parts += _curve(name, bins, top, number)
    return "\n".join([*parts, "</svg>", ""])


def _ticks(top: float) -> list[str]:
    parts = []
    for step in range(6):
        share = top * step / 5
        x, y = _at(share, share, top)
        parts.append(f'<text x="{x:.1f}" y="{_EDGE + _SIDE + 16}" text-anchor="middle">{share:.0%}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    return parts


def _curve(name: str, bins: Sequence[Bin], top: float, number: int) -> list[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    points = [_at(one.told, one.missed, top) for one in bins]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    y = _SIDE + 2 * _EDGE + _LINE * number
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points),
        f'<circle cx="{_EDGE}" cy="{y - 4}" r="4" fill="{colour}"/>',
        f'<text x="{_EDGE + 12}" y="{y}">{escape(name)}</text>',
    ]


def _at(told: float, missed: float, top: float) -> tuple[float, float]:
    return _EDGE + _SIDE * told / top, _EDGE + _SIDE * (1 - missed / top)
