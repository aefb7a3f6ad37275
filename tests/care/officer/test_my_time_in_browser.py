"""The week, and the way out of having no time, in a real browser: telephone and desk, day and night."""

from datetime import time

from playwright.sync_api import Browser, expect
from sqlalchemy import delete

from app.care.domain.needs import NO_NEEDS, Disliked, OfficerNeeds
from app.care.domain.referral import Referral
from app.care.services.referral import refer
from app.care.store import officers
from app.care.store.tables.rosters import OfficerMonth
from tests.care.officer.rig import Rig, booked
from tests.care.officer.serving import DESK, LOOKS, Served, assert_sound
from tests.support.browser import screenshot
from tests.support.builders import at
from tests.support.duties import pack_by_month

TURNS = [("early", 7, 15), ("late", 14, 23), ("night", 22, 31)]
EVENINGS = Disliked(frozenset({4}), time(17), time(0))


def officer_of(rig: Rig, duties: list[tuple[str, int, int]], needs: OfficerNeeds = NO_NEEDS) -> str:
    """Somebody with these duties, in hours from the start of the first day."""
    officer_id = rig.officer(())
    spans = [(kind, at(start // 24, start % 24), at(end // 24, end % 24)) for kind, start, end in duties]
    with rig.store.write() as db:
        db.execute(delete(OfficerMonth).where(OfficerMonth.officer_id == officer_id))
        for month, packed in pack_by_month(spans).items():
            db.add(OfficerMonth(officer_id=officer_id, month=month, version=1, duties=packed))
        officers.one(db, officer_id).needs = needs.as_json()
    return officer_id


def turning(days: int) -> list[tuple[str, int, int]]:
    """Two early turns, two late ones, two nights, four days off, over and over."""
    cycle = [TURNS[0], TURNS[0], TURNS[1], TURNS[1], TURNS[2], TURNS[2], None, None, None, None]
    found = [(day, cycle[day % len(cycle)]) for day in range(days)]
    return [(turn[0], 24 * day + turn[1], 24 * day + turn[2]) for day, turn in found if turn]


def test_the_week_is_sound_and_leads_on_by_keyboard_and_thumb(served: Served, browser: Browser) -> None:
    officer_id, _ = booked(served.rig, officer_of(served.rig, turning(110), OfficerNeeds(closed=(EVENINGS,))))
    first = served.rig.standing(officer_id)
    for size, scheme in LOOKS:
        with served.context(browser, officer_id, size, color_scheme=scheme) as context:
            page = context.new_page()
            for path in ("/", "/week?from=2026-03-29", "/week?from=2026-07-01"):
                page.goto(path)
                assert_sound(page)
            page.goto(f"/week?from={first.start_at:%Y-%m-%d}")
            screenshot(page, f"officer-week-{'desk' if size == DESK else 'telephone'}")
            assert page.locator(".week-picture").is_visible() == (size == DESK)
            shown = page.locator(".week-picture a" if size == DESK else ".week-narrow a").first
            shown.focus()
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="Why this time")).to_be_visible()
            expect(page.get_by_role("heading", name="The next best time")).to_be_visible()


def test_from_no_time_to_a_time_with_one_tap(served: Served, browser: Browser) -> None:
    nights = [("night", 24 * day + 22, 24 * day + 30) for day in range(112)]
    for size, scheme in LOOKS:
        officer_id = officer_of(served.rig, nights, OfficerNeeds(sleep_hours=14))
        with served.rig.store.write() as db:
            refer(db, officer_id, Referral(), now=served.rig.clock())
        scripts = size == DESK
        with served.context(browser, officer_id, size, color_scheme=scheme, java_script_enabled=scripts) as context:
            page = context.new_page()
            page.goto("/preferences/choice")
            expect(page.get_by_text("Opens").first).to_be_visible()
            if scripts:
                assert_sound(page)
                page.goto("/preferences")
                page.get_by_role("heading", name="What opens more times").scroll_into_view_if_needed()
                expect(page.locator("#openings").get_by_text("Opens").first).to_be_visible()
                assert_sound(page)
            page.goto("/plan/1")
            page.get_by_role("link", name="Why is there none yet?").click()
            expect(page.get_by_role("heading", name="What would make it possible")).to_be_visible()
            if scripts:
                assert_sound(page)
            screenshot(page, f"officer-why-{'desk' if size == DESK else 'telephone'}")
            page.get_by_role("button", name="Do this").first.click()
            expect(page.get_by_text("Done, and there is a time for it.")).to_be_visible()
        assert served.rig.standing(officer_id)
