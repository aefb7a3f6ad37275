"""The days of the week that a cell names: one, several, from one to another, or a group of them."""

import re
from collections.abc import Mapping, Sequence

from app.rota.files.date_names import day_named

GROUPS_OF_DAYS: Mapping[str, tuple[int, ...]] = {
    "weekday": (0, 1, 2, 3, 4),
    "weekdays": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "weekends": (5, 6),
    "daily": (0, 1, 2, 3, 4, 5, 6),
    "every day": (0, 1, 2, 3, 4, 5, 6),
}
_FROM_TO = re.compile(r"([^\W\d_]+)\.?\s*(?:-|–|—|\bto\b|\bbis\b|\bau\b|\ba\b|\btot\b)\s*([^\W\d_]+)\.?")
_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*|\s+")


def weekdays_in(text: str) -> tuple[int, ...]:
    """The days that a text names, 0 for Monday: Mon, Mon-Fri, Sat-Tue, Mon, Wed & Fri; none for anything else."""
    plain = text.casefold().strip()
    if plain in GROUPS_OF_DAYS:
        return GROUPS_OF_DAYS[plain]
    if (named := day_named(plain)) is not None:
        return (named,)
    if span := _FROM_TO.fullmatch(plain):
        return _run(day_named(span[1]), day_named(span[2]))
    return _each([day_named(part) for part in _BETWEEN.split(plain) if part])


def _run(first: int | None, last: int | None) -> tuple[int, ...]:
    if first is None or last is None:
        return ()
    return tuple((first + at) % 7 for at in range((last - first) % 7 + 1))


def _each(days: Sequence[int | None]) -> tuple[int, ...]:
    named = tuple(day for day in days if day is not None)
    return named if len(named) == len(days) == len(set(named)) else ()
