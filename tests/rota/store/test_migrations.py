"""The history of the rota store leads to the tables of today, and back, on both stores."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import URL, create_engine, inspect, text

from app.foundation.migrating import alembic_config
from app.rota.store.migrate import upgrade
from app.rota.store.tables import RotaBase
from scheduler.duty_pack import unpacked
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


def test_duties_are_turned_into_numbers_and_back(empty_url: str) -> None:
    config = alembic_config("rota", empty_url)
    command.upgrade(config, "0002")
    late = ["late", "2026-10-25T14:00:00Z", "2026-10-25T22:00:00Z"]
    rest = ["rest_day", "2026-10-25T23:00:00Z", "2026-10-27T00:00:00Z"]
    version = "1, '2026-11-20', 'hr1', 'u', 'Europe/London', '2026-10-01', '2026-10-31', 1, '', '{}'"
    rows = f"('m1', '007', '2026-10', 1, '{json.dumps([late, rest])}'), ('m2', '007', '2026-11', 1, '[]')"
    _execute(
        empty_url,
        f"INSERT INTO roster_version VALUES ({version})",
        "INSERT INTO staff VALUES ('007', 1)",
        f"INSERT INTO roster_month (id, staff_number, month, since_version, duties) VALUES {rows}",
    )
    command.upgrade(config, "0003")
    packs = [bytes(pack) for (pack,) in _execute(empty_url, "SELECT duties FROM roster_month ORDER BY id")]
    assert [[duty.kind.value for duty in unpacked(pack)] for pack in packs] == [["late", "rest_day"], []]
    command.downgrade(config, "0002")
    texts = [text for (text,) in _execute(empty_url, "SELECT duties FROM roster_month ORDER BY id")]
    assert [json.loads(text) if isinstance(text, str) else text for text in texts] == [[late, rest], []]


def _execute(url: str, *statements: str) -> list[Any]:
    """Run them all; the rows of the last."""
    engine = create_engine(url)
    with engine.begin() as db:
        for statement in statements:
            done = db.execute(text(statement.replace(":", "\\:")))
        found = [tuple(row) for row in done] if done.returns_rows else []
    engine.dispose()
    return found
