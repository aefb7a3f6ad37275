"""Where temporary files of the tests stand."""

import shutil
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from tests.support import in_memory

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
