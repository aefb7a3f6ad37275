"""What providers are paid, in a real browser: sound by day and night, on a telephone and a desk."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from app.care.domain.fees import Terms
from app.care.services.fee_post import agree_terms
from app.care.store.notices import add_lead
from app.foundation.database import Database
from tests.care.officer.rig import rigged
from tests.care.officer.serving import Served, assert_sound, serving
from tests.care.web.welfare.test_capacity_in_browser import LOOKS, lead_at
from tests.support.browser import screenshot
from tests.support.builders import a_provider

pytestmark = pytest.mark.browser


@pytest.fixture
def served(care_sqlite: Database) -> Iterator[Served]:
    with rigged(care_sqlite) as rig:
        with rig.store.write() as db:
            add_lead(db, "lead@force.example", now=rig.clock())
            alder = a_provider(db, name="Alder Practice")
            agree_terms(db, alder.id, date(2026, 1, 1), Terms(5500, 6600, 9900), now=rig.clock())
        with serving(rig) as ready:
            yield ready


def test_terms_and_bills_are_sound(served: Served, browser: Browser) -> None:
    for size, scheme, name in LOOKS:
        with lead_at(served, browser, size, scheme) as context:
            page = context.new_page()
            for path in ("/welfare/bills", "/welfare/terms"):
                page.goto(path)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                assert_sound(page)
            expect(page.get_by_text("Alder Practice").first).to_be_visible()
            screenshot(page, f"welfare-terms-{name}")
