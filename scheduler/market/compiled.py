"""How loops are compiled: once for each state of this package's source, with the interpreter's lock released."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

from scheduler.market.kept import cache_folder

Function = TypeVar("Function", bound=Callable[..., object])


def _can_keep(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False  # an installation that may not be written to compiles anew in each process
    return os.access(folder, os.W_OK)


_FOLDER = cache_folder()
_KEPT = _can_keep(_FOLDER)
if _KEPT:
    config.CACHE_DIR = str(_FOLDER)  # type: ignore[attr-defined] # set from the environment when numba is imported

# Costs are never NaN and the sign of a zero never matters, so the least of many may be taken in any order; sums are
# left in the order written. Nothing is allocated inside (`_nrt`): counting references to dozens of arrays at each call
# took longer than the work itself.
_HOW: dict[str, Any] = {
    "cache": _KEPT,
    "nogil": True,
    "fastmath": {"nnan", "nsz"},
    "error_model": "numpy",
    "_nrt": False,
}


def entry(function: Function) -> Function:
    """The function as machine code that Python may call."""
    return cast(Function, njit(**_HOW)(function))


def inner(function: Function) -> Function:
    """The function as machine code that only other compiled functions call, which spares compiling the door."""
    without_door: dict[str, Any] = {**_HOW, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, njit(**without_door)(function))
