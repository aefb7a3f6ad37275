"""A real browser opens a page, and its faults of access are seen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support import browser

SOUND = "<!doctype html><html lang=en><title>Times</title><main><h1>Your next time</h1><a href='#'>Change it</a></main>"


def test_a_sound_page_is_accessible(page: Page) -> None:
    page.set_content(SOUND)
    browser.assert_accessible(page)
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Europe/London"


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<img src='data:,'>", "image-alt"),
        ("<p style='color:#aaa;background:#fff'>pale</p>", "color-contrast"),
        ("<a href=# style='display:inline-block;width:9px;height:9px'>a</a>" * 2, "target-size"),
    ],
)
def test_an_inaccessible_page_is_seen(page: Page, fault: str, rule: str) -> None:
    page.set_content(SOUND.replace("</main>", f"{fault}</main>"))
    with pytest.raises(AssertionError, match=rule):
        browser.assert_accessible(page)


def test_a_picture_is_kept_only_when_asked_for(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(browser, "SCREENSHOTS", tmp_path)
    page.set_content(SOUND)
    monkeypatch.delenv("UPDATE_SCREENSHOTS", raising=False)
    browser.screenshot(page, "times")
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("UPDATE_SCREENSHOTS", "1")
    browser.screenshot(page, "times")
    assert [picture.name for picture in tmp_path.iterdir()] == ["times.png"]
