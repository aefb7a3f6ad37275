"""A migrated rota store for each test, on SQLite and PostgreSQL, and the HR desk on top of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from app.foundation.database import Database
from app.foundation.migrating import upgrade
from app.foundation.sealing import new_key, use_key
from app.rota.store.tables import RotaBase
from tests.rota.hr import HrDesk, hr_desk
from tests.support.postgres import database_on, empty
from tests.support.quickened import quickened

BOTH_STORES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def rota_template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("rota") / "template.sqlite"
    upgrade("rota", f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def rota_postgres(postgres_server: URL, testrun_uid: str, worker_id: str) -> Iterator[str]:
    """A migrated PostgreSQL database that the tests of this worker share, one after the other."""
    with database_on(postgres_server, f"relief_rota_{testrun_uid[:8]}_{worker_id}") as url:
        address = url.render_as_string(hide_password=False)
        upgrade("rota", address)
        yield address


@pytest.fixture(params=BOTH_STORES)
def rota_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty rota store; each test that asks for it runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "rota.sqlite"
        shutil.copy(request.getfixturevalue("rota_template_file"), path)
        yield from _opened(f"sqlite:///{path}")
    else:
        yield from _opened(_emptied(request.getfixturevalue("rota_postgres")))


@pytest.fixture
def rota_sqlite(rota_template_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite only, for tests about something other than the store."""
    path = tmp_path / "rota-sqlite.sqlite"
    shutil.copy(rota_template_file, path)
    yield from _opened(f"sqlite:///{path}")


@pytest.fixture
def hr(rota_sqlite: Database) -> HrDesk:
    """The HR desk, with somebody to sign in."""
    return hr_desk(rota_sqlite)


def _emptied(url: str) -> str:
    empty(make_url(url), RotaBase.metadata)
    return url


def _opened(url: str) -> Iterator[Database]:
    use_key(new_key())
    store = quickened(Database(url))
    yield store
    store.close()
