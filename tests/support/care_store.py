"""A migrated care store for each test, on SQLite and PostgreSQL."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from app.care.store.migrate import upgrade
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.support.postgres import database_on

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
    """A migrated PostgreSQL database that tests copy."""
    with database_on(postgres_server, f"relief_care_{testrun_uid[:8]}_{worker_id}") as url:
        upgrade(url.render_as_string(hide_password=False))
        yield url


@pytest.fixture(params=BOTH_STORES)
def care_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty, migrated care store of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "care.sqlite"
        shutil.copy(request.getfixturevalue("care_template_file"), path)
        yield f"sqlite:///{path}"
        return
    template: URL = request.getfixturevalue("care_template_database")
    with copy_of(template) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def care_db(care_url: str) -> Iterator[Database]:
    """An empty care store with jobs in a list (`jobs_of`); each test that asks for it runs on both stores."""
    yield from _opened(care_url)


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


class copy_of:  # noqa: N801 - reads as a verb: with copy_of(template) as url
    """A copy of a template database, removed afterwards."""

    def __init__(self, template: URL) -> None:
        self.template = template
        self.name = f"{template.database}_{next(_serial)}"

    def __enter__(self) -> URL:
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template.database}"')
        return self.template.set(database=self.name)

    def __exit__(self, *_: object) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        admin = create_engine(make_url(self.template).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as db:
            db.execute(text(statement))
        admin.dispose()


def _opened(url: str) -> Iterator[Database]:
    use_key(new_key())
    store = Database(url, jobs=ListJobs())
    yield store
    store.close()
