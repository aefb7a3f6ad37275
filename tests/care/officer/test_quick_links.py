"""A link in a message calls off without signing in, once, when somebody means it; looking changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread

import httpx
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState
from app.care.domain.discretion import leaks
from app.care.domain.outcome import Outcome
from app.care.services.hold import lapse_holds
from app.care.services.quick_links import forget_links, make_link, opened, use
from app.care.store import appointments, courses
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.quick_links import LinkTo, QuickLink
from app.care.web.quick import GUESSES_PER_ADDRESS
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from tests.care.officer.pages import Page, read_page
from tests.care.officer.rig import Rig, booked
from tests.care.officer.test_discretion import given_away
from tests.support.builders import NOW, VIDEO, a_booked_appointment, a_counsellor, at


@dataclass
class Reader:
    """Somebody with a link and nothing else: no cookie, no sign-in."""

    client: TestClient
    shown: Page
    status: int = 200

    def open(self, path: str) -> Page:
        """Look at what the link shows, following redirects."""
        return self._see(self.client.get(path))

    def send(self, action: str, **changes: str) -> Page:
        """Send the shown form that goes there."""
        fields = self.shown.form(action).fields
        return self._see(
            self.client.post(action, data={**fields, **changes}, headers={"sec-fetch-site": "same-origin"})
        )

    def _see(self, answer: httpx.Response) -> Page:
        while answer.status_code == 303:
            answer = self.client.get(answer.headers["location"])
        self.status, self.shown = answer.status_code, read_page(answer.text)
        self.shown.path = answer.url.path
        assert not given_away(self.shown, answer.headers), self.shown.path
        return self.shown


def linked(rig: Rig, officer_id: str) -> tuple[Reader, str, Appointment]:
    """A reader, the link in a message about the officer's first time, and that time."""
    one = rig.standing(officer_id)
    with rig.store.write() as db:
        path = make_link(db, one, now=rig.clock())
    return Reader(rig.visitor(), read_page("")), path, one


def events(rig: Rig, channel: str, about: str) -> list[str]:
    with rig.store.read() as db:
        rows = db.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
        return [m.event for m in rows if m.channel == channel and m.payload.get("appointment_id") == about]


def test_looking_changes_nothing_one_tap_calls_off_and_the_time_that_is_kept_can_be_kept(either: Rig) -> None:
    """The whole way, on both stores; what others do with the link on the way to its reader changes nothing."""
    rig = either
    rig.counsellor()
    officer_id, _ = booked(rig)
    reader, path, old = linked(rig, officer_id)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND"):
        reader.client.request(method, path)
    reader.client.post(path)  # a scanner that even sends the form, without what only the page knows
    assert rig.standing(officer_id).id == old.id
    page = reader.open(path)
    assert f"{old.start_at:%H:%M}" in page.visible
    assert "Robin" not in page.visible + page.hidden, "the page says when, and nothing else"
    page = reader.send(path)
    kept = rig.standing(officer_id)
    assert (kept.status, kept.replaces_id) == (S.HELD, old.id)
    assert kept.start_at.date() != old.start_at.date()
    assert "Here is a new time" in page.headings
    assert f"{kept.start_at:%H:%M}" in page.visible
    assert "Robin" not in page.visible + page.hidden
    assert events(rig, "mail", old.id) == ["appointment.booked"], "the officer knows; nothing is told twice"
    assert "appointment.cancelled" in events(rig, "webhook", old.id)
    rig.run_jobs()
    assert events(rig, "mail", old.id) == ["appointment.booked"], "nor while the rest is planned around it"
    answer = page.path
    page = reader.send(f"{answer}/keep")
    assert "It is booked" in page.headings
    assert rig.standing(officer_id).status is S.BOOKED
    assert events(rig, "mail", kept.id) == ["appointment.moved"]
    for gone in (path, answer):
        assert "This link has done its work" in reader.open(gone).headings
        assert reader.status == 404


