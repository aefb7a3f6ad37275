"""Adds very many rows at once, in the transaction that is open."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session


def add_rows(db: Session, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert the rows with these columns; values as the driver takes them. PostgreSQL: by COPY."""
    names = ", ".join(f'"{table.c[name].name}"' for name in columns)
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    some = list(rows)
    if some:
        marks = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', some)  # noqa: S608 - names of our own columns
