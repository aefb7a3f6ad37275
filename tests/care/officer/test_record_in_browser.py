"""In a real browser: a form is kept as it is filled in, with scripts and without; a record is read and erased."""

from playwright.sync_api import Browser, expect

from tests.care.officer.rig import booked
from tests.care.officer.serving import PHONE, Served, assert_sound


def test_a_form_is_kept_by_itself_and_without_scripts_by_its_button(served: Served, browser: Browser) -> None:
    officer_id = served.rig.officer()
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto("/start")
        with page.expect_response("**/start/save") as saved:
            page.get_by_text("No hurry", exact=True).click()
        assert saved.value.status == 204
        page.goto("/start")
        expect(page.get_by_text("This is how you left it")).to_be_visible()
        expect(page.get_by_label("No hurry")).to_be_checked()
        assert_sound(page)
    with served.context(browser, officer_id, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/start")
        page.get_by_text("As soon as possible", exact=True).click()
        page.get_by_role("button", name="Save for later").click()
        expect(page.get_by_text("Only you can see it")).to_be_visible()
        page.goto("/start")
        expect(page.get_by_label("As soon as possible")).to_be_checked()


def test_a_record_is_read_and_erased_on_a_telephone(served: Served, browser: Browser) -> None:
    officer_id, _ = booked(served.rig)
    with served.context(browser, officer_id, PHONE, color_scheme="dark") as context:
        page = context.new_page()
        page.goto("/preferences/record")
        page.get_by_role("link", name="Read it all").click()
        page.get_by_text("Your times").click()
        assert_sound(page)
        page.goto("/preferences/record/erase")
        page.get_by_label("Type ERASE").fill("erase")
        page.get_by_role("button", name="Erase it all").click()
        expect(page.get_by_text("Your record is erased")).to_be_visible()
        expect(page.get_by_role("link", name="999").first).to_be_visible()
