"""Where this machine keeps a Chromium, if it has one (`python -m tests.support.chromium` prints it)."""

import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _candidates() -> Iterator[str | None]:
    yield os.environ.get("CHROMIUM")
    yield from (shutil.which(name) for name in NAMES)
    cache_home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    yield from (str(path) for path in sorted(cache_home.glob("chromium*/chrome*/*chrom*"), reverse=True))
    yield from (str(path) for path in sorted(cache_home.glob("chromium*/chrome*/headless_shell"), reverse=True))


@cache
def find() -> str | None:
    """Path of the Chromium to drive: CHROMIUM, then the PATH, then what Playwright has installed; None without one."""
    return next((path for path in _candidates() if path and os.access(path, os.X_OK) and Path(path).is_file()), None)


def why_absent() -> str | None:
    """Why browser tests cannot run here, in a sentence; None when they can."""
    return None if find() else "browser tests, because no Chromium was found (install one, or name it in CHROMIUM)"


if __name__ == "__main__":
    sys.exit(print(find()) if find() else 1)
