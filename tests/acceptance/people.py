"""People before a browser: what they open, press and see, every page of it checked for accessibility."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.support.browser import assert_accessible, window_picture

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
_LONGEST = {PHONE["width"]: 1700, DESK["width"]: 1000}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a browser of their own, at the desk of that address."""

    page: Page
    desk_url: str
    contact: str
    scripts: bool = True
    """Whether their browser runs JavaScript."""

    def goes_to(self, path: str) -> None:
        """Type in an address of the desk."""
        self.page.goto(self.desk_url + path)

    def fills_in(self, **fields: str) -> None:
        """Fill in fields of the form by their names."""
        for name, text in fields.items():
            self.page.locator(f"main [name='{name}']").fill(text)

    def presses(self, name: str) -> None:
        """Press the first button of that name."""
        self.page.get_by_role("button", name=name).first.click()

    def follows(self, name: str) -> None:
        """Follow the first link of that name on the page itself."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def arrives(self, heading: str, *, picture: str = "") -> None:
        """The page of that heading is there and fit for everybody; keep a picture of it if it has a name."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile(heading))
        if not self.scripts:
            return
        assert_accessible(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{self.page.url} scrolls sideways"
        )
        if picture:
            self.keeps(picture)

    def keeps(self, picture: str) -> None:
        """Keep a picture of the page in a window as high as it is, up to a limit: a menu at the foot stays there."""
        window = self.page.viewport_size or DESK
        needed = max(window["height"], int(self.page.evaluate("document.documentElement.scrollHeight")))
        self.page.set_viewport_size(ViewportSize(width=window["width"], height=min(needed, _LONGEST[window["width"]])))
        window_picture(self.page, picture)
        self.page.set_viewport_size(window)

    def by_night(self, scheme: Literal["light", "dark"], heading: str, *, picture: str) -> None:
        """The same page in the other colours."""
        self.page.emulate_media(color_scheme=scheme)
        self.arrives(heading, picture=picture)
        self.page.emulate_media(color_scheme="light")

    def sees(self, text: str) -> None:
        """These words are on the page."""
        expect(self.page.locator("main").get_by_text(re.compile(text)).first).to_be_visible()

    def steps(self) -> Locator:
        """The officer's plan, a row for each number."""
        return self.page.locator("ol.steps > li")

    def stands(self, word: str) -> int:
        """How many of the plan's numbers stand so: booked, pencilled, done, open."""
        return self.page.locator(f"ol.steps > li.{word}").count()

    def next_at(self) -> datetime:
        """When the officer's next appointment begins, as their plan says."""
        text = self.page.locator(".ticket .big-when time").first.get_attribute("datetime")
        return datetime.fromisoformat(text or "")

    def mailed_code(self) -> str:
        """The newest code in the mail that came to this person, read in another tab."""
        tab = self.page.context.new_page()
        mails = tab.locator("section", has_text=self.contact)
        for _ in range(50):  # mail leaves after the answer did
            tab.goto(f"{self.desk_url}/mail")
            codes = re.findall(r"\b[0-9]{6}\b", mails.first.inner_text()) if mails.count() else []
            if codes:
                break
            tab.wait_for_timeout(100)
        tab.close()
        assert codes, f"no code came for {self.contact}"
        return str(codes[0])

    def signs_in(self, path: str = "/sign-in") -> None:
        """By mailed code, with no password anywhere."""
        self.goes_to(path)
        self.arrives("Sign in")
        self.fills_in(contact=self.contact)
        self.presses("Send me a code")
        self.types_the_code()

    def types_the_code(self) -> None:
        """Look into the mail and type in the code that came."""
        self.arrives("Check your email")
        self.fills_in(code=self.mailed_code())
        self.presses("Continue")
