"""The week as a map: what share of counsellors' time each hour of it holds, darker for more."""

from collections.abc import Sequence

from app.simulate.report.pictures.sheet import EDGE, WIDTH, Picture, Sheet

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEFT, _TOP, _ROW = 118, 62, 27
_COLUMN = (WIDTH - EDGE - _LEFT) / 24


def week_map(name: str, title: str, told: str, maps: Sequence[tuple[str, Sequence[float]]]) -> Picture:
    """Maps of 168 values each, one below the other on one scale; the darkest cell is the largest value of all."""
    most = max((value for _, values in maps for value in values), default=0.0) or 1.0
    each = 7 * _ROW + 58
    sheet = Sheet(title, told, _TOP + each * len(maps) + 14)
    for at, (label, values) in enumerate(maps):
        _one(sheet, label, [value / most for value in values], _TOP + at * each)
    return sheet.done(name)


def _one(sheet: Sheet, label: str, shares: Sequence[float], top: float) -> None:
    sheet.text("strong", (EDGE, top + 14), label)
    first = top + 24
    for row, day in enumerate(DAYS):
        sheet.text("label", (_LEFT - 10, first + row * _ROW + 18), day, anchor="end")
        for hour in range(24):
            corner = (_LEFT + hour * _COLUMN + 1, first + row * _ROW + 1)
            sheet.box("ground", corner, (_COLUMN - 2, _ROW - 2), stroke="#8c959f", **{"stroke-width": "0.4"})
            share = shares[row * 24 + hour]
            if share > 0:
                opacity = {"fill-opacity": f"{0.12 + 0.88 * share:.2f}"}
                sheet.box("bar c0", corner, (_COLUMN - 2, _ROW - 2), **opacity)
    for hour in range(0, 24, 3):
        sheet.text("named", (_LEFT + hour * _COLUMN, first + 7 * _ROW + 15), f"{hour:02}:00", anchor="middle")
