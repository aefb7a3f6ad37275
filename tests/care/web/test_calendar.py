"""The private diary address: opened by its holder only, one entry for each session wherever it moves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.domain.planned import ChosenSlot
from app.care.services.calendar_link import end_calendar_link, new_calendar_link
from app.care.services.call_off import cancel_by_officer, cancel_by_provider, move_by_officer
from app.care.services.outcome import record_outcome
from app.care.services.preferences import DiaryWords, name_diary
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from tests.care.web.provider.rig import HOURS, Rig, rigged
from tests.support.builders import a_booked_appointment, a_counsellor, a_planned_course, at


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def planned(rig: Rig) -> tuple[Course, str]:
    """A course of ten, three booked, and its officer's diary token."""
    with rig.store.write() as db:
        course = a_planned_course(db, a_counsellor(db, hours=HOURS), now=rig.clock())
        token = new_calendar_link(db, course.officer_id, now=rig.clock())
    return course, token


def events(rig: Rig, token: str) -> list[Any]:
    answer = rig.client.get(f"/calendar/{token}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def first_of(rig: Rig, course: Course) -> str:
    with rig.store.read() as db:
        return appointments.standing_of_course(db, course.id)[0].id


def test_booked_ones_are_confirmed_and_provisional_ones_tentative(rig: Rig) -> None:
    _, token = planned(rig)
    shown = events(rig, token)
    assert [str(e["STATUS"]) for e in shown] == ["CONFIRMED"] * 3 + ["TENTATIVE"] * 7
    assert {str(e["SUMMARY"]) for e in shown} == {"Busy"}
    assert {str(e["CLASS"]) for e in shown} == {"PRIVATE"}
    assert len({str(e["UID"]) for e in shown}) == 10
    assert [e.start for e in shown] == [at(7 * week) for week in range(1, 11)]


def test_an_address_that_nobody_was_given_and_one_that_was_taken_back_open_nothing(rig: Rig) -> None:
    course, token = planned(rig)
    assert rig.client.get("/calendar/guess.ics").status_code == 404
    assert rig.client.get(f"/calendar/{'x' * 5000}.ics").status_code == 404
    with rig.store.write() as db:
        fresh = new_calendar_link(db, course.officer_id, now=rig.clock())
    assert rig.client.get(f"/calendar/{token}.ics").status_code == 404
    assert events(rig, fresh)
    with rig.store.write() as db:
        end_calendar_link(db, course.officer_id, now=rig.clock())
    assert rig.client.get(f"/calendar/{fresh}.ics").status_code == 404


def test_the_store_keeps_no_token(rig: Rig) -> None:
    course, token = planned(rig)
    with rig.store.read() as db:
        kept = db.get_one(Officer, course.officer_id).calendar_digest
    assert kept
    assert token not in kept


def test_what_has_not_changed_is_not_sent_again(rig: Rig) -> None:
    course, token = planned(rig)
    first = rig.client.get(f"/calendar/{token}.ics")
    assert first.headers["cache-control"] == "private, no-cache"
    seen = {"if-none-match": first.headers["etag"]}
    rig.clock.advance(timedelta(hours=3))
    assert rig.client.get(f"/calendar/{token}.ics", headers=seen).status_code == 304
    with rig.store.write() as db:
        cancel_by_officer(db, course.officer_id, first_of_in(db, course), now=rig.clock(), rebook=False)
    assert rig.client.get(f"/calendar/{token}.ics", headers=seen).status_code == 200


def first_of_in(db: Any, course: Course) -> str:
    return appointments.standing_of_course(db, course.id)[0].id


def test_a_moved_appointment_keeps_its_identity_and_counts_up(rig: Rig) -> None:
    with rig.store.write() as db:
        counsellor = a_counsellor(db, hours=HOURS)
        old = a_booked_appointment(db, counsellor, now=rig.clock())
        token = new_calendar_link(db, old.officer_id, now=rig.clock())
    (before,) = events(rig, token)
    seen = [int(before["SEQUENCE"])]
    for day in (8, 9):
        with rig.store.write() as db:
            slot = ChosenSlot(number=1, counsellor_id=counsellor.id, place_id="video", start_at=at(day, 15))
            old = move_by_officer(db, old.officer_id, old.id, slot, now=rig.clock())
        (after,) = events(rig, token)
        assert (str(after["UID"]), str(after["STATUS"])) == (str(before["UID"]), "CONFIRMED")
        assert after.start == at(day, 15)
        seen.append(int(after["SEQUENCE"]))
    assert seen == sorted(set(seen))


def test_a_cancelled_one_says_so_for_thirty_days_and_is_then_gone(rig: Rig) -> None:
    course, token = planned(rig)
    with rig.store.write() as db:
        cancel_by_officer(db, course.officer_id, first_of_in(db, course), now=rig.clock(), rebook=False)
    assert [str(e["STATUS"]) for e in events(rig, token)][:2] == ["CANCELLED", "CONFIRMED"]
    rig.clock.advance(timedelta(days=30))
    assert str(events(rig, token)[0]["STATUS"]) == "CANCELLED"
    rig.clock.advance(timedelta(seconds=1))
    assert "CANCELLED" not in {str(e["STATUS"]) for e in events(rig, token)}


def test_a_miss_is_taken_down_and_a_provisional_one_that_went_leaves_no_trace(rig: Rig) -> None:
    course, token = planned(rig)
    rig.clock.move_to(at(7, 11))
    with rig.store.write() as db:
        rows = appointments.standing_of_course(db, course.id)
        provider_id = provider_of(db, rows[-1].counsellor_id)
        record_outcome(db, rows[0].id, Outcome.KEPT_ON_DUTY, by="officer", now=rig.clock())
        cancel_by_provider(db, provider_id, rows[-1].id, now=rig.clock())
    shown = events(rig, token)
    assert len(shown) == 9
    assert [str(e["STATUS"]) for e in shown].count("CANCELLED") == 1


def provider_of(db: Any, counsellor_id: str) -> str:
    from app.care.store import providers

    return providers.counsellor(db, counsellor_id).provider_id


def test_the_officers_own_title_is_used_and_a_place_only_if_asked_for(rig: Rig) -> None:
    course, token = planned(rig)
    assert all("LOCATION" not in e for e in events(rig, token))
    with rig.store.write() as db:
        officer = db.get_one(Officer, course.officer_id)
        officer.calendar_title = "Dentist"
        officer.needs = {"calendar_place": True}
    shown = events(rig, token)
    assert {str(e["SUMMARY"]) for e in shown} == {"Dentist"}
    assert {str(e["LOCATION"]) for e in shown} == {"Video"}


def test_by_date_alone_it_is_fetched_again_only_when_anything_is_another(rig: Rig) -> None:
    """Moved, named anew, or shown for long enough: each counts, and nothing else does."""
    course, token = planned(rig)
    path = f"/calendar/{token}.ics"
    assert "last-modified" not in rig.client.get(path).headers, "what changed this very second may change again in it"
    rig.clock.advance(timedelta(minutes=1))

    def is_new(since: str) -> bool:
        return rig.client.get(path, headers={"if-modified-since": since}).status_code == 200

    seen = rig.client.get(path).headers["last-modified"]
    assert not is_new(seen)
    with rig.store.write() as db:
        name_diary(db, course.officer_id, DiaryWords("Dentist"), now=rig.clock())
    rig.clock.advance(timedelta(minutes=1))
    assert is_new(seen)
    named = rig.client.get(path).headers["last-modified"]
    assert not is_new(named)
    with rig.store.write() as db:
        cancel_by_officer(db, course.officer_id, first_of_in(db, course), now=rig.clock(), rebook=False)
    rig.clock.advance(timedelta(minutes=1))
    assert is_new(named)
    gone = rig.client.get(path).headers["last-modified"]
    rig.clock.advance(timedelta(days=29))
    assert not is_new(gone)
    rig.clock.advance(timedelta(days=1))
    assert is_new(gone), "the cancelled one is taken down"


@pytest.mark.parametrize("since", ["", "yesterday", "Mon, 02 Mar 2026 08:00:00", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_says_nothing_is_not_believed(rig: Rig, since: str) -> None:
    _, token = planned(rig)
    rig.clock.advance(timedelta(hours=1))
    answer = rig.client.get(f"/calendar/{token}.ics", headers={"if-modified-since": since})
    assert answer.status_code == 200


def test_a_tag_is_known_among_others_and_goes_before_a_date(rig: Rig) -> None:
    _, token = planned(rig)
    rig.clock.advance(timedelta(hours=1))
    path = f"/calendar/{token}.ics"
    first = rig.client.get(path)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for tags, status in ((f'"other", W/{tag}', 304), ("*", 304), ('"other"', 200)):
        headers = {"if-none-match": tags, "if-modified-since": date}
        assert rig.client.get(path, headers=headers).status_code == status


def test_a_program_may_ask_for_the_headers_alone(rig: Rig) -> None:
    _, token = planned(rig)
    answer = rig.client.head(f"/calendar/{token}.ics")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-disposition"] == 'inline; filename="diary.ics"'
    assert rig.client.head("/calendar/guess.ics").status_code == 404


def test_of_two_that_came_in_place_of_one_the_one_that_stands_is_shown(rig: Rig) -> None:
    """A time was kept instead and let go again; another was booked then."""
    with rig.store.write() as db:
        counsellor = a_counsellor(db, hours=HOURS)
        old = a_booked_appointment(db, counsellor, now=rig.clock())
        token = new_calendar_link(db, old.officer_id, now=rig.clock())
        slot = ChosenSlot(number=1, counsellor_id=counsellor.id, place_id="video", start_at=at(8, 15))
        new = move_by_officer(db, old.officer_id, old.id, slot, now=rig.clock())
        later = {**columns(new), "id": "f" * 32, "start_at": at(30), "end_at": at(31), "status": S.CANCELLED}
        db.add(Appointment(**later))
    (event,) = events(rig, token)
    assert (str(event["STATUS"]), event.start) == ("CONFIRMED", at(8, 15))


def columns(row: Appointment) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in Appointment.__table__.columns}
