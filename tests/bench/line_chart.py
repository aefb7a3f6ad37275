"""Line charts as SVG: readable on any background, by whoever tells no colours apart, and by who only hears them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.chart_scale import Axis, Scale, scale_of, worded
from tests.bench.plan_40 import ROOT

PICTURES = ROOT / "docs" / "pictures"
WIDTH, PLOT_HEIGHT = 760, 300
_LEFT, _RIGHT, _EDGE = 92, 732, 28
_LEGEND_TOP, _LEGEND_ROW = 60, 22
_CHARACTER = 6.9  # pixels, at the size of the legend
_SWATCH, _BETWEEN = 38, 22
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#a44f88", "#6b6b6b", "#b07d00")
_SHAPES = (
    "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5.2L5,3.8H-5z",
    "M0,-5.6L5.6,0L0,5.6L-5.6,0z",
    "M0,5.2L5,-3.8H-5z",
    "M-5,-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z",
)
_DASHES = ("", "9 4", "2.5 3.5", "9 3 2.5 3", "5 3", "14 4")
_STYLE = """
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif; fill: #24292f }
.title { font-size: 17px; font-weight: 600 }
.legend { font-size: 13px }
.named { font-size: 12px; fill: #57606a; font-variant-numeric: tabular-nums }
.axis { font-size: 12px; fill: #57606a; font-weight: 600 }
.grid { stroke: #e7eaee; stroke-width: 1 }
.foot { stroke: #8c959f; stroke-width: 1.2 }
.line { fill: none; stroke-width: 2.4; stroke-linejoin: round; stroke-linecap: round }
.mark { stroke: #fff; stroke-width: 1.2 }
"""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: `stepped` where a figure holds until the next one, `guide` where nothing was measured."""

    name: str
    points: tuple[Point, ...]
    stepped: bool = False
    guide: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture shows; `told` says it to whoever cannot see it."""

    title: str
    told: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...]


def kept(chart: Chart, name: str, folder: Path | None = None) -> str:
    """Write the picture beside the page of benchmarks; the Markdown that shows it there."""
    place = folder or PICTURES
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.svg").write_text(drawn(chart), encoding="utf-8")
    told = chart.told.replace("[", "(").replace("]", ")")
    return f"![{told}](pictures/{name}.svg)"


def drawn(chart: Chart) -> str:
    """The picture; points that an axis cannot show are left out, and a line without any says so in the legend."""
    shown = [[p for p in line.points if chart.x.can_show(p[0]) and chart.y.can_show(p[1])] for line in chart.lines]
    has_legend = len(chart.lines) > 1
    places = list(_legend_places(chart.lines, shown))
    top = _LEGEND_TOP + _LEGEND_ROW * (1 + max((row for _, row in places), default=0)) * has_legend + 24
    plot = _Plot(
        scale_of(chart.x, (x for points in shown for x, _ in points)),
        scale_of(chart.y, (y for points in shown for _, y in points)),
        top,
    )
    root = _sheet(chart, top + PLOT_HEIGHT + 62)
    _frame(root, chart, plot)
    within = _part(root, "g", {"clip-path": "url(#plot)"})
    for at, (line, points, place) in enumerate(zip(chart.lines, shown, places, strict=True)):
        _stretch(within, line, at, [plot.at(point) for point in points])
        _marks(root, line, at, [plot.at(point) for point in points if plot.holds(point)])
        if has_legend:
            _legend(root, line, at, place, empty=not points)
    if not any(shown):
        _text(root, "named", ((_LEFT + _RIGHT) / 2, top + PLOT_HEIGHT / 2), "nothing was measured", anchor="middle")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where figures lie on the sheet."""

    x: Scale
    y: Scale
    top: float

    @property
    def foot(self) -> float:
        return self.top + PLOT_HEIGHT

    def holds(self, point: Point) -> bool:
        return all(0 <= share <= 1 for share in (self.x.share(point[0]), self.y.share(point[1])))

    def at(self, point: Point) -> Point:
        across, up = self.x.share(point[0]), self.y.share(point[1])
        return _LEFT + across * (_RIGHT - _LEFT), self.foot - up * PLOT_HEIGHT


def _part(parent: ElementTree.Element, tag: str, attributes: dict[str, str], text: str = "") -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag, attributes)
    made.text = text or None
    return made


def _text(parent: ElementTree.Element, kind: str, at: Point, text: str, anchor: str = "start") -> None:
    place = {"class": kind, "x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "text-anchor": anchor}
    _part(parent, "text", place, text)


def _stroke(parent: ElementTree.Element, kind: str, ends: tuple[Point, Point]) -> None:
    (x1, y1), (x2, y2) = ends
    _part(parent, "path", {"class": kind, "d": f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}"})


def _sheet(chart: Chart, height: float) -> ElementTree.Element:
    size = {"width": f"{WIDTH}", "height": f"{height:.0f}", "viewBox": f"0 0 {WIDTH} {height:.0f}"}
    names = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title told"}
    root = ElementTree.Element("svg", names | size)
    _part(root, "title", {"id": "title"}, chart.title)
    _part(root, "desc", {"id": "told"}, chart.told)
    _part(root, "style", {}, _STYLE)
    _part(root, "rect", {"width": f"{WIDTH}", "height": f"{height:.0f}", "rx": "8", "fill": "#fff"})
    _text(root, "title", (_EDGE, 36), chart.title)
    return root


def _frame(root: ElementTree.Element, chart: Chart, plot: _Plot) -> None:
    """Grid, named values and titles of both axes."""
    clip = _part(_part(root, "defs", {}), "clipPath", {"id": "plot"})
    size = {"width": f"{_RIGHT - _LEFT + 2}", "height": f"{PLOT_HEIGHT + 2}"}
    _part(clip, "rect", {"x": f"{_LEFT - 1}", "y": f"{plot.top - 1:.1f}"} | size)
    for tick in plot.y.ticks:
        _, y = plot.at((plot.x.low, tick))
        _stroke(root, "grid", ((_LEFT, y), (_RIGHT, y)))
        _text(root, "named", (_LEFT - 10, y + 4), worded(tick), anchor="end")
    for tick in plot.x.ticks:
        x, _ = plot.at((tick, plot.y.low))
        _stroke(root, "foot", ((x, plot.foot), (x, plot.foot + 5)))
        _text(root, "named", (x, plot.foot + 20), worded(tick), anchor="middle")
    _stroke(root, "foot", ((_LEFT, plot.foot), (_RIGHT, plot.foot)))
    _text(root, "axis", (_EDGE, plot.top - 14), chart.y.title)
    _text(root, "axis", (_RIGHT, plot.foot + 44), chart.x.title, anchor="end")


def _stretch(parent: ElementTree.Element, line: Line, at: int, points: Sequence[Point]) -> None:
    for first in points[:1]:
        steps = [f"H{x:.1f}V{y:.1f}" if line.stepped else f"L{x:.1f},{y:.1f}" for x, y in points[1:]]
        _part(parent, "path", _look(line, at) | {"d": f"M{first[0]:.1f},{first[1]:.1f}" + "".join(steps)})


def _look(line: Line, at: int) -> dict[str, str]:
    """Its colour, and dashes where no marks tell it from the others."""
    if line.guide:
        return {"class": "line", "stroke": "#8c959f", "stroke-dasharray": "3 5"}
    look = {"class": "line", "stroke": COLOURS[at % len(COLOURS)]}
    dashes = _DASHES[at % len(_DASHES)]
    return look | {"stroke-dasharray": dashes} if line.stepped and dashes else look


def _marks(parent: ElementTree.Element, line: Line, at: int, points: Iterable[Point]) -> None:
    if line.stepped or line.guide:
        return
    look = {"class": "mark", "fill": COLOURS[at % len(COLOURS)], "d": _SHAPES[at % len(_SHAPES)]}
    for x, y in points:
        _part(parent, "path", look | {"transform": f"translate({x:.1f},{y:.1f})"})


def _entry(line: Line, empty: bool) -> str:
    return f"{line.name} (none)" if empty else line.name


def _legend_places(lines: Sequence[Line], shown: Sequence[Sequence[Point]]) -> Iterator[tuple[float, int]]:
    """Where each entry begins: from the left, in as many rows as are needed."""
    x, row = float(_EDGE), 0
    for line, points in zip(lines, shown, strict=True):
        width = _SWATCH + _CHARACTER * len(_entry(line, not points))
        if x > _EDGE and x + width > _RIGHT:
            x, row = float(_EDGE), row + 1
        yield x, row
        x += width + _BETWEEN


def _legend(root: ElementTree.Element, line: Line, at: int, place: tuple[float, int], *, empty: bool) -> None:
    x, y = place[0], _LEGEND_TOP + _LEGEND_ROW * place[1] + 4
    _stretch(root, line, at, [(x, y), (x + 28, y)])
    _marks(root, line, at, [(x + 14, y)])
    _text(root, "legend", (x + _SWATCH, y + 4.5), _entry(line, empty))
