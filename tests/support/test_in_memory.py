"""Where temporary files of the tests stand, and what their stores do not wait for."""

import shutil
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from app.foundation.database import Database
from tests.support import in_memory
from tests.support.careless import careless

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that could be in memory, on a machine where nobody said where temporary files go."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(in_memory, "_MEMORY", tmp_path)
    return tmp_path


def _with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free, 0, free))


def test_temporary_files_stand_in_memory_where_there_is_room(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_free(monkeypatch, 4 << 30)
    in_memory.pytest_configure()
    assert tempfile.gettempdir() == str(elsewhere)


def test_a_small_memory_is_left_alone(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_free(monkeypatch, 64 << 20)
    in_memory.pytest_configure()
    assert tempfile.gettempdir() != str(elsewhere)


def test_who_says_where_is_heard(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_free(monkeypatch, 4 << 30)
    (chosen := elsewhere / "chosen").mkdir()
    monkeypatch.setenv("TMPDIR", str(chosen))
    in_memory.pytest_configure()
    assert tempfile.gettempdir() == str(chosen)


@pytest.mark.parametrize(("store_of", "level"), [(careless, 0), (lambda store: store, 2)], ids=["careless", "as it is"])
def test_only_a_careless_store_does_not_wait_for_the_disk(store_of: object, level: int, tmp_path: Path) -> None:
    store = store_of(Database(f"sqlite:///{tmp_path / 'store.sqlite'}"))  # type: ignore[operator]
    with store.write() as db:
        assert db.connection().exec_driver_sql("PRAGMA synchronous").scalar_one() == level
    store.close()
