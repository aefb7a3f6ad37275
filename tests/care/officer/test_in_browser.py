"""The officer's pages in a real browser: telephone and desk, day and night, keyboard alone, no scripts."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.services.counsellor_change import propose_change
from app.care.store import courses
from tests.care.officer.rig import booked, started
from tests.care.officer.serving import DESK, LOOKS, PHONE, Served, assert_sound
from tests.support.browser import accessibility_faults
from tests.support.builders import NOW

OF_A_NEWCOMER = ("/", "/about", "/start")
OF_A_PLAN = ("/", "/choose", "/choose?n=2", "/plan/1", "/plan/9", "/plan/2/change", "/pause", "/stop", "/change",
             "/sooner", "/choose?n=2&part=evening", "/history", "/preferences", "/preferences/record",
             "/preferences/record/export", "/preferences/record/erase")  # fmt: skip


def test_every_page_is_sound_on_telephone_and_desk_by_day_and_by_night(served: Served, browser: Browser) -> None:
    rig = served.rig
    newcomer = rig.officer()
    officer_id, _ = booked(rig)
    other = rig.counsellor(name="Anneke Vos")
    rig.ends(rig.standing(officer_id), Outcome.KEPT_ON_DUTY)
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course is not None
        propose_change(db, course.id, other, now=rig.clock())
    for size, scheme in LOOKS:
        for who, paths in ((newcomer, OF_A_NEWCOMER), (officer_id, OF_A_PLAN)):
            context = served.context(browser, who, size, color_scheme=scheme)
            page = context.new_page()
            for path in paths:
                answer = page.goto(path)
                assert answer is not None
                assert answer.status == 200, path
                assert_sound(page)
            context.close()


def test_how_long_a_session_lasts_is_chosen_on_a_sound_form_and_shown_as_chosen(
    served: Served, browser: Browser
) -> None:
    rig = served.rig
    rig.counsellor(name="Robin Hale", lengths=[50, 60, 90])
    for size, scheme in LOOKS:
        with served.context(browser, rig.officer(), size, color_scheme=scheme) as context:
            page = context.new_page()
            page.goto("/start")
            lengths = page.get_by_role("group", name="How long each time?")
            expect(lengths.get_by_role("radio")).to_have_count(3)
            expect(lengths.get_by_role("radio", name="50 minutes")).to_be_checked()
            lengths.get_by_text("90 minutes").click()
            assert_sound(page)
            page.get_by_role("button", name="Show me times").click()
            expect(page).to_have_url(f"{served.address}/choose")
            assert_sound(page)


def test_a_page_with_an_unlabelled_field_or_faint_words_would_be_noticed(served: Served, browser: Browser) -> None:
    """The control: the same judge finds what is wrong when something is."""
    with served.context(browser, served.rig.officer()) as context:
        page = context.new_page()
        page.goto("/start")
        page.evaluate("document.querySelector('main').append(document.createElement('input'))")
        assert accessibility_faults(page)


def test_both_ways_out_of_the_page_to_stop_are_seen_at_once_on_a_telephone(served: Served, browser: Browser) -> None:
    officer_id, _ = booked(served.rig)
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto("/stop")
        menu = page.get_by_role("navigation", name="Main").bounding_box()
        assert menu
        for button in (page.get_by_role("link", name="Keep my plan"), page.get_by_role("button", name="Stop for good")):
            box = button.bounding_box()
            assert box
            assert box["y"] + box["height"] <= menu["y"]


def test_all_offers_stand_in_line_whatever_their_day_is_called(served: Served, browser: Browser) -> None:
    officer_id, _ = started(served.rig)
    with served.context(browser, officer_id, DESK) as context:
        page = context.new_page()
        page.goto("/choose")
        page.evaluate("document.querySelector('.offer .big-day').textContent = 'Wednesday 30 September'")
        lines = page.evaluate(
            "[...document.querySelectorAll('.offer')].map((e) => [e.offsetTop, e.querySelector('button').offsetTop])"
        )
        assert len(lines) == 5
        assert len({tuple(one) for one in lines}) == len({row for row, _ in lines}) < 5


def test_two_minutes_on_a_telephone_by_night(served: Served, browser: Browser) -> None:
    with served.context(browser, served.rig.officer(), PHONE, color_scheme="dark") as context:
        page = context.new_page()
        page.add_init_script("addEventListener('click', () => sessionStorage.taps = 1 + +(sessionStorage.taps || 0))")
        page.goto("/")
        page.get_by_role("link", name="Get started").click()
        page.get_by_text("By video", exact=True).click()
        page.get_by_role("button", name="Show me times").click()
        expect(page.get_by_role("heading", name="Choose your first time")).to_be_visible()
        page.get_by_text("How the other 9 would follow").first.click()
        expect(page.locator(".follow").first).to_be_visible()
        assert_sound(page)
        page.get_by_role("button", name="Keep this time").first.click()
        expect(page.get_by_role("timer")).to_contain_text("left, until")
        assert_sound(page)
        page.get_by_role("button", name="Book it").click()
        expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
        assert 5 <= int(page.evaluate("sessionStorage.taps")) <= 8, "from nothing to a booked time in eight taps"
        assert_sound(page)
        page.get_by_role("link", name="See my plan").click()
        expect(page.locator(".step")).to_have_count(10)


def test_the_keyboard_alone_leads_from_nothing_to_a_booked_time(served: Served, browser: Browser) -> None:
    officer_id = served.rig.officer()
    with served.context(browser, officer_id, DESK) as context:
        page = context.new_page()
        page.goto("/")
        by_keyboard(page, "Get started")
        expect(page).to_have_url(f"{served.address}/start")
        by_keyboard(page, "Show me times")
        expect(page).to_have_url(f"{served.address}/choose")
        by_keyboard(page, "Keep this time")
        expect(page.get_by_role("heading", name="Kept for you")).to_be_visible()
        by_keyboard(page, "Book it")
        expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
    assert served.rig.standing(officer_id).status is S.BOOKED


def by_keyboard(page: Page, label: str) -> None:
    """Tab to what is called `label`, see that it shows where one is, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        text, outline = page.evaluate(
            "() => [document.activeElement.innerText || '', getComputedStyle(document.activeElement).outlineStyle]"
        )
        if label in text:
            assert outline != "none", f"{label}: nobody sees that it has the focus"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never reaches {label!r} on {page.url}")


