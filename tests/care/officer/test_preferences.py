"""Days away, journeys, rest and the private diary: kept, fitted around, and refused kindly where they make no sense."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.needs import OfficerNeeds
from app.care.domain.outcome import Outcome
from app.care.reads.called_off import called_off_days
from app.care.services.preferences import add_blackout, drop_blackout
from app.care.store import appointments, officers
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.rosters import OfficerMonth
from app.care.web.officer.preferences_form import CELLS
from app.foundation.sealing import digest
from scheduler.interval import Interval
from tests.care.officer.rig import ZONE, Browser, Rig, booked
from tests.support.builders import NOW, VIDEO, at
from tests.support.duties import pack

WHOLE_DAYS = [f"{day}-{part}" for day in (0, 6) for part in ("morning", "afternoon", "evening")]


def needs_of(rig: Rig, officer_id: str) -> OfficerNeeds:
    with rig.store.read() as db:
        return OfficerNeeds.from_json(officers.one(db, officer_id).needs)


def settings(rig: Rig) -> tuple[str, Browser]:
    rig.counsellor()
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/preferences")
    return officer_id, browser


def test_days_away_are_whole_local_days_and_what_lay_in_them_moves(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id, 2)
    on = old.start_at.astimezone(ZONE).date()
    browser.open("/preferences")
    page = browser.send("/preferences/away", first_on=str(on), last_on=str(on))
    assert "Kept free. What lay in these days is planned anew, and nothing is lost." in page.visible
    assert "Take off" in page.visible
    new = rig.standing(officer_id, 2)
    assert new.start_at.astimezone(ZONE).date() != on
    assert new.status in {S.BOOKED, S.PROPOSED}
    assert "You were away, so it was planned again" in browser.open("/history").visible
    browser.open("/preferences")
    (span,) = needs_of(rig, officer_id).blackouts
    assert (span.start, span.end - span.start) == (datetime(on.year, on.month, on.day, tzinfo=UTC), timedelta(days=1))
    browser.send("/preferences/away/remove")
    assert not needs_of(rig, officer_id).blackouts


def test_days_away_call_off_what_is_booked_also_while_the_plan_waits(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    browser.open("/plan/1/change")
    browser.send("/plan/1/change", then="wait")
    old = rig.standing(officer_id, 2)
    on = old.start_at.astimezone(ZONE).date()
    browser.open("/preferences")
    page = browser.send("/preferences/away", first_on=str(on))
    assert "is called off. Nothing is lost, and it waits until you say so." in page.visible
    assert not [a for a in rig.appointments(officer_id) if a.number == 2 and a.status is S.BOOKED]
    assert "You were away" in browser.open("/plan/2").visible
    with rig.store.read() as db:
        told = db.scalars(select(OutboxMessage).where(OutboxMessage.channel == "mail")).all()
        assert [m.event for m in told if m.payload.get("appointment_id") == old.id][-1] == "appointment.cancelled"


def test_days_away_over_nothing_say_so(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    free_on = rig.standing(officer_id).start_at.date() + timedelta(days=1)
    browser.open("/preferences")
    page = browser.send("/preferences/away", first_on=str(free_on), last_on=str(free_on))
    assert "Kept free. Nothing that is planned lay in these days." in page.visible


def test_days_that_were_kept_free_may_be_planned_again_once_they_are_taken_off(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    old = rig.standing(officer_id, 2)
    with rig.store.write() as db:
        add_blackout(db, officer_id, Interval(old.start_at, old.end_at), now=NOW)
        drop_blackout(db, officer_id, old.start_at)
    with rig.store.read() as db:
        assert called_off_days(appointments.of_course(db, old.course_id), ZONE) != []
        assert appointments.ended_apart(db, [old.id]) == {old.id}


def test_what_ones_own_settings_leave_no_room_for_is_not_put_down_to_a_duty(rig: Rig) -> None:
    """Between two nights there is an hour after eight hours of sleep, and none after fourteen."""
    rig.counsellor(hours=[(at(d, 13), at(d, 17)) for d in range(60)])
    officer_id = rig.officer(late_turns=())
    nights = pack(("night", at(d, 22), at(d + 1, 6)) for d in range(28))
    with rig.store.write() as db:
        db.scalars(select(OfficerMonth).where(OfficerMonth.officer_id == officer_id)).one().duties = nights
    _, browser = booked(rig, officer_id)
    between_nights = rig.standing(officer_id)
    browser.open("/preferences")
    browser.send("/preferences", sleep="14")
    with rig.store.read() as db:
        gone = appointments.any_(db, between_nights.id)
        assert (gone.status, gone.outcome) == (S.CANCELLED, Outcome.CANCELLED_BY_OFFICER)
    assert "It no longer suited what you set" in browser.open("/history").visible


@pytest.mark.parametrize("path", ["/preferences/away", "/preferences/away/remove", "/preferences/diary/title"])
def test_the_address_of_a_form_that_came_back_leads_to_its_page(rig: Rig, path: str) -> None:
    _, browser = settings(rig)
    assert (browser.open(path).path, browser.status) == ("/preferences", 200)


@pytest.mark.parametrize(
    ("first", "last", "column"),
    [
        ("", "", "first_on"),
        ("soon", "", "first_on"),
        ("2026-03-10", "2026-03-09", "last_on"),
        ("2026-03-10", "later", "last_on"),
        ("2026-02-01", "2026-02-02", "first_on"),
        ("2026-03-10", "2028-03-10", "last_on"),
        ("9999-12-30", "9999-12-31", "first_on"),
    ],
)
def test_dates_that_make_no_sense_come_back_as_they_were_typed(rig: Rig, first: str, last: str, column: str) -> None:
    officer_id, browser = settings(rig)
    page = browser.send("/preferences/away", first_on=first, last_on=last)
    assert browser.status == 422
    assert f"#f-{column}" in page.links
    assert page.form("/preferences/away").fields["first_on"] == first
    assert not needs_of(rig, officer_id).blackouts


def test_journeys_rest_and_days_are_kept_and_shown_again(rig: Rig) -> None:
    rig.counsellor(places=["video", "riverside"])
    officer_id, browser = settings(rig)
    wishes = {"travel-riverside": "45", "avoid": WHOLE_DAYS, "leave": "yes", "sleep": "10"}
    page = browser.send("/preferences", **wishes)
    assert "Kept." in page.visible
    needs = needs_of(rig, officer_id)
    assert needs.travel_minutes == {"riverside": 45}
    assert needs.disliked[0].weekdays == {0, 6}
    assert (needs.attends_on_leave, needs.sleep_hours, needs.in_duty_time) == (True, 10, None)
    shown = page.form("/preferences").fields
    assert (shown["travel-riverside"], shown["sleep"], shown["leave"]) == ("45", "10", "yes")
    browser.send("/preferences", **{"travel-riverside": "", "sleep": "", "leave": "no"})
    assert needs_of(rig, officer_id).travel_minutes == {}


@pytest.mark.parametrize(
    ("wish", "column"),
    [
        ({"travel-riverside": "an hour"}, "travel-riverside"),
        ({"travel-riverside": "241"}, "travel-riverside"),
        ({"sleep": "3"}, "sleep"),
        ({"sleep": "٩"}, "sleep"),
        ({"wind_down": "9"}, "wind_down"),
        ({"avoid": ["7-morning"]}, "avoid"),
        ({"strict": "yes", "avoid": list(CELLS)}, "avoid"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_where_they_stand(
    rig: Rig, wish: dict[str, object], column: str
) -> None:
    rig.counsellor(places=["video", "riverside"])
    officer_id, browser = settings(rig)
    page = browser.send("/preferences", **wish)
    assert browser.status == 422
    assert f"#f-{column}" in page.links
    assert needs_of(rig, officer_id) == OfficerNeeds()


def test_the_diary_address_is_shown_once_and_opens_the_diary_until_it_is_ended(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    browser.open("/preferences")
    page = browser.send("/preferences/diary")
    assert page.path == "/preferences/diary"
    with rig.store.read() as db:
        made = officers.one(db, officer_id).calendar_digest
    assert browser.open("/preferences/diary").path == "/preferences", "shown once, and a reload makes no other"
    with rig.store.read() as db:
        assert officers.one(db, officer_id).calendar_digest == made
    address = next(link for link in page.links if link.startswith("webcal://"))
    path = address.removeprefix("webcal://testserver")
    assert rig.visitor().get(path).status_code == 200
    with rig.store.read() as db:
        assert officers.one(db, officer_id).calendar_digest == digest(path[len("/calendar/") : -len(".ics")])
    browser.open("/preferences")
    browser.send("/preferences/diary/end")
    assert rig.visitor().get(path).status_code == 404


@pytest.mark.parametrize("title", ["Counselling", "My thera-py", "", "x" * 61, "Well\u00adbeing"])
def test_a_diary_title_that_gives_somebody_away_is_refused(rig: Rig, title: str) -> None:
    officer_id, browser = settings(rig)
    page = browser.send("/preferences/diary/title", title=title)
    assert browser.status == 422
    assert "#f-title" in page.links
    with rig.store.read() as db:
        assert officers.one(db, officer_id).calendar_title == "Busy"


def test_the_diary_takes_another_title_and_says_where_only_if_asked(rig: Rig) -> None:
    officer_id, browser = settings(rig)
    browser.send("/preferences/diary/title", title="  Gym  class ", with_place="yes")
    with rig.store.read() as db:
        officer = officers.one(db, officer_id)
    assert officer.calendar_title == "Gym class"
    assert officer.needs["calendar_place"] is True
    browser.send("/preferences", leave="yes")
    with rig.store.read() as db:
        assert officers.one(db, officer_id).needs["calendar_place"] is True, "other settings must not undo it"


def test_the_diary_says_where_in_the_officers_own_words(rig: Rig) -> None:
    rig.counsellor(places=["riverside"])
    officer_id, browser = booked(rig)
    browser.open("/preferences")
    browser.send("/preferences/diary/title", with_place="yes", **{"word-riverside": "  In  town "})
    browser.open("/preferences")
    links = browser.send("/preferences/diary").links
    path = next(link for link in links if link.startswith("webcal://")).removeprefix("webcal://testserver")
    feed = rig.visitor().get(path).text
    assert "LOCATION:In town" in feed
    assert "RIVERSIDE" not in feed
    assert browser.open("/preferences").form("/preferences/diary/title").fields["word-riverside"] == "In town"
    program = rig.program(officer_id)
    assert program.get("/me/diary").json()["places"] == {"riverside": "In town"}
    browser.send("/preferences/diary/title", with_place="yes", **{"word-riverside": ""})
    assert "LOCATION:RIVERSIDE" in rig.visitor().get(path).text, "without a word it says what is usual"


@pytest.mark.parametrize("word", ["Therapy room", "x" * 41, "\u202eTown"])
def test_a_word_for_a_place_that_gives_somebody_away_is_refused(rig: Rig, word: str) -> None:
    rig.counsellor(places=["riverside"])
    officer_id, browser = booked(rig)
    browser.open("/preferences")
    page = browser.send("/preferences/diary/title", **{"word-riverside": word})
    assert browser.status == 422
    assert "#f-word-riverside" in page.links
    assert page.form("/preferences/diary/title").fields["word-riverside"] == word
    with rig.store.read() as db:
        assert "calendar_words" not in officers.one(db, officer_id).needs


def test_words_for_places_that_there_are_none_of_are_refused_over_the_api(rig: Rig) -> None:
    _, browser = settings(rig)
    program = rig.program(rig.officer())
    headers = {"authorization": f"Bearer {program.token}"}
    body = {"title": "Gym", "with_place": True, "places": {"nowhere": "Town"}}
    answer = program.client.put("/api/v1/me/diary", json=body, headers=headers)
    assert (answer.status_code, answer.json()["faults"][0]["column"]) == (422, "word-nowhere")
    kept = program.client.put("/api/v1/me/diary", json={**body, "places": {VIDEO: "Screen"}}, headers=headers).json()
    assert kept["places"] == {VIDEO: "Screen"}
    assert browser.shown


def test_fifty_stretches_away_are_enough(rig: Rig) -> None:
    from app.care.services.preferences import MOST_BLACKOUTS, add_blackout
    from app.foundation.refusals import Invalid
    from scheduler.interval import Interval

    officer_id, _ = settings(rig)
    spans = [Interval(at(day), at(day, 11)) for day in range(MOST_BLACKOUTS + 1)]
    with rig.store.write() as db:
        for span in spans[:-1]:
            add_blackout(db, officer_id, span, now=NOW)
        add_blackout(db, officer_id, spans[0], now=NOW)  # the same again changes nothing
        with pytest.raises(Invalid):
            add_blackout(db, officer_id, spans[-1], now=NOW)


def test_each_wrong_journey_is_named_by_its_place(rig: Rig) -> None:
    rig.counsellor(places=["riverside", "harbour", VIDEO])
    browser = rig.browser(rig.officer())
    browser.open("/preferences")
    page = browser.send("/preferences", **{"travel-riverside": "an hour", "travel-harbour": "999"})
    assert browser.status == 422
    said = [text for text in page.visible.split("From work to ") if "takes 0 to 240 minutes" in text[:60]]
    assert len({text.split(" takes")[0] for text in said}) == 2
