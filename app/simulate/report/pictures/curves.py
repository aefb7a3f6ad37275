"""Curves that hold a value until the next step: which share has every session so many weeks after asking for help."""

from dataclasses import dataclass

from app.simulate.report.pictures.sheet import DASHES, EDGE, WIDTH, Picture, Point, Sheet, Span

_LEFT, _RIGHT, _HEIGHT = 76, WIDTH - 28, 300
_LEGEND_TOP, _ROW = 62, 22


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: weeks and the share reached then, in order of weeks."""

    name: str
    steps: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """What such a picture shows; `mark`: the week at which a line stands, with its words."""

    name: str
    title: str
    told: str
    curves: tuple[Curve, ...]
    weeks: float
    mark: tuple[float, str] | None = None


def curves(shown: Curves) -> Picture:
    """The picture, from 0 to 100 %."""
    rows = _legend_places(shown)
    top = _LEGEND_TOP + _ROW * (rows[-1][1] + 1 if rows else 0) + 14
    sheet = Sheet(shown.title, shown.told, top + _HEIGHT + 56)
    x, y = Span(0, shown.weeks, _LEFT, _RIGHT), Span(0, 1, top + _HEIGHT, top)
    _frame(sheet, shown, x, y)
    for at, (curve, place) in enumerate(zip(shown.curves, rows, strict=True)):
        _drawn(sheet, at, _path([(x.at(week), y.at(share)) for week, share in curve.steps if week <= shown.weeks], x))
        left, line = place[0], _LEGEND_TOP + _ROW * place[1]
        _drawn(sheet, at, f"M{left:.1f},{line}H{left + 28:.1f}")
        sheet.text("label", (left + 36, line + 4.5), curve.name)
    return sheet.done(shown.name)


def _path(points: list[Point], x: Span) -> str:
    """From the first point on level and upright, and level to the end of the axis."""
    if not points:
        return ""
    left, low = points[0]
    steps = "".join(f"H{across:.1f}V{up:.1f}" for across, up in points[1:])
    return f"M{left:.1f},{low:.1f}{steps}H{x.ends:.1f}"


def _drawn(sheet: Sheet, at: int, path: str) -> None:
    if path:
        dashes = DASHES[(at + at // 6) % 6]  # the seventh has the colour of the first, and other dashes
        look = {"class": f"line c{at % 6}", "d": path}
        sheet.part("path", look | ({"stroke-dasharray": dashes} if dashes else {}))


def _frame(sheet: Sheet, shown: Curves, x: Span, y: Span) -> None:
    for share in (0, 0.2, 0.4, 0.6, 0.8, 1):
        sheet.stroke("grid", [(_LEFT, y.at(share)), (_RIGHT, y.at(share))])
        sheet.text("named", (_LEFT - 10, y.at(share) + 4), f"{100 * share:.0f} %", anchor="end")
    step = 4 if shown.weeks <= 40 else 8
    for at in range(0, int(shown.weeks) + 1, step):
        sheet.text("named", (x.at(at), y.begins + 20), f"{at}", anchor="middle")
    sheet.stroke("foot", [(_LEFT, y.begins), (_RIGHT, y.begins)])
    sheet.text("named", (_RIGHT, y.begins + 42), "weeks since asking for help", anchor="end")
    if shown.mark:
        week, words = shown.mark
        sheet.stroke("foot", [(x.at(week), y.begins), (x.at(week), y.ends)])
        sheet.text("named", (x.at(week) - 6, y.begins - 8), words, anchor="end")


def _legend_places(shown: Curves) -> list[tuple[float, int]]:
    """Where each entry begins, in as many rows as are needed."""
    x, row = float(EDGE), 0
    places: list[tuple[float, int]] = []
    for curve in shown.curves:
        width = 36 + 7.2 * len(curve.name)
        if x > EDGE and x + width > _RIGHT:
            x, row = float(EDGE), row + 1
        places.append((x, row))
        x += width + 22
    return places
