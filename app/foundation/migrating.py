"""Brings a store to the tables of today, from the command line or from within."""

import os
from pathlib import Path
from typing import Any, Literal

from alembic import command, context
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from sqlalchemy import Engine, Enum, MetaData, NullPool, create_engine, event, text

import app
from app.foundation.column_types import SealedText, UtcDateTime

HISTORIES = Path(app.__file__).parents[1] / "migrations"
"""One folder for each zone, beside the packages in a checkout and in an installed wheel."""
_LOCK = 0x5E11EF


def alembic_config(zone: Literal["rota", "care"], url: str) -> Config:
    """What Alembic's commands take, for the store behind `url`."""
    config = Config()
    config.set_main_option("script_location", str(HISTORIES / zone).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(zone: Literal["rota", "care"], url: str) -> None:
    """Bring the store behind `url` to the newest tables; one that has them stays untouched."""
    command.upgrade(alembic_config(zone, url), "head")


def run(metadata: MetaData, variable: str) -> None:
    """What a zone's env.py does: run migrations on the store named by the caller, `-x url=` or `variable`.

    All or nothing on both stores. Tables that are not ours (the job engine's) are left out of comparisons.
    """
    url = _url(variable)
    engine = _engine(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # two desks that start at once must not both migrate
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_name=lambda name, kind, _parents: kind != "table" or name in metadata.tables,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
            render_item=plain_type,
            compare_server_default=True,
        )
        context.run_migrations()
    engine.dispose()


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How a column type of ours is written into a migration: as what the database keeps, so it stands alone."""
    if kind != "type":
        return False
    match item:
        case UtcDateTime():
            return "sa.DateTime(timezone=True)"
        case SealedText():
            return "sa.LargeBinary()"
        case Enum():
            return f"sa.String({item.length})"
        case _:
            return False


def _url(variable: str) -> str:
    given = context.get_x_argument(as_dictionary=True).get("url")
    url = context.config.attributes.get("url") or given or os.environ.get(variable)
    if not url:
        raise SystemExit(f"Which store? Set {variable} or pass -x url=...")
    return str(url)


def _engine(url: str) -> Engine:
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        # The driver would commit before each CREATE; and foreign keys stay unchecked while tables are rebuilt.
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _leave_transactions_to_us(raw: Any, _record: Any) -> None:
    raw.isolation_level = None
