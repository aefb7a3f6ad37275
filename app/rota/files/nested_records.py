"""Finds lists of records anywhere in a JSON value: lists within records, and records kept by person or by date."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.rota.files.calendar_words import is_day_word
from app.rota.files.date_texts import written_date

MOST_RECORDS = 200_000
WHOLE = "the whole file"
BY_KEY = "everything, by its name"
_DEEPEST = 6
_FEWEST_ROWS = 2
Record = Mapping[str, Any]


def found_in(name: str, value: Any, depth: int = 0) -> dict[str, list[Record]]:
    """The lists of records in a value, each by the path to it; a record within another has the fields of both."""
    if depth > _DEEPEST:
        return {}
    if isinstance(value, list):
        records = list(value) if value and all(isinstance(one, dict) for one in value) else []
        return {name: records, **_within(name, records, depth)} if records else {}
    if not isinstance(value, dict):
        return {}
    keyed = _by_key(value)
    found: dict[str, list[Record]] = {f"{name}.{BY_KEY}" if name else BY_KEY: keyed} if keyed else {}
    if keyed and not all(isinstance(held, list) for held in value.values()):
        return found
    for key, held in value.items():
        found |= found_in(f"{name}.{key}" if name else key, held, depth + 1)
    return found


def _within(name: str, records: Sequence[Record], depth: int) -> dict[str, list[Record]]:
    """The lists inside the records of a list, put together from all of them, with the fields of the outer record."""
    found: dict[str, list[Record]] = {}
    for record in records[:MOST_RECORDS]:
        for key, value in record.items():
            for path, inner in found_in(f"{name}.{key}", value, depth + 1).items():
                if isinstance(value, list) or path != f"{name}.{key}":
                    found.setdefault(path, []).extend(_joined(record, one) for one in inner)
    return found


def _joined(outer: Record, inner: Record) -> Record:
    """Both records as one; a field that both have is the inner one's, the outer one's is told apart."""
    own = {key: value for key, value in outer.items() if not _holds_records(value)}
    return {**{f"outer {key}" if key in inner else key: value for key, value in own.items()}, **inner}


def _holds_records(value: Any) -> bool:
    if isinstance(value, dict):
        return any(isinstance(held, dict | list) for held in value.values())
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _by_key(value: Mapping[str, Any]) -> list[Record]:
    """Records kept by person or by date, as a list in which that is a field like the others; empty for other values."""
    if not _are_dates(value) and not _are_alike(value):
        return []
    field = "date" if _are_dates(value) else "day" if all(map(is_day_word, value)) else "name"
    return [{field: key, **record} for key, held in value.items() for record in _each(held)]


def _are_dates(value: Mapping[str, Any]) -> bool:
    return bool(value) and all((on := written_date(str(key))) is not None and on.year is not None for key in value)


def _are_alike(value: Mapping[str, Any]) -> bool:
    """Whether everything in an object is of one make: the days of several people."""
    made = list(value.values())
    if len(made) < _FEWEST_ROWS:
        return False
    if all(isinstance(one, dict) and _are_dates(one) for one in made):
        return True
    if not all(isinstance(one, list) and all(isinstance(record, dict) for record in one) for one in made):
        return False
    return len({tuple(sorted(record)) for one in made for record in one}) == 1


def _each(held: Any) -> Iterator[dict[str, Any]]:
    """What is kept under one key: records, or a key and a value for each plain thing."""
    if isinstance(held, dict):
        field = "date" if _are_dates(held) else "key"
        for key, value in held.items():
            for one in value if isinstance(value, list) else [value]:
                yield {field: key, **one} if isinstance(one, dict) else {field: key, "value": one}
    elif isinstance(held, list):
        for one in held:
            yield dict(one) if isinstance(one, dict) else {"value": one}
    else:
        yield {"value": held}


def rows_within(plain: Any) -> list[list[Any]] | None:
    """The rows of a table that is written as lists within a list, by itself or as the one such list of an object."""
    if _are_rows(plain):
        return list(plain)
    tables = [value for value in plain.values() if _are_rows(value)] if isinstance(plain, dict) else []
    return list(tables[0]) if len(tables) == 1 else None


def _are_rows(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < _FEWEST_ROWS:
        return False
    return all(isinstance(row, list) and not any(isinstance(cell, dict | list) for cell in row) for row in value)
