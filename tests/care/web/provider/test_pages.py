"""The provider pages: one's own week, outcomes in one tap, hours, log and connection, every look on record."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.signatures import new_secret
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.store import appointments, providers, signing_secrets
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.care.web.provider.rig import ZONE, Practice, Rig, rigged
from tests.support.builders import a_booked_appointment, at


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def book(rig: Rig, counsellor_id: str, hour: int = 10) -> Appointment:
    with rig.store.write() as db:
        return a_booked_appointment(db, providers.counsellor(db, counsellor_id), at(7, hour), now=rig.clock())


def page(rig: Rig, path: str, status: int = 200) -> str:
    answer = rig.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer.text


def audited(rig: Rig) -> list[str]:
    with rig.store.read() as db:
        return list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def name_of(practice: Practice, appointment: Appointment) -> str:
    return outward(practice.key, Kind.APPOINTMENT, appointment.id)


def outcome_of(rig: Rig, appointment: Appointment) -> Outcome | None:
    with rig.store.read() as db:
        return appointments.any_(db, appointment.id).outcome


PATHS = ["/provider", "/provider/hours", "/provider/hours/open", "/provider/deliveries", "/provider/connection"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_sees_a_page_without_signing_in(rig: Rig, path: str) -> None:
    answer = rig.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/provider/sign-in")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_shown_and_every_look_is_on_record(rig: Rig, path: str) -> None:
    practice = rig.practice()
    book(rig, practice.counsellor_id)
    rig.sign_in(practice.contact)
    assert "<h1>" in page(rig, path)
    assert [act for act in audited(rig) if act.startswith("looked.")]


def test_the_week_shows_ones_own_appointments_without_any_officer(rig: Rig) -> None:
    alder, birch = rig.practice(), rig.practice("desk@birch.example")
    mine, theirs = book(rig, alder.counsellor_id), book(rig, birch.counsellor_id, 14)
    rig.sign_in(alder.contact)
    text = page(rig, "/provider?on=2026-03-11")
    assert officer_reference(alder.key, mine.officer_id) in text
    assert officer_reference(birch.key, theirs.officer_id) not in text
    assert name_of(birch, theirs) not in text
    with rig.store.read() as db:
        staff_number = db.get_one(Officer, mine.officer_id).staff_number
    for ours in (mine.id, mine.officer_id, mine.course_id, staff_number):
        assert ours not in text


def test_somebody_with_one_caseload_sees_and_touches_only_that(rig: Rig) -> None:
    practice = rig.practice()
    theirs = book(rig, practice.counsellor_id)
    own_counsellor = rig.another_counsellor(practice, "ben@alder.example")
    own = book(rig, own_counsellor.id, 14)
    begun = rig.sign_in("ben@alder.example")
    rig.clock.move_to(at(7, 16))
    begun = rig.sign_in("ben@alder.example")
    text = page(rig, "/provider")
    assert name_of(practice, own) in text
    assert name_of(practice, theirs) not in text
    answer = rig.post("/provider/outcomes", begun, appointment=name_of(practice, theirs), outcome="attended")
    assert answer.status_code == 404
    assert outcome_of(rig, theirs) is None
    for path in ("/provider/deliveries", "/provider/connection"):
        page(rig, path, 404)


def test_an_outcome_is_recorded_in_one_tap_and_put_right_in_another(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    rig.clock.move_to(at(7, 11))
    begun = rig.sign_in(practice.contact)
    name = name_of(practice, appointment)
    assert re.search(r'name="outcome" value="attended"', page(rig, "/provider"))
    answer = rig.post("/provider/outcomes", begun, appointment=name, outcome="attended", week_of="2026-03-09")
    assert (answer.status_code, answer.headers["location"]) == (303, "/provider?on=2026-03-09")
    assert outcome_of(rig, appointment) is Outcome.ATTENDED
    rig.post("/provider/outcomes", begun, appointment=name, outcome="kept_on_duty")
    assert outcome_of(rig, appointment) is Outcome.KEPT_ON_DUTY
    assert audited(rig).count("recorded.outcome") == 2


def test_what_cannot_be_recorded_is_said_on_the_diary_in_plain_words(rig: Rig) -> None:
    practice = rig.practice()
    name = name_of(practice, book(rig, practice.counsellor_id))
    begun = rig.sign_in(practice.contact)
    answer = rig.post("/provider/outcomes", begun, appointment=name, outcome="attended")
    assert (answer.status_code, answer.headers["location"]) == (303, "/provider")
    assert "has not begun yet" in page(rig, "/provider")
    assert "recorded.outcome" not in audited(rig)


def test_what_was_moved_away_stands_apart_and_says_where_to(rig: Rig) -> None:
    practice = rig.practice()
    moved = book(rig, practice.counsellor_id)
    with rig.store.write() as db:
        row = appointments.any_(db, moved.id)
        row.status, row.outcome = AppointmentStatus.CANCELLED, Outcome.MOVED_BY_ROSTER
        db.flush()
        again = {"course_id": row.course_id, "number": 1, "officer_id": row.officer_id, "place_id": row.place_id}
        again |= {"counsellor_id": row.counsellor_id, "start_at": at(9, 14), "end_at": at(9, 15), "replaces_id": row.id}
        again |= {"status": AppointmentStatus.BOOKED, "roster_version": 0, "created_at": at(0), "changed_at": at(0)}
        db.add(Appointment(**again))
    rig.sign_in(practice.contact)
    text = page(rig, "/provider?on=2026-03-09")
    assert "One was moved away from this day" in text
    assert "moved to Wednesday 11 March, 14:00" in text
    assert text.count("<h3>") == 1, "the one that stands"


def test_the_description_of_the_api_lists_no_pages(rig: Rig) -> None:
    paths = rig.client.get("/api/openapi.json").json()["paths"]
    assert all(path.startswith(("/api/", "/webhooks/")) for path in paths)
    assert "/api/v1/provider/outcomes" in paths


def test_another_providers_appointment_does_not_exist(rig: Rig) -> None:
    alder, birch = rig.practice(), rig.practice("desk@birch.example")
    theirs = book(rig, birch.counsellor_id)
    rig.clock.move_to(at(7, 11))
    begun = rig.sign_in(alder.contact)
    for name in (name_of(birch, theirs), name_of(alder, theirs)):
        assert rig.post("/provider/outcomes", begun, appointment=name, outcome="attended").status_code == 404
    assert outcome_of(rig, theirs) is None
    assert "recorded.outcome" not in audited(rig)


def test_a_form_from_elsewhere_or_without_its_token_changes_nothing(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    rig.clock.move_to(at(7, 11))
    begun = rig.sign_in(practice.contact)
    fields = {"appointment": name_of(practice, appointment), "outcome": "attended"}
    forged = rig.client.post("/provider/outcomes", data=fields, headers={"sec-fetch-site": "same-origin"})
    cross = rig.client.post(
        "/provider/outcomes", data=fields | {"form_token": begun.form_token}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (forged.status_code, cross.status_code) == (403, 403)
    assert outcome_of(rig, appointment) is None


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-12-31", "foo"])
def test_any_week_can_be_asked_for(rig: Rig, on: str) -> None:
    practice = rig.practice()
    rig.sign_in(practice.contact)
    page(rig, f"/provider?on={on}")


def test_without_an_address_nothing_is_said_to_have_failed_and_with_one_it_is_sent_after_all(rig: Rig) -> None:
    practice = rig.practice()
    book(rig, practice.counsellor_id)
    with Outside(loopback=True) as outside:
        desk = rig.app.state.desk
        tell_due(
            rig.store, rig.clock, Senders(desk.mailer, desk.texter), outside, Voice("Relief", "http://testserver", ZONE)
        )
    begun = rig.sign_in(practice.contact)
    text = page(rig, "/provider/deliveries")
    assert 'class="pill still">Not sent<' in text
    assert "Given up" not in text
    assert "One try" not in text, "nothing failed"
    assert "No address is set, so nothing is sent" in text
    assert 'href="/provider/connection"' in text.split("<main")[1]
    rig.post("/provider/connection/address", begun, address="http://127.0.0.1:9/")
    text = page(rig, "/provider/deliveries")
    assert "No address is set" not in text
    again = re.search(r'action="(/provider/deliveries/\w+/again)"', text)
    assert again
    assert rig.post(again[1], begun).status_code == 303
    other = rig.practice("desk@birch.example")
    assert rig.post(again[1], rig.sign_in(other.contact)).status_code == 404


def test_an_address_is_saved_only_if_it_may_be_sent_to(rig: Rig) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    assert rig.post("/provider/connection/address", begun, address="https://hooks.example.org/x").status_code == 303
    refused = rig.post("/provider/connection/address", begun, address="http://169.254.169.254/")
    assert refused.status_code == 422
    assert "169.254.169.254" in refused.text
    with rig.store.read() as db:
        assert db.get_one(Provider, practice.provider_id).webhook_url == "https://hooks.example.org/x"
    assert rig.post("/provider/connection/address", begun, address="http://hooks.example.org/x").status_code == 422
    rig.post("/provider/connection/address", begun, address="")
    with rig.store.read() as db:
        assert db.get_one(Provider, practice.provider_id).webhook_url is None


def test_outside_the_demo_loopback_is_refused(care_sqlite: Database) -> None:
    with rigged(care_sqlite, demo=False) as rig:
        practice = rig.practice()
        begun = rig.sign_in(practice.contact)
        assert rig.post("/provider/connection/address", begun, address="http://127.0.0.1:9/").status_code == 422


def test_what_could_not_be_delivered_shows_its_tries(rig: Rig) -> None:
    practice = rig.practice()
    book(rig, practice.counsellor_id)
    with rig.store.write() as db:
        db.get_one(Provider, practice.provider_id).webhook_url = "http://127.0.0.1:9/"
        signing_secrets.rotate(
            db, practice.provider_id, signing_secrets.OUT, new_secret(), overlap=timedelta(0), now=rig.clock()
        )
    with Outside(loopback=True) as outside:
        desk = rig.app.state.desk
        tell_due(
            rig.store, rig.clock, Senders(desk.mailer, desk.texter), outside, Voice("Relief", "http://testserver", ZONE)
        )
    rig.sign_in(practice.contact)
    text = page(rig, "/provider/deliveries")
    assert "Will be tried again" in text
    assert "One try" in text
    assert "The connection failed." in text


def test_putting_an_outcome_right_offers_all_but_what_is_recorded_and_pushes_none(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    rig.clock.move_to(at(7, 11))
    begun = rig.sign_in(practice.contact)
    week = "/provider?on=2026-03-09"
    assert 'class="button main" name="outcome" value="attended"' in page(rig, week)
    rig.post("/provider/outcomes", begun, appointment=name_of(practice, appointment), outcome="attended")
    put_right = page(rig, week).split("Put it right")[1]
    assert 'value="attended"' not in put_right
    assert 'class="button quiet" name="outcome" value="court"' in put_right
    rig.post("/provider/outcomes", begun, appointment=name_of(practice, appointment), outcome="court")
    put_right = page(rig, week).split("Put it right")[1]
    assert 'class="button quiet" name="outcome" value="attended"' in put_right
    assert 'value="court"' not in put_right


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_new_secret_is_shown_once_and_the_old_one_counts_for_a_day(rig: Rig, direction: str) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    answer = rig.post("/provider/connection/secrets", begun, direction=direction)
    assert (answer.status_code, answer.headers["location"]) == (303, "/provider/connection")
    assert "whsec_" not in str(answer.headers)
    shown = re.search(r"whsec_[A-Za-z0-9+/=]+", page(rig, "/provider/connection"))
    assert shown
    assert "whsec_" not in page(rig, "/provider/connection")
    with rig.store.read() as db:
        now = rig.clock()
        in_force = signing_secrets.in_force(db, practice.provider_id, direction, now=now)
        assert in_force[0] == shown[0]
        assert len(in_force) == (2 if direction == "in" else 1)
        later = signing_secrets.in_force(db, practice.provider_id, direction, now=now + timedelta(hours=25))
    assert later == [shown[0]]


def test_the_api_lists_and_records_what_the_pages_do(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    rig.clock.move_to(at(7, 11))
    begun = rig.sign_in(practice.contact)
    bearer = {"authorization": f"Bearer {begun.token}"}
    rig.client.cookies.clear()
    span = {"from": "2026-03-09T00:00:00Z", "to": "2026-03-16T00:00:00Z"}
    (one,) = rig.client.get("/api/v1/provider/appointments", params=span, headers=bearer).json()["appointments"]
    assert one["officer"] == officer_reference(practice.key, appointment.officer_id)
    assert (one["session"], one["sessions"], one["status"]) == (1, 10, "booked")
    report = {"appointment": one["appointment"], "outcome": "did_not_attend"}
    for _ in range(2):
        answer = rig.client.post("/api/v1/provider/outcomes", json=report, headers=bearer)
        assert (answer.status_code, answer.json()["status"]) == (200, "noshow")
    assert rig.client.get("/api/v1/provider/appointments").status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"appointment": "apt_" + "0" * 32, "outcome": "attended"}, 404),
        ({"appointment": "apt_" + "0" * 32, "outcome": "moved_by_roster"}, 422),
        ({"appointment": "apt_" + "0" * 32}, 422),
        ({"appointment": "x", "outcome": "attended", "note": "was tearful"}, 422),
    ],
)
def test_the_api_refuses_what_it_does_not_know(rig: Rig, body: dict[str, str], status: int) -> None:
    begun = rig.sign_in(rig.practice().contact)
    answer = rig.client.post("/api/v1/provider/outcomes", json=body, headers={"authorization": f"Bearer {begun.token}"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "span",
    [
        {"from": "2026-03-09T00:00:00Z", "to": "2026-03-09T00:00:00Z"},
        {"from": "2026-03-09T00:00:00Z", "to": "2027-03-09T00:00:00Z"},
        {"from": "9999-12-31T23:00:00Z"},
        {"from": "0001-01-01T00:00:00Z"},
        {"from": "2026-03-09"},
    ],
)
def test_the_api_refuses_a_period_that_makes_no_sense(rig: Rig, span: dict[str, str]) -> None:
    begun = rig.sign_in(rig.practice().contact)
    bearer = {"authorization": f"Bearer {begun.token}"}
    assert rig.client.get("/api/v1/provider/appointments", params=span, headers=bearer).status_code == 422


def test_the_mail_page_exists_in_the_demo_only(rig: Rig, care_sqlite: Database) -> None:
    rig.app.state.desk.mailer.send("kim@home.example", "A change to your diary", "Hello,\n\nBooked.", now=rig.clock())
    assert "kim@home.example" in page(rig, "/mail")
    with rigged(care_sqlite, demo=False) as real:
        page(real, "/mail", 404)


@pytest.mark.parametrize("path", ["/provider/nothing", "/provider/sign-in", "/provider/hours/9"])
def test_pages_and_errors_for_providers_are_not_those_for_officers(rig: Rig, path: str) -> None:
    text = rig.client.get(path, headers={"accept": "text/html"}).text
    assert "For people at providers" in text
    assert "Leave quickly" not in text
    assert "tel:116123" not in text
    if "sign-in" not in path:
        assert '<a class="button main" href="/provider">' in text
    assert "tel:116123" in rig.client.get("/sign-in", headers={"accept": "text/html"}).text


def test_no_page_needs_javascript_and_every_button_says_for_whom(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    rig.clock.move_to(at(7, 11))
    rig.sign_in(practice.contact)
    text = page(rig, "/provider")
    main = text[text.index("<main") : text.index("</main>")]
    assert "<script" not in main
    assert " hx-" not in main
    buttons = re.findall(r'<button[^>]*name="outcome"[^>]*>(.*?)</button>', main, re.DOTALL)
    assert len(buttons) == 6
    assert all(officer_reference(practice.key, appointment.officer_id) in button for button in buttons)
