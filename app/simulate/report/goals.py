"""The goals that Relief is held to, and whether the figures meet them."""

from collections.abc import Callable, Iterator, Sequence

from app.simulate.records import PolicyName
from app.simulate.report.figures import Figure, Goal, Table
from app.simulate.report.words import figure

AIM = 0.99


def goals_of(tables: Sequence[Table]) -> tuple[Goal, ...]:
    """All of them, judged by the means; none where Relief was not played."""
    return tuple(_goals({table.measure.name: table for table in tables}))


def _goals(tables: dict[str, Table]) -> Iterator[Goal]:
    for name, words, is_met in _AIMS:
        table = tables[name]
        found = _of(table, PolicyName.RELIEF)
        if found is not None:
            unit = table.measure.unit
            yield Goal(words, figure(found.mean, unit), spread(found, unit), is_met(found.mean))
    hours = tables["hours_used"]
    ours, theirs = _of(hours, PolicyName.RELIEF), _of(hours, PolicyName.AS_REPORTED)
    if ours is not None and theirs is not None:
        told = f"{ours.mean:,.0f} against {theirs.mean:,.0f} a year"
        words = "No more counsellor hours used than as reported today"
        yield Goal(
            words, told, f"{100 * (ours.mean / theirs.mean - 1):+.1f} %".replace("-", "−"), ours.mean <= theirs.mean
        )


_AIMS: tuple[tuple[str, str, Callable[[float], bool]], ...] = (
    (
        "complete_stayers",
        "At least 99 % of those who do not stop themselves receive every session",
        lambda value: value >= AIM,
    ),
    ("complete_26_weeks_stayers", "At least 99 % of them within 26 weeks", lambda value: value >= AIM),
    ("sessions_lost", "No session is taken away", lambda value: value == 0),
    ("night_day", "Completion with nights over that of office hours: at least 0.99", lambda value: value >= AIM),
)


def _of(table: Table, policy: PolicyName) -> Figure | None:
    return table.rows.get(policy, {}).get("all")


def spread(found: Figure, unit: str) -> str:
    """The interval in words; empty where there is none, or it is no wider than the figure as it is written."""
    ends = (figure(found.low, unit), figure(found.high, unit))
    return "" if found.low is None or set(ends) == {figure(found.mean, unit)} else " to ".join(ends)


def interval(found: Figure, unit: str) -> str:
    """A mean with its interval in words."""
    ends = spread(found, unit)
    return f"{figure(found.mean, unit)} ({ends})" if ends else figure(found.mean, unit)