def test_without_scripts_everything_works_and_the_time_left_is_in_words(served: Served, browser: Browser) -> None:
    officer_id, _ = started(served.rig)
    with served.context(browser, officer_id, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/choose")
        page.get_by_role("button", name="Keep this time").first.click()
        expect(page.get_by_role("timer")).to_contain_text("10 minutes left, until 08:10")
        page.get_by_role("button", name="Book it").click()
        page.goto("/plan/1/change")
        page.get_by_role("button", name="I can’t make it").click()
        expect(page.get_by_role("heading", name="Here is a new time")).to_be_visible()
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("That is settled.")).to_be_visible()


def test_the_seconds_count_down_by_the_clock_of_the_server(served: Served, browser: Browser) -> None:
    officer_id, kept = started(served.rig)
    path = kept.send("/choose").path
    served.rig.clock.move_to(NOW + timedelta(minutes=9, seconds=57))
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto(path)
        expect(page.get_by_role("timer")).to_contain_text("0:0")
        served.rig.clock.advance(timedelta(seconds=3))
        expect(page.get_by_role("heading", name="That time is free again")).to_be_visible()


def test_a_second_tap_and_the_way_back_book_nothing_twice(served: Served, browser: Browser) -> None:
    officer_id, _ = started(served.rig)
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto("/choose")
        page.get_by_role("button", name="Keep this time").first.dblclick()
        page.get_by_role("button", name="Book it").click()
        expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
        page.wait_for_load_state()  # a page that is just being left has no way back
        page.go_back()
        expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
    booked_ones = [a for a in served.rig.appointments(officer_id) if a.number == 1 and a.status is S.BOOKED]
    assert len(booked_ones) == 1
