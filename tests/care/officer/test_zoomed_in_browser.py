"""At twice its size, and at the 320 pixels of WCAG 1.4.10: every officer's page wraps, and nothing is cut or lost."""

import os

from playwright.sync_api import Browser, Page

from app.care.domain.outcome import Outcome
from app.care.services.counsellor_change import propose_change
from app.care.store import courses
from app.care.store.notices import add_lead, find_lead
from tests.care.officer.rig import booked, started
from tests.care.officer.serving import DESK, PHONE, Served
from tests.support.browser import accessibility_faults, screenshot, window_picture
from tests.support.builders import VIDEO

REFLOW, TWICE = (320, 640), (PHONE[0] // 2, PHONE[1] // 2)
"""A desk of 1280 pixels at 400 %, and a telephone of 390 at 200 %."""
CUT = """() => [...document.querySelectorAll('header *, main *, footer *')].filter((e) => {
  if (!e.checkVisibility() || e.closest('.hidden-text, .skip, svg, .avoid thead, .table thead')) return false;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const hides = style.overflowX !== 'visible' && !['INPUT', 'SELECT', 'TEXTAREA', 'PROGRESS'].includes(e.tagName);
  return box.right > innerWidth + 1 || box.left < -1 || (hides && e.scrollWidth > e.clientWidth + 1);
}).map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 50)}`)"""
OUTSIDE = {"/sign-in": "sign-in", "/join": "join"}
NEWCOMER = {"/": "welcome", "/start": "start", "/about": "about"}
GOING_ON = {
    "/": "home", "/choose?n=2": "choose", "/choose?n=2&part=morning": "narrowed", "/plan/2": "number", "/week": "week",
    "/plan/2/change": "cannot", "/change": "change", "/sooner": "sooner", "/pause": "pause", "/stop": "stop",
    "/history": "history", "/preferences": "preferences", "/preferences/messages": "messages",
    "/preferences/choice": "opens", "/preferences/signing-in": "signing-in", "/preferences/record": "record",
    "/preferences/record/export": "export", "/preferences/record/erase": "erase", "/why?n=10": "why",
}  # fmt: skip
BY_NIGHT, TALLEST = {"welcome", "start", "choose-first", "held", "home", "week", "cannot", "sign-in"}, 2000
OPEN_ALL = "document.querySelectorAll('details').forEach((e) => { e.open = true })"


def test_every_page_wraps_at_400_per_cent_on_a_desk_and_200_on_a_telephone(served: Served, browser: Browser) -> None:
    rig = served.rig
    rig.counsellor(name="Anneke Vos", places=[VIDEO, "riverside"])
    newcomer, going_on = rig.officer(), booked(rig)[0]
    other = rig.counsellor(name="Marguerite Featherstonehaugh-Cholmondeley")
    missed = rig.standing(going_on)
    rig.ends(missed, Outcome.KEPT_ON_DUTY)
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, going_on)
        assert course is not None
        propose_change(db, course.id, other, now=rig.clock())
    more = {f"/put-right/{missed.id}": "put-right", f"/instead/{missed.id}": "instead"}
    chooser, choosing = started(rig)
    kept = {choosing.send("/choose").path: "held"}
    planner, planning = booked(rig)
    walks = [(None, OUTSIDE), (newcomer, NEWCOMER), (chooser, {"/choose": "choose-first"} | kept),
             (planner, {planning.shown.path: "booked"}), (going_on, GOING_ON | more)]  # fmt: skip
    for who, paths in walks:
        with served.context(browser, who, REFLOW) if who else served.stranger(browser, REFLOW) as context:
            page = context.new_page()
            for path in paths:
                page.goto(path)
                page.evaluate(OPEN_ALL)
                for wide, high in (TWICE, REFLOW):
                    page.set_viewport_size({"width": wide, "height": high})
                    assert fits(page) == [], f"{path} at {wide} pixels"
                assert not accessibility_faults(page), path
        if os.environ.get("UPDATE_SCREENSHOTS") == "1":
            pictures(served, browser, who, paths)


def test_the_page_of_a_welfare_lead_wraps_too(served: Served, browser: Browser) -> None:
    rig = served.rig
    with rig.store.write() as db:
        add_lead(db, "lead@force.example", now=rig.clock())
        lead_id = find_lead(db, "lead@force.example")
    assert lead_id is not None
    cookie = {
        "name": rig.app.state.sign_in.door("welfare").cookie,
        "value": rig.sign_in(lead_id, "welfare").token,
        "url": served.address,
    }
    with served.stranger(browser, REFLOW) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto("/welfare")
        for wide, high in (TWICE, REFLOW):
            page.set_viewport_size({"width": wide, "height": high})
            assert fits(page) == [], f"{wide} pixels"
        assert not accessibility_faults(page)
        for wide, high in (PHONE, DESK):
            page.set_viewport_size({"width": wide, "height": high})
            screenshot(page, f"welfare-{wide}")


def fits(page: Page) -> list[str]:
    """What sticks out of the window or is cut off in it."""
    wide = int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    return [*page.evaluate(CUT), *([f"the page is {wide} pixels too wide"] if wide > 0 else [])]


def test_something_too_wide_or_cut_off_would_be_noticed(served: Served, browser: Browser) -> None:
    """The control: the same page without the rules for narrow windows, and one with a line that cannot wrap."""
    with served.context(browser, served.rig.officer(), TWICE) as context:
        page = context.new_page()
        page.goto("/start")
        page.evaluate("document.querySelector('link[href*=\"zoomed.css\"]').disabled = true")
        assert fits(page)
        page.goto("/start")
        assert fits(page) == []
        page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
        assert fits(page)


def pictures(served: Served, browser: Browser, who: str | None, paths: dict[str, str]) -> None:
    """Keep each page as docs/screenshots.md shows it: telephone and desk by day, what is seen most also by night."""
    for size, scheme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "light")):
        how = {"color_scheme": scheme}
        with served.context(browser, who, size, **how) if who else served.stranger(browser, size, **how) as context:
            page = context.new_page()
            for path, name in paths.items():
                if scheme == "light" or name in BY_NIGHT:
                    page.goto(path)
                    page.wait_for_load_state("networkidle")
                    high = int(page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": size[0], "height": max(size[1], min(high, TALLEST))})
                    window_picture(page, f"officer-{name}-{'night' if scheme == 'dark' else size[0]}")
                    page.set_viewport_size({"width": size[0], "height": size[1]})
