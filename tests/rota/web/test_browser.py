"""The HR desk in a real browser: accessible on a phone and on a desk, whole without JavaScript."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from tests.rota.builders import CODES, grid_csv, line, long_csv, workbook
from tests.rota.hr import HrDesk, published, sent, teach
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app behind a real port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def desk(hr: HrDesk, page: Page) -> Iterator[str]:
    """The desk at an address, with the browser signed in."""
    with served(hr.app) as address:
        token = hr.browser().cookies["desk_r"]
        page.context.add_cookies([{"name": "desk_r", "value": token, "url": address}])
        yield address


def test_a_long_file_name_does_not_widen_the_page_of_a_phone(hr: HrDesk, desk: str, page: Page) -> None:
    with hr.store.write() as db:
        upload = sent(db, long_csv(line()))
        upload.filename = "roster_" * 25 + ".csv"
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{desk}/uploads/{upload.id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_long_file_name_is_shown_whole_in_the_list(hr: HrDesk, desk: str, page: Page) -> None:
    with hr.store.write() as db:
        sent(db, long_csv(line())).filename = "roster_" * 25 + ".csv"
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(desk)
        assert page.evaluate("[...document.querySelectorAll('.table')].every(t => t.scrollWidth <= t.clientWidth)")


def test_every_page_is_accessible_on_a_phone_and_on_a_desk(hr: HrDesk, desk: str, page: Page) -> None:
    teach(hr.store)
    with hr.store.write() as db:
        published(db, long_csv(line(), line("00124")))
        ready = sent(db, long_csv(line(start="2026-12-01,15:00"), line("00125"))).id
        asking = sent(db, grid_csv(dates=("03/04/2027", "04/04/2027"))).id
        faulty = sent(db, long_csv(line(start="2026-12-01,15:0"), line(kind="gardening"))).id
    paths = {
        "rosters": "/",
        "send": "/uploads/new",
        "preview": f"/uploads/{ready}",
        "questions": f"/uploads/{asking}",
        "faults": f"/uploads/{faulty}",
        "version": "/versions/1",
        "codes": "/codes",
        "code-table": "/codes/edit?name=response",
    }
    for name, path in paths.items():
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(desk + path)
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
            screenshot(page, f"hr-{name}-{viewport['width']}")


def test_a_workbook_goes_the_whole_way_without_javascript(
    hr: HrDesk, desk: str, browser: Browser, tmp_path: Path
) -> None:
    codes = [["Code", "Kind", "Starts", "Ends"]]
    codes += [[c, m["kind"], m.get("starts", ""), m.get("ends", "")] for c, m in CODES.items()]
    grid = [["Staff No", "03/12/2026", "04/12/2026"], ["00123", "E", "N"], ["00124", "RD", "L"]]
    file = tmp_path / "december.xlsx"
    file.write_bytes(workbook({"December": grid, "Codes": codes}))
    plain = browser.new_context(java_script_enabled=False, base_url=desk)
    plain.add_cookies([{"name": "desk_r", "value": hr.browser().cookies["desk_r"], "url": desk}])
    page = plain.new_page()
    page.goto("/uploads/new")
    page.get_by_label("Roster file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("day first").check()
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_text("This can be published").is_visible()
    page.get_by_role("button", name="Publish as version 1").click()
    assert page.get_by_role("heading", name="Roster version 1").is_visible()
    plain.close()
