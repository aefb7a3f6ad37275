"""A change of settings swaps what changed, says at once what it opens, and does all of it without JavaScript too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select

from app.care.domain.needs import OfficerNeeds
from app.care.reads.choice import Effect
from app.care.store import officers
from app.care.store.tables.rosters import OfficerMonth
from app.care.web.officer.settings_parts import opened, would_open
from tests.care.officer.rig import Rig, booked
from tests.care.officer.serving import DESK, LOOKS, PHONE, Served, assert_sound
from tests.support.builders import at
from tests.support.duties import pack_by_month


def of_nights(rig: Rig, *, hours: tuple[int, int] = (12, 17)) -> str:
    """An officer of four nights and four days off, and somebody who is there in the afternoon: sleep costs choice."""
    rig.counsellor(hours=[(at(d, hours[0]), at(d, hours[1])) for d in range(60)])
    officer_id = rig.officer(late_turns=())
    nights = [("night", at(d, 22), at(d + 1, 6)) for d in range(60) if d % 8 < 4]
    with rig.store.write() as db:
        for row in db.scalars(select(OfficerMonth).where(OfficerMonth.officer_id == officer_id)):
            db.delete(row)
        db.flush()
        for month, packed in pack_by_month(nights).items():
            db.add(OfficerMonth(officer_id=officer_id, month=month, version=1, duties=packed))
    return officer_id


def kept(rig: Rig, officer_id: str) -> OfficerNeeds:
    with rig.store.read() as db:
        return OfficerNeeds.from_json(officers.one(db, officer_id).needs)


@pytest.fixture
def at_night(served: Served, browser: Browser) -> Iterator[tuple[Served, str, Page, list[str]]]:
    """An officer's settings in a browser, and the pages that were loaded as a whole since."""
    officer_id, _ = booked(served.rig, of_nights(served.rig))
    with served.context(browser, officer_id, PHONE, color_scheme="dark") as context:
        page, loads = context.new_page(), list[str]()

        def note(request: Request) -> None:
            if request.is_navigation_request():
                loads.append(request.url)

        page.goto("/preferences")
        page.on("request", note)
        yield served, officer_id, page, loads


def test_what_a_change_would_open_is_said_before_it_is_kept(at_night: tuple[Served, str, Page, list[str]]) -> None:
    served, officer_id, page, loads = at_night
    page.get_by_text("My own hours").click()
    page.get_by_label("Sleep after a night turn").select_option("6")
    expect(page.locator(".effect")).to_contain_text("more than now. Not kept yet.")
    assert kept(served.rig, officer_id).sleep_hours is None, "looking keeps nothing"
    page.get_by_label("Sleep after a night turn").select_option("14")
    expect(page.locator(".effect")).to_contain_text("fewer than now. Not kept yet.")
    assert_sound(page)
    assert loads == []


def test_keeping_swaps_the_part_alone_says_what_it_opened_and_counts_again(
    at_night: tuple[Served, str, Page, list[str]],
) -> None:
    served, officer_id, page, loads = at_night
    page.get_by_text("My own hours").click()
    page.get_by_label("Sleep after a night turn").select_option("5")
    with page.expect_response(
        lambda answer: answer.url.endswith("/preferences") and answer.request.method == "POST"
    ) as it:
        page.locator("#set-time").get_by_role("button", name="Keep this").click()
    assert len(it.value.body()) < 40_000 and "<html" not in it.value.text()
    said = page.locator("#set-time [data-said]")
    expect(said).to_contain_text("more than before")
    expect(said).to_be_focused()
    assert kept(served.rig, officer_id).sleep_hours == 5
    expect(page.get_by_label("Sleep after a night turn")).to_have_value("5")
    page.get_by_label("Sleep after a night turn").select_option("6")
    page.locator("#set-time").get_by_role("button", name="Keep this").click()
    expect(said).to_contain_text("fewer than before")
    assert kept(served.rig, officer_id).sleep_hours == 6, "the version that came with the part is the one to send"
    assert_sound(page)
    assert loads == []


def test_days_away_are_kept_and_taken_off_in_place_and_the_next_form_is_not_old(
    at_night: tuple[Served, str, Page, list[str]],
) -> None:
    served, officer_id, page, loads = at_night
    page.get_by_label("First day").fill("2026-04-20")
    page.get_by_role("button", name="Keep these days free").click()
    expect(page.locator("#set-away [data-said]")).to_contain_text("Kept free.")
    assert len(kept(served.rig, officer_id).blackouts) == 1
    page.get_by_text("My own hours").click()
    page.get_by_label("Sleep after a night turn").select_option("7")
    page.locator("#set-time").get_by_role("button", name="Keep this").click()
    expect(page.locator("#set-time [data-said]")).to_contain_text("Kept.")
    assert kept(served.rig, officer_id).sleep_hours == 7
    page.get_by_role("button", name="Take off").click()
    expect(page.locator("#set-away [data-said]")).to_contain_text("Taken off the list.")
    assert not kept(served.rig, officer_id).blackouts
    assert loads == []


