"""Temporary files of the tests are kept in memory where the machine has room: on a disk, every commit waits for it."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes. A whole run leaves some hundred megabytes; a container has 64 by default, and then the disk must do."""


def pytest_configure() -> None:
    """Take the folder in memory for everything temporary, unless TMPDIR says where; processes of tests inherit it."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ROOM:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None
