"""Nothing that can be read over a shoulder, in a history or in a log says what this is about."""

from collections.abc import Iterator

import pytest

from app.care.domain.discretion import leaks
from app.care.domain.ledger import EntryKind
from app.care.domain.outcome import AWAY, OWN_RULES, Outcome
from app.care.domain.urgency import Urgency
from app.care.reads.officer_plan import Stands
from app.care.services.counsellor_change import propose_change
from app.care.store import courses
from app.care.web import officer
from app.care.web.officer import wording
from app.care.web.officer.numbered import CAME_UP
from tests.care.officer.pages import Page, read_page
from tests.care.officer.rig import Browser, Rig, an_end, booked, started

STATIC = ("/", "/about", "/start")
GOING = (
    *("/", "/about", "/choose", "/choose?n=1", "/plan/1", "/plan/1/change", "/plan/9"),
    *("/pause", "/stop", "/history", "/change", "/preferences"),
    *("/preferences/record", "/preferences/record/export", "/preferences/record/erase"),
    *("/week", "/week?from=2026-03-24", "/why?n=1&whole=yes", "/preferences/choice", "/plan/2/instead"),
)


def given_away(page: Page, headers: object) -> list[str]:
    """Every forbidden word in what a page shows at a glance: title, text outside closed details, addresses, headers."""
    said = {
        "address": page.path,
        "title": page.title,
        "headings": " ".join(page.headings),
        "links": " ".join(page.links),
        "forms": " ".join(form.action for form in page.forms),
        "text": page.visible,
        "headers": str(headers),
    }
    return [f"{where}: {word}" for where, text in said.items() for word in leaks(text)]


def assert_discreet(browser: Browser) -> None:
    assert not given_away(browser.shown, browser.headers), browser.shown.path


def test_no_page_of_a_newcomer_gives_anything_away(rig: Rig) -> None:
    rig.counsellor(
        skills=["general", "trauma", "sleep", "counselling-veterans"], languages=["en", "cy"], gender="woman"
    )
    browser = rig.browser(rig.officer())
    for path in STATIC:
        browser.open(path)
        assert browser.status == 200
        assert_discreet(browser)
    browser.send("/start", mode="telepathy")
    assert_discreet(browser)


def test_no_page_on_the_way_to_a_time_gives_anything_away(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    assert_discreet(browser)
    held = browser.send("/choose").path
    assert_discreet(browser)
    browser.send(f"{held}/book")
    assert_discreet(browser)
    browser.open("/nowhere")
    assert_discreet(browser)
    browser.post("/choose", form_token="forged")
    assert_discreet(browser)


def test_no_page_of_a_plan_gives_anything_away(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    other = rig.counsellor(name="Anneke Vos")
    rig.ends(rig.standing(officer_id), Outcome.KEPT_ON_DUTY)
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course is not None
        propose_change(db, course.id, other, now=rig.clock())
    browser = rig.browser(officer_id)
    for path in GOING:
        browser.open(path)
        assert browser.status == 200, path
        assert_discreet(browser)
    for action in ("/preferences/diary", "/preferences/away", "/pause"):
        browser.post(action)
        assert_discreet(browser)


def test_the_menu_and_the_addresses_are_discreet() -> None:
    assert not leaks(" ".join(f"{entry.label} {entry.href}" for entry in officer.MENU))
    paths = [route.path for router in officer.routers() for route in router.routes]  # type: ignore[attr-defined]
    assert not leaks(" ".join(paths))


@pytest.mark.parametrize(
    "leak",
    [
        "<title>Your counselling</title>",
        "<h1>Session 3</h1>",
        "<p>Your thera\u00adpy</p>",
        '<a href="/sessions/3">3</a>',
        '<form action="/referral"></form>',
        "<details open><summary>More</summary>mental health</details>",
        "<details><summary>Well-being</summary></details>",
    ],
)
def test_a_seeded_leak_is_found(leak: str) -> None:
    assert given_away(read_page(leak), {})


def test_a_seeded_leak_in_address_or_headers_is_found() -> None:
    page = read_page("")
    page.path = "/counsellor-change"
    assert given_away(page, {})
    assert given_away(read_page(""), {"location": "/sessions/3"})


def test_what_stands_in_closed_details_is_not_seen_at_a_glance() -> None:
    page = read_page("<details><summary>What is this?</summary><p>Counselling</p></details><p>Yours</p>")
    assert (page.visible, page.hidden) == ("What is this? Yours", "Counselling")
    assert not given_away(page, {})


def said() -> Iterator[str]:
    """Everything that the wording can say."""
    ends = [an_end(outcome, note) for outcome in [None, *Outcome] for note in ("", AWAY, OWN_RULES, *CAME_UP)]
    yield from (say(end) for end in ends for say in (wording.ended, wording.and_then, wording.because))
    yield from (wording.entry(kind) for kind in EntryKind)
    yield from (wording.status(stands)[0] for stands in Stands)
    yield from (" ".join(wording.urgency(value)) for value in Urgency)
    yield from (wording.reliability(risk) for risk in range(0, 1001, 10))
    yield from (
        " ".join(wording.need(code) or ()) for code in ("general", "trauma", "sleep", "couples", "grief", "x_y")
    )


def test_whatever_the_wording_says_is_discreet_and_said_for_every_case() -> None:
    assert not leaks(" ".join(said()))
    assert wording.need("grief") is None
    assert wording.need("x_y") == ("X y", "")
