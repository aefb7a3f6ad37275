"""The seal that ties the locks to pyproject.toml (`python -m tests.house.locks` renews it; `make lock` calls that)."""

import hashlib
import json
import tomllib
from pathlib import Path

from tests.house.source import ROOT

LOCKS = ("requirements-setup.lock", "requirements.lock", "requirements-dev.lock")
SEAL = "# dependencies of pyproject.toml: sha256 "
NOTE = "# Written by `make lock`; do not edit.\n"


def digest(pyproject: str) -> str:
    """Fingerprint of what the locks depend on: the Python range, the dependencies, the groups."""
    tables = tomllib.loads(pyproject)
    project = tables["project"]
    what = [project.get(key) for key in ("requires-python", "dependencies", "optional-dependencies")]
    return hashlib.sha256(json.dumps([*what, tables.get("dependency-groups")], sort_keys=True).encode()).hexdigest()


def is_sealed(lock: str, pyproject: str) -> bool:
    """Whether the lock was made for these dependencies."""
    return f"{SEAL}{digest(pyproject)}\n" in lock


def unhashed(lock: str) -> list[str]:
    """Pins without a hash, and whatever is not a pin: an index, an address, an editable path."""
    entries = lock.replace("\\\n", " ").splitlines()
    pins = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    return [entry for entry in pins if "==" not in entry or "--hash=sha256:" not in entry or "://" in entry]


def seal(root: Path = ROOT) -> None:
    """Write the fingerprint at the head of every lock."""
    pyproject = (root / "pyproject.toml").read_text()
    for name in LOCKS:
        pins = [line for line in (root / name).read_text().splitlines() if not line.startswith("#")]
        (root / name).write_text(f"{NOTE}{SEAL}{digest(pyproject)}\n" + "\n".join(pins) + "\n")


if __name__ == "__main__":
    seal()
