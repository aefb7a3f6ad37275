"""One time as a file for a calendar: the same on the page and over the API, and nobody else's."""

from typing import Any

from icalendar import Calendar

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.discretion import leaks
from app.care.services.calendar_link import new_calendar_link
from app.care.services.preferences import DiaryWords, name_diary
from tests.care.officer.rig import Rig, booked, started
from tests.support.builders import NOW


def the_event(content: bytes) -> Any:
    calendar = Calendar.from_ical(content)
    assert str(calendar["METHOD"]) == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_booked_time_is_a_file_that_says_nothing(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    mine = rig.standing(officer_id)
    path = f"/booked/{mine.id}/diary.ics"
    assert path in browser.shown.links
    assert path in browser.open("/plan/1").links
    answer = browser.client.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="diary.ics"'
    event = the_event(answer.content)
    assert (event.start, event.end) == (mine.start_at, mine.end_at)
    assert [str(event[name]) for name in ("SUMMARY", "CLASS", "STATUS", "TRANSP")] == [
        *("Busy", "PRIVATE", "CONFIRMED", "OPAQUE"),
    ]
    assert not {"DESCRIPTION", "ATTENDEE", "ORGANIZER", "LOCATION", "URL"} & set(event)
    assert leaks(f"{path} {answer.headers} {answer.text}") == []
    program = rig.program(officer_id)
    assert program.get(f"/appointments/{mine.id}/diary.ics").content == answer.content


def test_it_is_the_entry_of_the_private_address_under_the_officers_own_title(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    mine = rig.standing(officer_id)
    with rig.store.write() as db:
        name_diary(db, officer_id, DiaryWords("Gym", with_place=True), now=NOW)
        token = new_calendar_link(db, officer_id, now=NOW)
    feed = Calendar.from_ical(browser.client.get(f"/calendar/{token}.ics").content)
    event = the_event(browser.client.get(f"/booked/{mine.id}/diary.ics").content)
    same = next(one for one in feed.walk("VEVENT") if one["UID"] == event["UID"])
    assert event.to_ical() == same.to_ical()
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Gym", "Video")


def test_the_file_of_a_time_that_was_called_off_or_moved_shows_how_it_is_now(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/plan/1/change")
    browser.send("/plan/1/change")
    event = the_event(browser.client.get(f"/booked/{old.id}/diary.ics").content)
    known = (S.PROPOSED, S.BOOKED)
    replaced = [a for a in rig.appointments(officer_id) if a.replaces_id == old.id and a.status in known]
    if replaced:
        assert event.start == replaced[0].start_at
    else:
        assert str(event["STATUS"]) == "CANCELLED"


def test_what_is_only_kept_and_what_is_somebody_elses_is_in_no_diary(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    browser.send("/choose")
    kept = rig.standing(officer_id)
    assert kept.status is S.HELD
    assert browser.client.get(f"/booked/{kept.id}/diary.ics").status_code == 404
    browser.send(f"{browser.shown.path}/book")
    other = rig.program(rig.officer())
    assert other.get(f"/appointments/{kept.id}/diary.ics").status_code == 404
    assert other.get("/appointments/nonsense/diary.ics").status_code == 404
    assert rig.visitor().get(f"/booked/{kept.id}/diary.ics").status_code == 303, "not without signing in"