def test_a_form_that_came_back_takes_the_reader_to_what_is_wrong(
    at_night: tuple[Served, str, Page, list[str]],
) -> None:
    served, officer_id, page, loads = at_night
    page.get_by_label("First day").fill("2020-01-01")
    page.get_by_role("button", name="Keep these days free").click()
    expect(page.locator("#set-away #faults")).to_be_focused()
    expect(page.get_by_label("First day")).to_have_value("2020-01-01")
    page.get_by_label("First day").fill("2026-04-20")
    page.get_by_role("button", name="Keep these days free").click()
    expect(page.locator("#set-away [data-said]")).to_contain_text("Kept free.")
    assert len(kept(served.rig, officer_id).blackouts) == 1
    assert loads == []


def test_what_was_set_elsewhere_meanwhile_is_shown_and_not_overwritten(
    at_night: tuple[Served, str, Page, list[str]],
) -> None:
    served, officer_id, page, _ = at_night
    elsewhere = served.rig.browser(officer_id)
    elsewhere.open("/preferences")
    elsewhere.send("/preferences", sleep="9")
    page.get_by_text("My own hours").click()
    page.get_by_label("Sleep after a night turn").select_option("5")
    page.locator("#set-time").get_by_role("button", name="Keep this").click()
    expect(page.locator("#set-time [data-said]")).to_contain_text("Your settings were changed somewhere else")
    expect(page.get_by_label("Sleep after a night turn")).to_have_value("9")
    assert kept(served.rig, officer_id).sleep_hours == 9


def test_who_was_signed_out_meanwhile_gets_the_sign_in_page_whole(
    at_night: tuple[Served, str, Page, list[str]],
) -> None:
    _, _, page, loads = at_night
    page.context.clear_cookies()
    page.get_by_label("First day").fill("2026-04-20")
    page.get_by_role("button", name="Keep these days free").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert len(loads) == 1 and page.url.endswith("/sign-in")


def test_somebody_else_to_see_is_asked_on_a_page_of_its_own(served: Served, browser: Browser) -> None:
    served.rig.counsellor(name="Anneke Vos", gender="woman")
    officer_id, _ = booked(served.rig, of_nights(served.rig))
    for size, scheme in LOOKS:
        with served.context(browser, officer_id, size, color_scheme=scheme) as context:
            page = context.new_page()
            page.goto("/preferences")
            page.get_by_text("Where and with whom").click()
            page.get_by_label("A woman").check()
            page.locator("#set-where").get_by_role("button", name="Keep this").click()
            expect(page.locator("main")).to_contain_text("Kept.")
            assert_sound(page)
    assert DESK in [size for size, _ in LOOKS]


def test_the_same_without_javascript(served: Served, browser: Browser) -> None:
    officer_id, _ = booked(served.rig, of_nights(served.rig))
    with served.context(browser, officer_id, PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/preferences")
        page.get_by_text("My own hours").click()
        page.get_by_label("Sleep after a night turn").select_option("5")
        page.locator("#set-time").get_by_role("button", name="Keep this").click()
        expect(page.get_by_role("status")).to_contain_text("more than before")
        page.get_by_label("First day").fill("2020-01-01")
        page.get_by_role("button", name="Keep these days free").click()
        expect(page.locator("main")).to_contain_text("These days are over")
    assert kept(served.rig, officer_id).sleep_hours == 5


def test_the_effect_over_the_api_is_the_one_that_the_page_tells(rig: Rig) -> None:
    officer_id, browser = booked(rig, of_nights(rig))
    told = rig.program(officer_id).post("/me/preferences/effect", {"sleep_hours": 5}, key="").json()
    assert told["open"] > told["before"]
    browser.open("/preferences")
    page = browser.send("/preferences", sleep="5")
    assert f"{told['open'] - told['before']} more than before" in page.visible
    again = rig.program(officer_id).post("/me/preferences/effect", {"sleep_hours": 5}, key="").json()
    assert again["open"] == again["before"] == told["open"], "what was promised is what came"


def test_who_has_no_plan_is_told_no_effect(rig: Rig) -> None:
    rig.counsellor()
    officer_id = rig.officer()
    assert rig.program(officer_id).post("/me/preferences/effect", {}, key="").status_code == 404
    browser = rig.browser(officer_id)
    browser.open("/preferences")
    assert "In the next" not in browser.send("/preferences", sleep="5").visible


@pytest.mark.parametrize(
    ("effect", "before", "after"),
    [
        (Effect(67, 56), "With this 67 times are open in the next 4 weeks: 11 more than now. Not kept yet.",
         " In the next 4 weeks 67 times are open, 11 more than before."),
        (Effect(1, 3), "With this one time is open in the next 4 weeks: 2 fewer than now. Not kept yet.",
         " In the next 4 weeks one time is open, 2 fewer than before."),
        (Effect(0, 0), "That would open and close nothing: no times are open in the next 4 weeks.",
         " In the next 4 weeks no times are open, as many as before."),
        (None, "", ""),
    ],
)  # fmt: skip
def test_the_words(effect: Effect | None, before: str, after: str) -> None:
    assert (would_open(effect), opened(effect)) == (before, after)
