"""The sheet a picture is drawn on: its ground, its title, its colours by day and by night."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree import ElementTree

WIDTH = 760
EDGE = 28
Point = tuple[float, float]
_BY_DAY = ("#0072b2", "#d55e00", "#009e73", "#a44f88", "#6b6b6b", "#8a6100")
_BY_NIGHT = ("#5cb3e6", "#ff9d5c", "#4fd1a8", "#d993c4", "#b5b5b5", "#e0b84d")
DASHES = ("", "9 4", "2.5 3.5", "9 3 2.5 3", "5 3", "14 4")
_STYLE = """
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif; fill: #24292f }
.ground { fill: #fff }
.title { font-size: 17px; font-weight: 600 }
.label { font-size: 13px }
.strong { font-size: 13px; font-weight: 600 }
.named { font-size: 12px; fill: #57606a; font-variant-numeric: tabular-nums }
.grid { stroke: #e7eaee; stroke-width: 1 }
.foot { stroke: #8c959f; stroke-width: 1.2 }
.range { stroke: #24292f; stroke-width: 1.4; fill: none }
.line { fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linejoin: round; stroke-linecap: round }
.bar { fill: currentColor }
.cell { stroke: none }
"""
_NIGHT_STYLE = """
text { fill: #efe7da }
.ground { fill: #1d2324 }
.named { fill: #b4b3a7 }
.grid { stroke: #333b3a }
.foot { stroke: #838a83 }
.range { stroke: #efe7da }
"""


def _colours(colours: Sequence[str]) -> str:
    return "".join(f".c{at} {{ color: {colour} }}\n" for at, colour in enumerate(colours))


STYLE = f"{_STYLE}{_colours(_BY_DAY)}@media (prefers-color-scheme: dark) {{{_NIGHT_STYLE}{_colours(_BY_NIGHT)}}}\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: the name of its file, what it shows in a sentence, and the SVG itself."""

    name: str
    title: str
    told: str
    svg: str


class Sheet:
    """An SVG that grows by parts; heights are known beforehand."""

    def __init__(self, title: str, told: str, height: float) -> None:
        self.title, self.told = title, told
        size = {"width": f"{WIDTH}", "height": f"{height:.0f}", "viewBox": f"0 0 {WIDTH} {height:.0f}"}
        names = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title told"}
        self.root = ElementTree.Element("svg", names | size)
        self.part("title", {"id": "title"}, title)
        self.part("desc", {"id": "told"}, told)
        self.part("style", {}, STYLE)
        self.part("rect", {"class": "ground", "width": f"{WIDTH}", "height": f"{height:.0f}", "rx": "8"})
        self.text("title", (EDGE, 36), title)

    def part(self, tag: str, attributes: dict[str, str], text: str = "") -> None:
        """Add any element."""
        ElementTree.SubElement(self.root, tag, attributes).text = text or None

    def text(self, kind: str, at: Point, text: str, anchor: str = "start") -> None:
        """Add words; `anchor` is which end of them stands at the point."""
        place = {"class": kind, "x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "text-anchor": anchor}
        self.part("text", place, text)

    def stroke(self, kind: str, points: Sequence[Point]) -> None:
        """Add a line through some points."""
        path = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.part("path", {"class": kind, "d": f"M{path}"})

    def box(self, kind: str, at: Point, size: Point, **more: str) -> None:
        """Add a rectangle by its upper left corner."""
        place = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "width": f"{size[0]:.1f}", "height": f"{size[1]:.1f}"}
        self.part("rect", {"class": kind} | place | more)

    def done(self, name: str) -> Picture:
        """The picture, to be kept as NAME.svg."""
        ElementTree.indent(self.root)
        return Picture(name, self.title, self.told, ElementTree.tostring(self.root, encoding="unicode") + "\n")


@dataclass(frozen=True, slots=True)
class Span:
    """The values an axis shows, and where on the sheet its two ends lie."""

    low: float
    high: float
    begins: float
    ends: float

    def at(self, value: float) -> float:
        """Where a value lies; what is outside lies at the nearer end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.begins + share * (self.ends - self.begins)


def round_steps(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round values an even step apart that cover everything from `low` to `high`."""
    rough = (high - low or 1.0) / about
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(float(f"{at * step:.10g}") for at in range(first, max(last, first + 1) + 1))
