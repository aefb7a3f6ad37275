"""The story through the pages of both desks, in a real browser: HR, an officer and a provider, each at their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo.force import local, roster_csv, with_duties
from scheduler.duty import Duty, DutyKind
from tests.acceptance.people import DESK, PHONE, Person
from tests.acceptance.scene import HR, Scene, opened

pytestmark = pytest.mark.browser
OFFICER = "sam@home.example"
NewPage = Callable[..., Page]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Both desks, open. Begun and ended in a thread of its own, because Playwright keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as stagehand:
        desks = opened(tmp_path)
        yield stagehand.submit(desks.__enter__).result()
        stagehand.submit(desks.__exit__, None, None, None).result()


@pytest.fixture
def new_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[NewPage]:
    """Opens a page in a browser of its own: what one person does there no other sees."""
    with ExitStack() as ends:

        def opens(**changes: Any) -> Page:
            return ends.enter_context(browser.new_context(**browser_context_args | changes)).new_page()

        yield opens


def test_a_plan_outlives_a_miss_a_changed_roster_and_a_counsellor_who_falls_ill(
    scene: Scene, new_page: NewPage
) -> None:
    hr = Person(new_page(viewport=DESK), scene.stage.rota_url, HR)
    officer = Person(new_page(viewport=PHONE), scene.stage.care_url, OFFICER)
    hr_publishes_a_roster(scene, hr)
    hr_is_shown_every_fault_of_a_bad_file(scene, hr)
    scene.others_in_care(6)
    officer_joins(scene, officer)
    officer_refers_themselves(officer)
    counsellor, appointment_id = officer_books(scene, officer)
    officer_looks_around(officer)
    provider_id, contact = scene.provider_of(counsellor)
    provider = Person(new_page(viewport=DESK), scene.stage.care_url, contact)
    missed = officer.next_at()
    provider_looks_ahead(scene, provider, missed)
    provider_reports_a_miss(scene, provider, missed, scene.their_name_of(appointment_id, provider_id))
    struck = officer_sees_it_rebooked(scene, officer, missed)
    hr_changes_the_roster(scene, hr, struck)
    officer_sees_it_moved(scene, officer, struck)
    provider_takes_hours_back(scene, provider, counsellor)
    officer_agrees_to_somebody_else(scene, officer, counsellor)


def test_an_officer_needs_no_javascript_to_refer_themselves_and_book(scene: Scene, new_page: NewPage) -> None:
    scene.published(roster_csv(scene.force))
    officer = Person(new_page(viewport=PHONE, java_script_enabled=False), scene.stage.care_url, OFFICER, scripts=False)
    officer_joins(scene, officer)
    officer_refers_themselves(officer)
    officer_books(scene, officer)


def hr_publishes_a_roster(scene: Scene, hr: Person) -> None:
    """Sign in by mailed code, send a file, look, publish; the same file again changes nothing."""
    hr.signs_in()
    hr.arrives("Rosters")
    hr.sees("No roster has been published yet")
    _send(hr, roster_csv(scene.force))
    hr.arrives("roster.csv")
    hr.sees("This can be published")
    hr.presses("Publish as version 1")
    hr.arrives("Roster version 1")
    _send(hr, roster_csv(scene.force))
    hr.arrives("roster.csv")
    hr.sees("Nothing changes")
    expect(hr.page.get_by_role("button", name="Publish")).to_have_count(0)
    scene.pulled()


def hr_is_shown_every_fault_of_a_bad_file(scene: Scene, hr: Person) -> None:
    """All of them with their rows, not only the first; and nothing is published."""
    lines = roster_csv(scene.force).decode().splitlines()
    lines[2] = lines[2].replace(":00", ":0")
    lines[5] = ",".join([*lines[5].split(",")[:-1], "gardening"])
    _send(hr, "\n".join(lines).encode(), name="february.csv")
    hr.arrives("february.csv", picture="hr-faults")
    faults = hr.page.get_by_role("table", name="Faults in the file")
    for row, found in (("row 3", ":00 if that is meant"), ("row 6", "gardening")):
        expect(faults.get_by_role("row").filter(has_text=row).filter(has_text=found).first).to_be_visible()
    expect(hr.page.get_by_role("button", name="Publish")).to_have_count(0)
    hr.goes_to("/")
    hr.arrives("Rosters", picture="hr-overview")
    hr.sees("Version 1 stands")


def officer_joins(scene: Scene, officer: Person) -> None:
    """Staff number and the access code that everybody in the force was given; a code by mail proves the address."""
    officer.goes_to("/join")
    officer.arrives("Set up your access")
    code = scene.access_codes()[scene.staff_number]
    officer.fills_in(staff_number=scene.staff_number, access_code=code, contact=OFFICER)
    officer.presses("Continue")
    officer.types_the_code()
    officer.arrives("Time for you", picture="officer-welcome")


def officer_refers_themselves(officer: Person) -> None:
    """One short form, and five real times with their reasons at once."""
    officer.follows("Get started")
    officer.arrives("What would suit you", picture="officer-start")
    officer.page.get_by_label("Soon", exact=False).first.check()
    officer.presses("Show me times")
    officer.arrives("Choose your first time", picture="officer-choose")
    offers = officer.page.locator("ol.offers > li")
    expect(offers).to_have_count(5)
    for k in range(5):
        expect(offers.nth(k)).to_contain_text("of 100 times like this go ahead")
        expect(offers.nth(k)).to_contain_text("How the other 9 would follow")


def officer_books(scene: Scene, officer: Person) -> tuple[str, str]:
    """Keep the best time, book it, see the plan of all ten. With whom, and what our store calls the appointment."""
    officer.presses("Keep this time")
    officer.arrives("Kept for you", picture="officer-held")
    officer.presses("Book it")
    officer.arrives("It is booked", picture="officer-booked")
    appointment_id = officer.page.url.rsplit("/", 1)[-1]
    scene.stage.settle()
    officer.follows("See my plan")
    officer.arrives("Your plan", picture="officer-home")
    expect(officer.steps()).to_have_count(10)
    booked, pencilled = officer.stands("booked"), officer.stands("pencilled")
    assert booked >= 1, "what is near is booked"
    assert pencilled >= 1, "what is far is pencilled in"
    assert booked + pencilled == 10, "all ten have a time"
    names = {text.rsplit("·", 1)[-1].strip() for text in officer.page.locator(".step-more").all_inner_texts()}
    assert len(names) == 1, f"all ten are with one person, not {names}"
    return names.pop(), appointment_id


def officer_looks_around(officer: Person) -> None:
    """Every other page of theirs, by day and by night, on a phone and on a desk."""
    officer.by_night("dark", "Your plan", picture="officer-home-dark")
    officer.page.set_viewport_size(DESK)
    officer.arrives("Your plan", picture="officer-home-desktop")
    officer.page.set_viewport_size(PHONE)
    for path, heading, picture in (
        ("/preferences", "What suits you", "officer-preferences"),
        ("/about", "Who sees what", ""),
        ("/plan/1", " to ", ""),
        ("/plan/1/change", "make it", ""),
        ("/pause", "Take a break", ""),
        ("/stop", "Stop for good", "officer-stop"),
        ("/mail", "Mail", "mail"),
        ("/", "Your plan", ""),
    ):
        officer.goes_to(path)
        officer.arrives(heading, picture=picture)


def provider_looks_ahead(scene: Scene, provider: Person, at: datetime) -> None:
    """Sign in by mailed code; the week, the hours and the log of messages."""
    provider.signs_in("/provider/sign-in")
    provider.goes_to(f"/provider?on={at:%Y-%m-%d}")
    provider.arrives(" to ")
    provider.sees("Booked")
    provider.goes_to("/provider/hours")
    provider.arrives("Hours", picture="provider-hours")
    scene.stage.settle()
    provider.goes_to("/provider/deliveries")
    provider.arrives("Deliveries", picture="provider-deliveries")
    provider.sees("Delivered")
    provider.goes_to("/provider/connection")
    provider.arrives("Connection")


def provider_reports_a_miss(scene: Scene, provider: Person, at: datetime, name: str) -> None:
    """After the hour has passed, one tap: kept on duty."""
    scene.time_passes(at + timedelta(hours=2))
    scene.lets_in_again(provider, "provider")
    provider.goes_to(f"/provider?on={at:%Y-%m-%d}")
    provider.arrives(" to ", picture="provider-diary")
    row = provider.page.locator("li").filter(has=provider.page.locator(f"input[value='{name}']"))
    row.get_by_role("button", name="Kept on duty").click()
    provider.arrives(" to ")
    provider.sees("Recorded: kept on duty")
    scene.stage.settle()


def officer_sees_it_rebooked(scene: Scene, officer: Person, missed: datetime) -> datetime:
    """Nobody asked, and all ten are still theirs. When the new time is."""
    scene.lets_in_again(officer, "officer")
    officer.goes_to("/")
    officer.arrives("Your plan", picture="officer-home-rebooked")
    officer.sees("0 of 10 done")
    officer.sees("10 are still yours")
    rebooked = officer.next_at()
    assert rebooked > missed
    assert officer.stands("open") == 0, "every number has a time again"
    moved = officer.steps().filter(has_text="Moved from")
    expect(moved).to_have_count(1)
    expect(moved).to_contain_text("kept on duty")
    officer.goes_to("/history")
    officer.arrives("What has been", picture="officer-history")
    officer.sees("10 agreed = 0 done \\+ 10 planned \\+ 0 to be planned")
    return rebooked


def hr_changes_the_roster(scene: Scene, hr: Person, struck: datetime) -> None:
    """A long late turn over the officer's next time; HR knows nothing of that."""
    day = struck.astimezone(scene.force.zone).date()
    late = Duty(DutyKind.LATE, local(day, time(8), scene.force.zone), local(day, time(22), scene.force.zone))
    scene.lets_in_again(hr, "hr")
    _send(hr, roster_csv(with_duties(scene.force, scene.staff_number, [late])))
    hr.arrives("roster.csv", picture="hr-preview")
    expect(hr.page.get_by_role("cell", name=scene.staff_number, exact=True).first).to_be_visible()
    hr.presses("Publish as version 2")
    hr.arrives("Roster version 2")
    scene.pulled()


