"""The compiled loops as plain Python: slow, but every line can be watched."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from warnings import catch_warnings, filterwarnings

from numba import config


@contextmanager
def uncompiled() -> Iterator[None]:
    """Within, modules of scheduler.market are imported afresh and nothing of them is compiled."""
    ours = {name: module for name, module in sys.modules.items() if name.startswith("scheduler.market")}
    for name in ours:
        del sys.modules[name]
    config.DISABLE_JIT = True  # type: ignore[attr-defined] # set from the environment when numba is imported
    try:
        import_module("scheduler.market.planner")
        with catch_warnings():
            filterwarnings("ignore", "overflow encountered")  # dice roll over, as in machine code, and in any thread
            yield
    finally:
        config.DISABLE_JIT = False  # type: ignore[attr-defined] # as above
        for name in [name for name in sys.modules if name.startswith("scheduler.market")]:
            del sys.modules[name]
        sys.modules.update(ours)
