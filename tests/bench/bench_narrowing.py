"""What JavaScript saves an officer who narrows their times down: one tap in Chromium on a telephone's window.

With scripts a tap on a box brings the times alone; without, a tap and the button bring the page anew. From the tap to
the times that stand there, and the bytes of the answer; styles and scripts are in the browser's store in both.
"""

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, Response, sync_playwright

from app.care.store.migrate import upgrade
from tests.bench.rows import NothingToMeasure, Row, Table
from tests.care.officer.rig import booked, rigged_copy
from tests.care.officer.serving import Served, serving
from tests.support import chromium

ROUNDS = 12
_PARTS = ("Mornings", "Afternoons")


def measure() -> Table:
    """Serve a desk with one planned course, and tap."""
    path = chromium.find()
    if path is None:
        raise NothingToMeasure("no Chromium")
    with TemporaryDirectory(prefix="relief-bench-") as folder:
        place = Path(folder)
        template = place / "template.sqlite"
        upgrade(f"sqlite:///{template}")
        (place / "desk").mkdir()
        with rigged_copy(template, place / "desk") as rig:
            rig.counsellor()
            officer_id, _ = booked(rig)
            with serving(rig) as served, sync_playwright() as player:
                browser = player.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
                found = {scripts: _tapped(served, browser, officer_id, scripts=scripts) for scripts in (False, True)}
                browser.close()
    return Table(
        "Narrowing times down, with JavaScript and without",
        f"A planned course of ten, its second time looked at anew; median of {ROUNDS} taps in Chromium in a window of "
        "390 pixels, server and browser on the same processors.",
        tuple(_rows(found)),
    )


def _rows(found: dict[bool, list[tuple[float, int]]]) -> list[Row]:
    rows = []
    for scripts, how in ((False, "without"), (True, "with")):
        waits, sizes = zip(*found[scripts], strict=True)
        rows.append(
            Row(f"{how}, from tap to times", median(waits) * 1000, "ms", "without, from tap to times" * scripts)
        )
        rows.append(Row(f"{how}, the answer", median(sizes) / 1000, "kB", "without, the answer" * scripts))
    return rows


def _tapped(served: Served, browser: Browser, officer_id: str, *, scripts: bool) -> list[tuple[float, int]]:
    """Seconds and bytes of each tap."""
    with served.context(browser, officer_id, java_script_enabled=scripts) as context:
        page, found = context.new_page(), []
        page.goto("/choose?n=2")
        page.get_by_text("Narrow it down").click()
        for turn in range(ROUNDS + 1):
            if not scripts and turn:
                page.get_by_text("Narrow it down").click()
            found.append(_one(page, _PARTS[turn % 2], scripts=scripts))
    return found[1:]


def _one(page: Page, part: str, *, scripts: bool) -> tuple[float, int]:
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    before = page.url
    begun = time.perf_counter()
    page.get_by_text(part, exact=True).click()
    if not scripts:
        page.get_by_role("button", name="Show these times").click()
    page.wait_for_url(lambda url: url != before)
    page.locator(".offer, .left-out").first.wait_for()
    waited = time.perf_counter() - begun
    page.remove_listener("response", keep)
    return waited, sum(len(answer.body()) for answer in answers if "/choose" in answer.url)
