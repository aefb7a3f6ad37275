"""Everything that is kept of one officer: every row of every table that leads to them, so that none can be forgotten.

The tables are found by their foreign keys: what names an officer, what names something of theirs, and so on. A table
that is added tomorrow is in the export tomorrow. Left out are only digests and lookups, which say nothing to anybody.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from app.care.store.tables import CareBase
from app.foundation.refusals import NotFound
from scheduler.duty_pack import duty_of, words_in

OWNER = "officer"
SECRETS = frozenset(
    {"token_digest", "form_token", "code_digest", "contact_lookup", "phone_lookup", "access_code_digest"}
    | {"calendar_digest", "looker_id", "stands_in", "person_lookup", "endpoint_lookup", "auth_secret"}
)
"""Random tokens' digests and the like: nothing that was said, done or seen."""
_NAMED = {"counsellor_id": "counsellor", "provider_id": "provider", "place_id": "place"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One table's rows about the officer, each as plain values by column."""

    table: str
    rows: tuple[Mapping[str, Any], ...]


def record_of(db: Session, officer_id: str) -> tuple[Kept, ...]:
    """The officer's eyes: all of it, table by table. Raises NotFound without such an officer."""
    tables = CareBase.metadata.tables
    own = _rows(db, tables[OWNER], tables[OWNER].c.id == officer_id)
    if not own:
        raise NotFound("There is no such officer.")
    found: dict[str, list[dict[str, Any]]] = {OWNER: own}
    for table in CareBase.metadata.sorted_tables:
        if table.name != OWNER and (reaches := _reaches(table, found, officer_id)):
            found[table.name] = _rows(db, table, or_(*reaches))
    names = _names(db)
    return tuple(Kept(table, tuple(_plain(row, names) for row in rows)) for table, rows in found.items() if rows)


def _reaches(
    table: Table, found: Mapping[str, Sequence[Mapping[str, Any]]], officer_id: str
) -> list[ColumnElement[bool]]:
    """How rows of this table lead to the officer: by a foreign key, or as the subject of a sign-in."""
    reaches: list[ColumnElement[bool]] = [
        column.in_([row["id"] for row in found[key.column.table.name]])
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in found and key.column.table.name != table.name
    ]
    if "subject_id" in table.columns:
        reaches.append(table.c.subject_id == officer_id)
    return reaches


def _rows(db: Session, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    ordered = select(table).where(where).order_by(*table.primary_key.columns)
    return [dict(row) for row in db.execute(ordered).mappings()]


def _names(db: Session) -> Mapping[str, Mapping[str, str]]:
    """The names behind the ids of people and places."""
    tables = CareBase.metadata.tables
    return {
        column: {row.id: row.name for row in db.execute(select(tables[table].c.id, tables[table].c.name))}
        for column, table in _NAMED.items()
    }


def _plain(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    plain = {name: _value(name, value) for name, value in row.items() if name not in SECRETS}
    for column in names.keys() & plain.keys():
        plain[column.removesuffix("_id")] = names[column].get(plain[column])
    return plain


def _value(column: str, value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case bytes() if column == "duties":
            return list(_duties(words_in(value)))
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


def _duties(words: Iterable[int]) -> Iterable[dict[str, str]]:
    for duty in map(duty_of, words):
        yield {"kind": duty.kind.value, "start_at": duty.start_at.isoformat(), "end_at": duty.end_at.isoformat()}
