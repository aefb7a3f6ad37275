"""How loops are compiled: once for each state of this package's source, with the interpreter's lock released."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit

from scheduler.market.kept import cache_folder, can_keep

Function = TypeVar("Function", bound=Callable[..., object])


_KEPT = can_keep()  # where nothing can be kept, each process compiles anew
if _KEPT:
    config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined] # set from the environment when numba is imported

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
