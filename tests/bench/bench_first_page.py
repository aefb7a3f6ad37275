"""How long someone who has just typed `make run` waits for the first page."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from app.demo.stage import free_port
from tests.bench.rows import Row, Table

PATIENCE_SECONDS = 300
RELIEF = Path(sys.executable).with_name("relief")


def measure() -> Table:
    """Start the demo on an empty folder, then again on what it left; wait for each desk to show a page."""
    with tempfile.TemporaryDirectory() as folder:
        first, again = _until_both_answer(Path(folder)), _until_both_answer(Path(folder))
    return Table(
        "From `make run` to the first page",
        "Environment ready. The first start migrates both stores and loads the demo force; then both desks answer.",
        (Row("first start", first), Row("second start", again, against="first start")),
    )


def _until_both_answer(folder: Path) -> float:
    rota, care = free_port(), free_port()
    settings = {"RELIEF_DATA": str(folder), "RELIEF_ROTA_PORT": str(rota), "RELIEF_CARE_PORT": str(care)}
    started = time.perf_counter()
    demo = subprocess.Popen([RELIEF, "run-demo"], env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        for port in (rota, care):
            _wait_for_page(f"http://127.0.0.1:{port}/", demo, until=started + PATIENCE_SECONDS)
        return time.perf_counter() - started
    finally:
        demo.terminate()
        demo.wait(30)


def _wait_for_page(url: str, demo: "subprocess.Popen[bytes]", *, until: float) -> None:
    while time.perf_counter() < until:
        if demo.poll() is not None:
            raise RuntimeError(f"relief run-demo ended with code {demo.returncode} before {url} answered")
        try:
            if httpx.get(url, follow_redirects=True, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} showed no page within {PATIENCE_SECONDS} s")
