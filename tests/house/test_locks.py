"""The locks belong to the dependencies, pin every file by its hash, and name no address."""

import pytest

from tests.house.locks import LOCKS, NOTE, SEAL, digest, is_sealed, unhashed
from tests.house.source import ROOT

each_lock = pytest.mark.parametrize("name", LOCKS)
PYPROJECT = '[project]\ndependencies = ["a>=1"]\nrequires-python = ">=3.11"\n'


@each_lock
def test_a_lock_was_made_for_these_dependencies(name: str) -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    assert is_sealed((ROOT / name).read_text(), pyproject), f"{name} is older than pyproject.toml: run `make lock`"


@each_lock
def test_a_lock_holds_nothing_but_hashed_pins(name: str) -> None:
    assert unhashed((ROOT / name).read_text()) == []


def test_a_changed_dependency_breaks_the_seal() -> None:
    lock = f"{NOTE}{SEAL}{digest(PYPROJECT)}\na==1 --hash=sha256:00\n"
    assert is_sealed(lock, PYPROJECT)
    assert not is_sealed(lock, PYPROJECT.replace("a>=1", "a>=2"))
    assert is_sealed(lock, PYPROJECT + "[tool.ruff]\nline-length = 120\n")


@pytest.mark.parametrize("line", ["a==1", "a @ https://example.org/a.whl --hash=sha256:00", "--index-url x", "-e ."])
def test_what_is_no_hashed_pin_is_seen(line: str) -> None:
    assert unhashed(f"{NOTE}b==2 \\\n    --hash=sha256:00\n{line}\n") == [line]
