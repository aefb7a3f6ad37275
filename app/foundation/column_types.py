"""Column types that both stores share: UTC instants, enums by value, encrypted text."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, LargeBinary
from sqlalchemy.types import TypeDecorator

from app.foundation.sealing import open_sealed, seal


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. Naive values are refused; SQLite stores and returns UTC, PostgreSQL timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite gives text: the same hours stand in thousands of rows, and each text is read once."""
        return _instant_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@lru_cache(maxsize=1 << 14)
def _instant_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def by_value(kind: type[StrEnum]) -> Enum:
    """A column for `kind` that stores values, not names: partial indexes and triggers are written with values."""
    return Enum(kind, native_enum=False, length=40, create_constraint=False, values_callable=_values)


def _values(kind: type[Any]) -> list[str]:
    return [member.value for member in kind]


class SealedText(TypeDecorator[str]):
    """Text encrypted at rest (AES-256-GCM). `label` is bound in, so a cell cannot be moved to another column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, self.label)

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        return None if value is None else open_sealed(value, self.label)
