"""The hours page: what is offered, what is taken back, and what that would move, shown before it is done."""

from collections.abc import Iterator

import pytest
from httpx import Response

from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.store import providers
from app.foundation.database import Database
from app.foundation.signin.sign_ins import Begun
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.provider.test_pages import audited, book, page
from tests.support.builders import at


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def test_a_day_can_be_taken_back_whole_in_local_time(rig: Rig) -> None:
    practice = rig.practice()
    book(rig, practice.counsellor_id)
    begun = rig.sign_in(practice.contact)
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    assert code in page(rig, "/provider/hours")
    answer = rig.post(
        "/provider/hours/withdraw", begun, counsellor=code, first_on="2026-03-30", last_on="2026-03-30", sure="yes"
    )
    assert answer.status_code == 303
    first, last = at(27, 23), at(28, 23)  # the first day of summer time: local midnight is 23:00 UTC
    with rig.store.read() as db:
        left = providers.hours_of_counsellors(db, [practice.counsellor_id], at(26), at(30))
        assert [(h.start_at, h.end_at) for h in left] == [(at(0), first), (last, at(100))]
    assert "withdrew.hours" in audited(rig)


def taking_back(rig: Rig, practice: Practice, begun: Begun, on: str, **fields: str) -> Response:
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    return rig.post("/provider/hours/withdraw", begun, counsellor=code, first_on=on, last_on=on, **fields)


def test_before_hours_are_taken_back_the_page_says_what_that_moves_and_changes_nothing(rig: Rig) -> None:
    practice = rig.practice()
    appointment = book(rig, practice.counsellor_id)
    begun = rig.sign_in(practice.contact)
    answer = taking_back(rig, practice, begun, "2026-03-09")
    assert answer.status_code == 200
    assert officer_reference(practice.key, appointment.officer_id) in answer.text
    assert "withdrew.hours" not in audited(rig)
    assert taking_back(rig, practice, begun, "2026-03-09", sure="yes").status_code == 303
    assert "withdrew.hours" in audited(rig)


def test_nothing_is_chosen_beforehand_and_nothing_is_said_to_be_taken_back_that_is_not(rig: Rig) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    form = page(rig, "/provider/hours")
    assert '<option value="" selected>choose</option>' in form
    assert 'value="2026-' not in form
    over = taking_back(rig, practice, begun, "2020-01-06", sure="yes")
    assert (over.status_code, "This time is over." in over.text) == (422, True)
    assert taking_back(rig, practice, begun, "2026-03-09", sure="yes").status_code == 303
    again = taking_back(rig, practice, begun, "2026-03-09", sure="yes")
    assert (again.status_code, "offers no hours in this time" in again.text) == (422, True)
    assert audited(rig).count("withdrew.hours") == 1
    assert rig.post("/provider/hours/withdraw", begun).status_code == 422


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"last_on": "2026-03-10"}, "from Monday 9 March 2026 to Tuesday 10 March 2026, both included."),
        ({"last_on": "2026-03-09"}, "on Monday 9 March 2026, the whole day."),
        ({"last_on": "2026-03-09", "starts": "13:00"}, "on Monday 9 March 2026, from 13:00."),
        ({"last_on": "2026-03-09", "ends": "15:30"}, "on Monday 9 March 2026, until 15:30."),
        ({"last_on": "2026-03-10", "ends": "15:30"}, "from Monday 9 March 2026 to Tuesday 10 March 2026, 15:30."),
    ],
)
def test_the_days_to_take_back_are_said_as_they_were_typed(rig: Rig, fields: dict[str, str], said: str) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    asked = rig.post("/provider/hours/withdraw", begun, counsellor=code, first_on="2026-03-09", **fields)
    assert said in asked.text


WEEK = {"first_on": "2026-06-22", "last_on": "2026-07-05", "starts": "09:00", "ends": "17:00", "places": "video"}


def test_hours_are_offered_on_the_weekdays_of_a_stretch_in_local_time(rig: Rig) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    answer = rig.post("/provider/hours/open", begun, counsellor=code, weekdays="2", **WEEK)
    assert (answer.status_code, answer.headers["location"]) == (303, "/provider/hours")
    with rig.store.read() as db:
        made = providers.hours_of_counsellors(db, [practice.counsellor_id], at(105), at(130))
    assert [(h.start_at, h.end_at, h.places) for h in made] == [
        (at(114, 8), at(114, 16), ["video"]),
        (at(121, 8), at(121, 16), ["video"]),
    ]
    assert "opened.hours" in audited(rig)
    clash = rig.post("/provider/hours/open", begun, counsellor=code, **WEEK)
    assert (clash.status_code, "(2 times)" in clash.text) == (422, True)
    with rig.store.read() as db:
        assert len(providers.hours_of_counsellors(db, [practice.counsellor_id], at(105), at(130))) == 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"ends": "08:00"}, "ends"),
        ({"starts": ""}, "starts"),
        ({"places": ""}, "places"),
        ({"first_on": "2020-01-06", "last_on": "2020-01-06"}, "first_on"),
        ({"last_on": "2026-06-22", "weekdays": "2"}, "weekdays"),
        ({"counsellor": ""}, "counsellor"),
    ],
)
def test_an_offer_that_cannot_be_comes_back_with_the_field_at_fault(
    rig: Rig, changes: dict[str, str], column: str
) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    fields = {name: text for name, text in ({"counsellor": code} | WEEK | changes).items() if text}
    answer = rig.post("/provider/hours/open", begun, **fields)
    assert answer.status_code == 422
    assert f'href="#f-{column}"' in answer.text


def test_hours_that_end_before_they_begin_come_back_with_the_field_at_fault(rig: Rig) -> None:
    practice = rig.practice()
    begun = rig.sign_in(practice.contact)
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    for first_on, last_on, starts in (
        ("2026-03-10", "2026-03-09", ""),
        ("0001-01-01", "0001-01-02", ""),
        ("2026-03-09", "9999-12-31", ""),
        ("2026-03-09", "2026-03-09", "25:99"),
    ):
        answer = rig.post(
            "/provider/hours/withdraw", begun, counsellor=code, first_on=first_on, last_on=last_on, starts=starts
        )
        assert answer.status_code == 422
        assert "Take hours back" in answer.text
        assert 'role="alert"' in answer.text


def test_another_providers_hours_cannot_be_taken_back(rig: Rig) -> None:
    alder, birch = rig.practice(), rig.practice("desk@birch.example")
    begun = rig.sign_in(alder.contact)
    code = outward(birch.key, Kind.COUNSELLOR, birch.counsellor_id)
    assert rig.post("/provider/hours/open", begun, counsellor=code, **WEEK).status_code == 404
    answer = rig.post("/provider/hours/withdraw", begun, counsellor=code, first_on="2026-03-09", last_on="2026-03-09")
    assert answer.status_code == 404
