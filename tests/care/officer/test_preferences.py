"""Days away, journeys, rest and the private diary: kept, fitted around, and refused kindly where they make no sense."""

from datetime import UTC, datetime, timedelta

import pytest

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.needs import OfficerNeeds
from app.care.store import officers
from app.foundation.sealing import digest
from tests.care.officer.rig import ZONE, Browser, Rig, booked
from tests.support.builders import VIDEO, at


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
    assert "Kept free" in page.visible
    assert "Take off" in page.visible
    new = rig.standing(officer_id, 2)
    assert new.start_at.astimezone(ZONE).date() != on
    assert new.status in {S.BOOKED, S.PROPOSED}
    (span,) = needs_of(rig, officer_id).blackouts
    assert (span.start, span.end - span.start) == (datetime(on.year, on.month, on.day, tzinfo=UTC), timedelta(days=1))
    browser.send("/preferences/away/remove")
    assert not needs_of(rig, officer_id).blackouts


@pytest.mark.parametrize(
    ("first", "last", "column"),
    [
        ("", "", "first_on"),
        ("soon", "", "first_on"),
        ("2026-03-10", "2026-03-09", "last_on"),
        ("2026-03-10", "later", "last_on"),
        ("2026-02-01", "2026-02-02", "first_on"),
        ("2026-03-10", "2028-03-10", "last_on"),
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
    wishes = {"travel-riverside": "45", "days": ["0", "6"], "leave": "yes", "sleep": "10"}
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
        ({"days": ["7"]}, "days"),
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


def test_fifty_stretches_away_are_enough(rig: Rig) -> None:
    from app.care.services.preferences import MOST_BLACKOUTS, add_blackout
    from app.foundation.refusals import Invalid
    from scheduler.interval import Interval

    officer_id, _ = settings(rig)
    spans = [Interval(at(day), at(day, 11)) for day in range(MOST_BLACKOUTS + 1)]
    with rig.store.write() as db:
        for span in spans[:-1]:
            add_blackout(db, officer_id, span)
        add_blackout(db, officer_id, spans[0])  # the same again changes nothing
        with pytest.raises(Invalid):
            add_blackout(db, officer_id, spans[-1])


def test_each_wrong_journey_is_named_by_its_place(rig: Rig) -> None:
    rig.counsellor(places=["riverside", "harbour", VIDEO])
    browser = rig.browser(rig.officer())
    browser.open("/preferences")
    page = browser.send("/preferences", **{"travel-riverside": "an hour", "travel-harbour": "999"})
    assert browser.status == 422
    said = [text for text in page.visible.split("From work to ") if "takes 0 to 240 minutes" in text[:60]]
    assert len({text.split(" takes")[0] for text in said}) == 2
