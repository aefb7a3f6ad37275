"""Which rules runs are played by: a digest, so that runs of two versions are never mixed."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
_RULES = ("scheduler", "app/care/domain", "app/simulate")
_NO_RULES = tuple(f"app/simulate/{name}" for name in ("runs", "report", "measures", "command.py", "typed.py"))
_KINDS = {".py", ".toml"}


@cache
def program() -> str:
    """Sixteen hexadecimal digits that change with any file of the rules, the planner among them."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    apart = [ROOT / place for place in _NO_RULES]
    for place in _RULES:
        for path in (ROOT / place).rglob("*"):
            if path.suffix in _KINDS and not any(path.is_relative_to(room) for room in apart):
                yield path