def test_used_old_overtaken_and_forged_links_get_the_same_gentle_page(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    reader, first, _ = linked(rig, officer_id)
    _, second, _ = linked(rig, officer_id)
    reader.open(second)
    browser.open("/plan/1/change")
    browser.send("/plan/1/change")
    texts = {reader.open(path).visible for path in (first, second, "/d/forged", f"/d/{'x' * 300}")}
    assert len(texts) == 1
    later, late, new = linked(rig, officer_id)
    with rig.store.write() as db:
        db.execute(update(Appointment).where(Appointment.id == new.id).values(status=S.BOOKED))
        late = make_link(db, new, now=rig.clock())
    later.open(late)
    assert later.status == 200
    rig.clock.move_to(new.start_at)
    later.open(late)
    assert later.status == 404
    assert {later.shown.visible} == texts
    assert rig.standing(officer_id).id == new.id


def test_another_page_cannot_send_the_form_and_a_guesser_has_to_wait(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    reader, path, old = linked(rig, officer_id)
    token = reader.open(path).form(path).fields["form_token"]
    elsewhere = reader.client.post(path, data={"form_token": token}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    assert reader.client.post(f"{path}/pause", data={"form_token": token}).status_code == 404, "no answer is asked for"
    _, other, _ = linked(rig, officer_id)
    assert reader.client.post(other, data={"form_token": token}).status_code == 403, "each link has its own"
    assert rig.standing(officer_id).id == old.id
    most = int(GUESSES_PER_ADDRESS.split("/", maxsplit=1)[0])
    statuses = [reader.client.get("/d/guess").status_code for _ in range(most + 2)]
    assert set(statuses) == {404, 429}
    assert statuses[-1] == 429
    assert reader.client.get(path).status_code == 200, "colleagues behind the same address are not kept waiting"


def test_at_a_site_a_call_the_same_day_comes_first_and_then_another_day_or_a_pause(rig: Rig) -> None:
    rig.counsellor(places=(VIDEO, "riverside"))
    officer_id, _ = booked(rig)
    reader, path, old = linked(rig, officer_id)
    with rig.store.write() as db:
        db.execute(update(Appointment).where(Appointment.id == old.id).values(place_id="riverside", room=1))
    rig.clock.move_to(old.start_at - timedelta(minutes=5))
    reader.open(path)
    page = reader.send(path)
    switch = rig.standing(officer_id)
    assert "Would a call do instead?" in page.headings
    assert (switch.status, switch.place_id, switch.start_at) == (S.HELD, VIDEO, old.start_at)
    assert (switch.counsellor_id, switch.held_until_at) == (old.counsellor_id, old.start_at)
    page = reader.send(f"{page.path}/another-day")
    kept = rig.standing(officer_id)
    assert "Here is a new time" in page.headings
    assert kept.start_at.date() != old.start_at.date()
    assert "All is paused" in reader.send(f"{page.path}/pause").headings
    with rig.store.read() as db:
        assert courses.all_of_officer(db, officer_id)[0].state is CourseState.PAUSED
        assert appointments.any_(db, old.id).outcome is Outcome.CANCELLED_BY_OFFICER
    assert events(rig, "mail", old.id)[-1] == "appointment.cancelled"


def test_what_nobody_decides_on_is_planned_all_the_same_and_told_once(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    reader, path, _ = linked(rig, officer_id)
    reader.open(path)
    page = reader.send(path)
    kept = rig.standing(officer_id)
    rig.clock.advance(timedelta(minutes=11))
    with rig.store.write() as db:
        assert lapse_holds(db, now=rig.clock()) == 1
    rig.run_jobs()
    planned = rig.standing(officer_id)
    assert (planned.status, planned.id != kept.id) == (S.BOOKED, True)
    assert events(rig, "mail", planned.id) == ["appointment.moved"]
    assert events(rig, "mail", kept.id) == []
    page = reader.open(page.path)
    assert "If you do nothing, it stays as it is." in page.visible
    assert "It is booked" in reader.send(f"{page.path}/keep").headings


def spent_together(store: Database, spend: Callable[[str], None]) -> int:
    """How many of eight readers of one link get to use it."""
    with store.write() as db:
        path = make_link(db, a_booked_appointment(db, a_counsellor(db)), now=NOW)
    token, together, won = path.removeprefix("/d/"), Barrier(8), list[bool]()

    def one() -> None:
        together.wait()
        try:
            spend(token)
            won.append(True)
        except NotFound:
            won.append(False)

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(won)


def test_of_many_who_use_a_link_at_once_one_does(care_db: Database) -> None:
    def spend(token: str) -> None:
        with care_db.write() as db:
            use(db, token, LinkTo.CALL_OFF, now=NOW)

    assert spent_together(care_db, spend) == 1


def test_the_control_looking_first_and_using_after_lets_several_in(care_sqlite: Database) -> None:
    """So it is the one statement that makes the link single."""
    looked = Barrier(8)

    def spend(token: str) -> None:
        with care_sqlite.read() as db:
            found = opened(db, token, now=NOW)
        looked.wait()
        if found is None:
            raise NotFound("used")
        with care_sqlite.write() as db:
            db.execute(update(QuickLink).values(used_at=NOW))

    assert spent_together(care_sqlite, spend) > 1


def test_old_links_are_forgotten_and_only_the_digest_is_ever_kept(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        path = make_link(db, a_booked_appointment(db, a_counsellor(db)), now=NOW)
        (link,) = db.scalars(select(QuickLink))
        assert link.token_digest not in path
        assert path.removeprefix("/d/") not in str(vars(link))
        assert not leaks(path.split("/")[1])
        forget_links(db, now=at(30))
        assert db.scalar(select(QuickLink)) is not None
        forget_links(db, now=at(60))
        assert db.scalar(select(QuickLink)) is None
