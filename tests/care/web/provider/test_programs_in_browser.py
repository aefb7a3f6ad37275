"""The page of programs' tokens in a real browser: reachable for everybody, on a phone in the dark and on a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.care.services.identity import add_provider_account, find_provider_account
from app.care.store.tables.providers import Counsellor
from tests.care.officer.rig import rigged_copy
from tests.care.officer.serving import DESK, PHONE, SMALL_TARGETS, serving
from tests.care.web.fhir.rig import program
from tests.support.browser import accessibility_faults, screenshot

pytestmark = pytest.mark.browser
LOOKS = [(PHONE, "dark"), (DESK, "light")]


def test_a_token_is_made_and_ended_on_a_page_that_everybody_can_use(
    care_template_file: Path, tmp_path: Path, browser: Browser
) -> None:
    with rigged_copy(care_template_file, tmp_path) as rig, serving(rig) as desk:
        counsellor_id = rig.counsellor([])
        with rig.store.write() as db:
            provider_id = db.get_one(Counsellor, counsellor_id).provider_id
            add_provider_account(db, provider_id, "desk@alder.example")
            account_id = find_provider_account(db, "desk@alder.example")
        assert account_id is not None
        program(rig, provider_id, ["read", "outcomes"], "old-diary")
        for size, colours in LOOKS:
            context = desk.stranger(browser, size, color_scheme=colours)
            cookie = rig.app.state.sign_in.door("provider").cookie
            token = rig.sign_in(account_id, "provider").token
            context.add_cookies([{"name": cookie, "value": token, "url": desk.address}])
            page = context.new_page()
            page.goto("/provider/programs")
            page.get_by_label("Name of the program").fill(f"diary-{size[0]}")
            page.get_by_role("button", name="Make the token").click()
            assert page.get_by_label("Token", exact=True).input_value().startswith("relief_")
            assert accessibility_faults(page) == []
            assert page.evaluate(SMALL_TARGETS) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
            screenshot(page, f"provider-programs-{size[0]}-{colours}")
            page.get_by_role("button", name=f"End diary-{size[0]}").click()
            assert page.get_by_text(f"The token diary-{size[0]} has ended.").is_visible()
            context.close()
