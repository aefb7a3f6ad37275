"""The declarative base of the rota store."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from app.foundation.column_types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Sorted by code point on both stores: the feed's order must not depend on a server's language.
StaffNumber = String(40).with_variant(String(40, collation="C"), "postgresql")


class RotaBase(DeclarativeBase):
    """Base of the rota tables. No relationships: what a query needs, it names."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        dict[str, str]: JSON,
    }
