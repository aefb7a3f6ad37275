"""The history of the rota store leads to the tables of today, and back, on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import URL, create_engine, inspect, text

from app.foundation.migrating import alembic_config
from app.rota.store.migrate import upgrade
from app.rota.store.tables import RotaBase
from tests.rota.conftest import BOTH_STORES
from tests.support.postgres import database_on


@pytest.fixture(params=BOTH_STORES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, to be spoilt at will."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.sqlite'}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    with database_on(server, f"relief_rota_own_{request.getfixturevalue('testrun_uid')[:8]}") as url:
        yield url.render_as_string(hide_password=False)


def test_the_history_and_the_tables_agree_both_ways(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    command.check(alembic_config("rota", empty_url))
    assert _tables(empty_url) == {"alembic_version", *RotaBase.metadata.tables}
    command.downgrade(alembic_config("rota", empty_url), "base")
    assert _tables(empty_url) == {"alembic_version"}
    upgrade(empty_url)


def test_control_a_table_without_a_migration_is_noticed(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(empty_url)
    with engine.begin() as db:
        db.execute(text("DROP TABLE team_member"))
    engine.dispose()
    with pytest.raises(CommandError, match="team_member"):
        command.check(alembic_config("rota", empty_url))


def test_no_table_or_column_hints_at_the_other_zone() -> None:
    words = ("care", "course", "session", "appointment", "counsellor", "entitlement", "client")
    names = [column.name for table in RotaBase.metadata.tables.values() for column in table.columns]
    assert not [n for n in [*names, *RotaBase.metadata.tables] if any(word in n for word in words)]


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
