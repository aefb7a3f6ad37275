"""Where the machine code of this package is kept, and whether it is there already; imports nothing heavy."""

import os
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).parent
_WHOLE = "whole"


def cache_folder(source: Path = SOURCE) -> Path:
    """Where the machine code of a folder of source files belongs.

    Numba by itself looks only at the file of a function, and would run an old copy of whatever that calls in others.
    """
    digest = sha256()
    for file in sorted(source.glob("*.py")):
        digest.update(file.read_bytes())
    return source / "__pycache__" / f"compiled-{digest.hexdigest()[:16]}"


def is_compiled(source: Path = SOURCE) -> bool:
    """Whether a plan was made with this source before, so that nothing is left to compile."""
    return (cache_folder(source) / _WHOLE).exists()


def can_keep(source: Path = SOURCE) -> bool:
    """Whether there is a folder for machine code; an installation that may not be written to has none."""
    folder = cache_folder(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def note_compiled(source: Path = SOURCE) -> None:
    """Note that all loops are compiled; nothing where code cannot be kept."""
    folder = cache_folder(source)
    if folder.is_dir():
        try:
            (folder / _WHOLE).touch()
        except OSError:
            return
