"""How long the whole story takes in a terminal: `relief demo`, from an empty folder."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.rows import Row, Table, seconds

RELIEF = Path(sys.executable).with_name("relief")


def measure() -> Table:
    """Play the story once; it must keep every promise (exit code 0)."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "RELIEF_DATA": folder}
        story = seconds(lambda: subprocess.run([RELIEF, "demo"], env=settings, check=True, stdout=subprocess.DEVNULL))
    start = seconds(lambda: subprocess.run([RELIEF, "--help"], check=True, stdout=subprocess.DEVNULL), times=3)
    return Table(
        "The demo story",
        "About 300 officers, 12 weeks, 6 counsellors, 40 courses; every promise is checked on the way.",
        (Row("`relief --help`", start), Row("`relief demo`", story, against="`relief --help`")),
    )
