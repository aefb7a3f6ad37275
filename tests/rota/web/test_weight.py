"""What the HR desk's process loads."""

import subprocess
import sys


def test_the_desk_starts_without_what_only_the_child_needs() -> None:
    """Polars and the workbook reader take over a second to load; they belong to the child."""
    unwanted = ("polars", "fastexcel", "ortools", "app.care")
    code = f"import sys, app.rota.web; print([name for name in {unwanted} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
