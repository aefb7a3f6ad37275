"""The history of the care store leads to the tables of today, and back, on both stores."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text

from app.care.store.migrate import upgrade
from app.care.store.tables import CareBase
from app.foundation.migrating import alembic_config

ROOT = Path(__file__).parents[3]


def test_the_history_and_the_tables_agree(care_url: str) -> None:
    """`alembic check`: nothing was changed in the tables without a migration."""
    command.check(alembic_config("care", care_url))


def test_a_foreign_table_in_the_store_is_left_alone(own_care_url: str) -> None:
    """The job engine keeps its tables beside ours; a comparison must not want to drop them."""
    _do(own_care_url, "CREATE TABLE workflow_status (id integer)")
    command.check(alembic_config("care", own_care_url))


def test_a_table_without_a_migration_is_noticed(own_care_url: str) -> None:
    """The control of the two above."""
    _do(own_care_url, "DROP TABLE sent_mail")
    with pytest.raises(CommandError, match="sent_mail"):
        command.check(alembic_config("care", own_care_url))


def test_down_leaves_nothing_and_up_again_brings_everything(own_care_url: str) -> None:
    """Both ways, with guards and types of our own."""
    command.downgrade(alembic_config("care", own_care_url), "base")
    assert _tables(own_care_url) == {"alembic_version"}
    upgrade(own_care_url)
    upgrade(own_care_url)
    assert _tables(own_care_url) == {"alembic_version", *CareBase.metadata.tables}


def test_a_migration_that_fails_leaves_no_half_of_it(tmp_path: Path) -> None:
    """All or nothing: a table in the way of the second revision takes the first one back too."""
    url = f"sqlite:///{tmp_path / 'half.sqlite'}"
    _do(url, "CREATE TABLE course (id integer)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(url)
    assert _tables(url) == {"course"}


@pytest.mark.parametrize("argument", ["-x", "environment"])
def test_alembic_on_the_command_line_finds_the_store(tmp_path: Path, argument: str) -> None:
    """By `-x url=` or by RELIEF_CARE_URL."""
    url = f"sqlite:///{tmp_path / 'by-hand.sqlite'}"
    by_argument = ["-x", f"url={url}"] if argument == "-x" else []
    run = [sys.executable, "-m", "alembic", "-n", "care", *by_argument, "upgrade", "head"]
    environment = {} if argument == "-x" else {"RELIEF_CARE_URL": url}
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "appointment" in _tables(url)


def test_without_a_store_alembic_says_what_it_needs() -> None:
    """A sentence, not a traceback."""
    run = [sys.executable, "-m", "alembic", "-n", "care", "current"]
    done = subprocess.run(run, cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert "RELIEF_CARE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _do(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text(statement))
    engine.dispose()
