"""A migrated care store for each test, on SQLite and PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from app.care.store.migrate import upgrade
from app.care.store.tables import CareBase
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.support.postgres import database_on, empty
from tests.support.quickened import quickened

BOTH_STORES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
_serial = count(1)


@pytest.fixture(scope="session")
def care_template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy: a copy takes a millisecond, the migrations do not."""
    path = tmp_path_factory.mktemp("care") / "template.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def care_template_database(postgres_server: URL, testrun_uid: str, worker_id: str) -> Iterator[URL]:
    """A migrated PostgreSQL database that nobody writes into."""
    with database_on(postgres_server, f"relief_care_{testrun_uid[:8]}_{worker_id}") as url:
        upgrade(url.render_as_string(hide_password=False))
        yield url


@pytest.fixture(scope="session")
def care_shared_database(care_template_database: URL) -> Iterator[URL]:
    """The PostgreSQL database that tests share, one after the other: emptying it is quicker than copying it."""
    with _copy_of(care_template_database) as url:
        yield url


@pytest.fixture(params=BOTH_STORES)
def care_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty, migrated care store. Who changes more than rows of ours asks for `own_care_url`."""
    if request.param == "sqlite":
        return _copied_file(request, tmp_path)
    return emptied(request.getfixturevalue("care_shared_database"))


@pytest.fixture(params=BOTH_STORES)
def own_care_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same in a database of the test's own, to be spoilt at will."""
    if request.param == "sqlite":
        yield _copied_file(request, tmp_path)
        return
    with _copy_of(request.getfixturevalue("care_template_database")) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def care_db(care_url: str) -> Iterator[Database]:
    """An empty care store with jobs in a list (`jobs_of`); each test that asks for it runs on both stores."""
    yield from _opened(care_url)


@pytest.fixture
def own_care_db(own_care_url: str) -> Iterator[Database]:
    """The same, to be spoilt at will."""
    yield from _opened(own_care_url)


@pytest.fixture
def care_sqlite(care_template_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite only, for tests about something other than the store."""
    path = tmp_path / "care-sqlite.sqlite"
    shutil.copy(care_template_file, path)
    yield from _opened(f"sqlite:///{path}")


def jobs_of(store: Database) -> ListJobs:
    """The jobs that were left in the store's transactions."""
    jobs: ListJobs = store.session_info["jobs"]
    return jobs


def _copied_file(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "care.sqlite"
    shutil.copy(request.getfixturevalue("care_template_file"), path)
    return f"sqlite:///{path}"


@contextmanager
def _copy_of(template: URL) -> Iterator[URL]:
    """A copy of a template database, removed afterwards."""
    name = f"{template.database}_{next(_serial)}"
    admin = create_engine(template.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template.database}"'))
    try:
        yield template.set(database=name)
    finally:
        with admin.connect() as db:
            db.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def emptied(url: URL) -> str:
    """The address of a store from which every row of ours was deleted, those that are only ever appended too."""
    empty(url, CareBase.metadata)
    return url.render_as_string(hide_password=False)


def _opened(url: str) -> Iterator[Database]:
    use_key(new_key())
    store = quickened(Database(url, jobs=ListJobs()))
    yield store
    store.close()
