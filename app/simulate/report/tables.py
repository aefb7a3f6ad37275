"""Every figure of a report as one long table and as JSON, for whoever reckons on."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from app.foundation.csv_tables import formula_safe
from app.simulate.report.figures import Figure, Figures

HEADS = ("kind", "policy", "shift_class", "measure", "unit", "changed", "at", "mean", "low", "high", "seeds")
_HOURS = ("offered", "attended", "wasted")
_WORDS = 6  # so many cells of a row are words; what follows is our own numbers, of which some begin with a minus
Row = tuple[str, ...]


def as_csv(figures: Figures) -> str:
    """One row for each figure; `at` is the day of a curve or the hour of a week, `changed` what was not as usual."""
    held = io.StringIO(newline="")
    table = csv.writer(held)
    table.writerow(HEADS)
    table.writerows((*map(formula_safe, row[:_WORDS]), *row[_WORDS:]) for row in _rows(figures))
    return held.getvalue()


def as_json(figures: Figures) -> str:
    """The same, as it is reckoned."""
    return json.dumps(asdict(figures), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _rows(figures: Figures) -> Iterator[Row]:
    for table in figures.tables:
        for policy, row in table.rows.items():
            for group, value in row.items():
                yield ("measure", policy, group, table.measure.name, table.measure.unit, "", "", *_numbers(value))
    units = {table.measure.name: table.measure.unit for table in figures.tables}
    for part in figures.parts:
        for name, value in part.differences.items():
            yield ("difference to relief", part.policy, "all", name, units[name], "", "", *_numbers(value))
    for moved in figures.moved:
        for end, value in (("low", moved.at_low), ("high", moved.at_high)):
            changed = f"{moved.parameter} {end}"
            unit = units[moved.measure]
            yield ("difference to base", moved.policy, "all", moved.measure, unit, changed, "", *_numbers(value))
    yield from _curves(figures)
    yield from _weeks(figures)


def _curves(figures: Figures) -> Iterator[Row]:
    for one in figures.survivals:
        for day, share in one.steps:
            yield (
                "survival",
                one.policy,
                one.shift_class,
                "complete",
                "share",
                "",
                _exact(day),
                _exact(share),
                "",
                "",
                "",
            )


def _weeks(figures: Figures) -> Iterator[Row]:
    for week in figures.weeks:
        for name in _HOURS:
            for hour, value in enumerate(getattr(week, name)):
                yield ("week", week.policy, "all", name, "hours", "", str(hour), _exact(value), "", "", "")


def _numbers(value: Figure | None) -> Row:
    if value is None:
        return "", "", "", ""
    return _exact(value.mean), _exact(value.low), _exact(value.high), str(value.seeds)


def _exact(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