def officer_sees_it_moved(scene: Scene, officer: Person, struck: datetime) -> None:
    """Moved before it could be missed."""
    officer.goes_to("/")
    officer.arrives("Your plan")
    assert officer.next_at() != struck
    assert officer.stands("open") == 0
    officer.sees("10 are still yours")
    expect(officer.steps().filter(has_text="a duty was put over it")).to_have_count(1)


def provider_takes_hours_back(scene: Scene, provider: Person, counsellor: str) -> None:
    """The counsellor is ill for eight weeks."""
    today = scene.stage.clock().astimezone(scene.force.zone).date()
    provider.goes_to("/provider/hours")
    provider.page.get_by_label("Who").select_option(label=counsellor)
    provider.fills_in(first_on=today.isoformat(), last_on=(today + timedelta(weeks=8)).isoformat())
    provider.presses("Take back what is on offer")
    provider.arrives("Take these hours back", picture="provider-take-back")
    provider.presses("Yes, take them back")
    provider.arrives("Hours")
    provider.sees("Those hours are taken back")
    scene.stage.settle()


def officer_agrees_to_somebody_else(scene: Scene, officer: Person, counsellor: str) -> None:
    """Nothing is booked with anybody new until the officer says yes."""
    officer.goes_to("/")
    officer.arrives("Your plan", picture="officer-home-question")
    officer.follows("Read and answer")
    officer.arrives("Would you go on with", picture="officer-change")
    officer.page.get_by_label("Yes, go on with").check()
    officer.presses("That is my answer")
    officer.arrives("Your plan")
    officer.sees("Your plan goes on")
    scene.stage.settle()
    officer.goes_to("/")
    officer.arrives("Your plan")
    assert officer.stands("open") == 0, "all ten have a time again"
    assert counsellor not in officer.page.locator("ol.steps").inner_text()


def _send(hr: Person, csv: bytes, *, name: str = "roster.csv") -> None:
    hr.goes_to("/uploads/new")
    hr.arrives("Send a roster")
    file = {"name": name, "mimeType": "text/csv", "buffer": csv}
    hr.page.get_by_label("Roster file").set_input_files(file)  # type: ignore[arg-type]
    hr.presses("Read the file")
