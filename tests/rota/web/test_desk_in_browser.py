"""The page of a proposal, its picture and what belongs to them, in a real browser: accessible, by keyboard alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question, Reading
from app.rota.services.profiles import keep_profile
from app.rota.services.receive import Arrived, receive
from tests.rota.builders import grid_csv, line, long_csv, read
from tests.rota.hr import LONDON, NOW, HrDesk, published, sent, teach
from tests.rota.web.test_browser import DESK, PHONE, served
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
SHAPE = "d" * 64
DATES = [f"{date(2026, 12, 1) + timedelta(days=n):%d/%m/%Y}" for n in range(14)]
SETTLED = (
    Decision("sheet", "Sheet", "Update", "Update", "It is the only sheet with dates.", Confidence.CERTAIN),
    Decision(
        "date_order", "Order of the dates", "day_first", "day, month, year", "Row 3 has 13/12/2026.",
        Confidence.LIKELY, (("day_first", "day, month, year"), ("month_first", "month, day, year")),
    ),
    Decision("code_table", "Code table", "response", "response", "It was answered.", Confidence.ANSWERED),
)  # fmt: skip


@pytest.fixture
def desk(hr: HrDesk, page: Page) -> Iterator[str]:
    """The desk at an address, with the browser signed in."""
    with served(hr.app) as address:
        page.context.add_cookies([{"name": "desk_r", "value": hr.browser().cookies["desk_r"], "url": address}])
        yield address


def _kept(hr: HrDesk, reading: Reading, name: str, **answers: str) -> str:
    arrived = Arrived(name, b"bytes", answers, "hr1")
    with hr.store.write() as db:
        return receive(db, arrived, reading, LONDON, now=NOW).id


def _people(count: int, codes: str) -> str:
    return grid_csv({f"{n:05}": codes.split() * 2 for n in range(101, 101 + count)}, dates=DATES)


def _teams() -> str:
    def team(name: str, anchor: str, first: int) -> dict[str, object]:
        staff = [f"{n:05}" for n in range(first, first + 12)]
        return {"team": name, "pattern": "2-2-2-4", "anchor_on": anchor, "staff": staff}

    anchors = ("2026-12-28", "2026-12-30", "2027-01-01", "2027-01-03", "2027-01-05")
    teams = [team(f"Response {'ABCDE'[n]}", anchor, 200 + 20 * n) for n, anchor in enumerate(anchors)]
    return json.dumps({"teams": teams, "period_from": "2026-12-28", "period_to": "2027-03-28"})


def _proposed(hr: HrDesk) -> str:
    """A roster that takes much away, with odd duties and everything that was settled."""
    teach(hr.store)
    with hr.store.write() as db:
        keep_profile(db, "Duty system", SHAPE, {"code_table": "response"}, by="hr1", now=NOW)
        published(db, _people(12, "E E L L N N RD"), code_table="response")
    fewer = _people(12, "E 06:00-22:00 - - N N -")
    reading = replace(read(fewer, code_table="response"), decisions=SETTLED, fingerprint=SHAPE)
    return _kept(hr, reading, "response december.xlsx", code_table="response", date_order="day_first")


def _others(hr: HrDesk) -> dict[str, str]:
    question = Question(
        "code.XX", "The code 'XX' (row 4) is not in the code table. What does it mean?", example="leave"
    )
    asking = replace(read(grid_csv(), code_table="response"), questions=(question,), lines=(), fingerprint=SHAPE)
    faulty = long_csv(line("1"), line("2"), line("2", kind="gardening"), line("3"))
    with hr.store.write() as db:
        published(db, long_csv(line("00101", "2026-12-20,14:00", "2026-12-20,22:00")))
        left_out = sent(db, faulty, faulty_rows="leave_out").id
        faults = sent(db, faulty).id
        weeks = sent(db, _teams()).id
    codes = _kept(hr, asking, "codes.csv", code_table="response")
    return {"codes": codes, "left-out": left_out, "faults-with-choice": faults, "weeks": weeks}


def test_every_page_about_a_proposal_is_accessible(hr: HrDesk, desk: str, page: Page) -> None:
    paths = {"proposal": f"/uploads/{_proposed(hr)}"}
    paths |= {name: f"/uploads/{upload}" for name, upload in _others(hr).items()}
    paths |= {"profiles": "/profiles", "rules": "/rules", "go-back": "/versions/1/go-back", "version": "/versions/1"}
    for name, path in paths.items():
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(desk + path)
            if name in ("proposal", "weeks") and viewport is DESK:
                screenshot(page, f"hr-{name}")
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


# The whole page has the focus between its end and its beginning: it is called nothing.
FOCUSED = (
    "(e => e === document.body ? '' : (e.innerText || '') + (e.labels?.[0]?.innerText || ''))(document.activeElement)"
)


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so."""
    seen: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if words in seen[-1]:
            return
    raise AssertionError(f"the keyboard does not reach {words!r}, only {[name[:40] for name in seen]}")


def test_a_large_loss_is_confirmed_and_published_by_keyboard_alone(hr: HrDesk, desk: str, page: Page) -> None:
    page.goto(f"{desk}/uploads/{_proposed(hr)}")
    _tab_to(page, "Yes, these figures are right")
    page.keyboard.press("Space")
    _tab_to(page, "Publish as version 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versions/2")
    assert page.get_by_role("heading", name="Roster version 2").is_visible()


def test_going_back_works_by_keyboard_alone(hr: HrDesk, desk: str, page: Page) -> None:
    with hr.store.write() as db:
        published(db, long_csv(line()))
        published(db, long_csv(line("00124")))
    page.goto(f"{desk}/versions/1")
    _tab_to(page, "Go back to version 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/go-back")
    _tab_to(page, "Yes, go back to version 1")
    page.keyboard.press("Space")
    _tab_to(page, "Go back to version 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versions/3")


def test_answers_are_remembered_by_keyboard_alone(hr: HrDesk, desk: str, page: Page) -> None:
    page.goto(f"{desk}/uploads/{_proposed(hr)}")
    _tab_to(page, "Name of the profile")
    page.keyboard.type("December files")
    _tab_to(page, "Remember them")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Remembered as the profile December files")).to_be_visible()


def test_the_picture_scrolls_in_its_own_frame_on_a_phone(hr: HrDesk, desk: str, page: Page) -> None:
    with hr.store.write() as db:
        weeks = sent(db, _teams()).id
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{desk}/uploads/{weeks}")
    frame = page.get_by_role("region", name="The weeks as a picture")
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
    assert frame.get_by_role("img").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
