"""The page of the week, its picture and its list; and why each time of the plan was chosen."""

import re

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.reasons import Chosen, reasons_for
from app.care.domain.wants import Mode, Wants
from app.care.domain.week import monday_of
from app.care.store.tables.rosters import OfficerMonth
from app.care.web.officer.wording import missed
from scheduler.duty import Duty, DutyKind
from tests.care.officer.rig import ZONE, Browser, Rig, booked
from tests.support.builders import SITE, VIDEO, at
from tests.support.duties import pack


@pytest.fixture(scope="module")
def rig(desk_for_all: Rig) -> Rig:
    """Somebody to see by video."""
    desk_for_all.counsellor()
    return desk_for_all


def planned(rig: Rig) -> tuple[str, Browser]:
    officer_id = rig.officer(())
    nights = pack([("night", at(d, 22), at(d + 1, 6)) for d in (1, 2, 9, 26)] + [("early", at(0, 7), at(0, 15))])
    with rig.store.write() as db:
        db.scalars(select(OfficerMonth).where(OfficerMonth.officer_id == officer_id)).one().duties = nights
    return booked(rig, officer_id)


def test_duties_rest_and_times_are_told_together_in_picture_and_list(rig: Rig) -> None:
    officer_id, browser = planned(rig)
    first = rig.standing(officer_id)
    page = browser.open(f"/week?from={first.start_at:%Y-%m-%d}")
    assert page.links.count("/plan/1") == 3, "in the picture, in its list, and in the list of a telephone"
    html = browser.client.get("/week").text
    lists, picture = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL), html[html.index("<svg viewBox") :]
    for words in ("Early turn", "Night turn", "Sleep after a night", "Rest before a night"):
        assert words in lists
        assert words in picture
    assert "22:00 to 24:00" in lists
    assert "style=" not in html


def test_the_api_tells_the_same_week(rig: Rig) -> None:
    officer_id, _ = planned(rig)
    first, program = rig.standing(officer_id), rig.program(officer_id)
    found = program.get(f"/me/week?from={first.start_at:%Y-%m-%d}").json()
    assert found["first_on"] == str(monday_of(first.start_at.date()))
    mine = [one for one in found["entries"] if one["appointment"]]
    assert first.id in {one["appointment"]["id"] for one in mine}
    assert {one["kind"] for one in mine} <= {"booked", "pencilled"}
    spring = program.get("/me/week?from=2026-03-29").json()
    assert [day["hours"] for day in spring["days"]] == [24] * 6 + [23]
    sleep = [one for one in spring["entries"] if one["kind"] == "sleep"]
    assert [one["words"] for one in sleep] == ["Sleep after a night"]
    assert all(day["roster_known"] for day in spring["days"])


def test_a_week_that_is_none_is_refused_kindly(rig: Rig) -> None:
    officer_id = rig.officer()
    browser, program = rig.browser(officer_id), rig.program(officer_id)
    for typed, status in {"soon": 422, "2026-02-30": 422, "1999-01-01": 404, "9999-12-31": 404}.items():
        browser.open(f"/week?from={typed}")
        assert browser.status == status
        assert "/week" in browser.shown.links
        assert program.get(f"/me/week?from={typed}").status_code == status


def test_beyond_the_roster_it_says_that_nothing_is_known(rig: Rig) -> None:
    browser = rig.browser(rig.officer())
    assert "Your roster ends on Saturday 20 June" in browser.open("/week?from=2026-06-17").visible
    page = browser.open("/week?from=2026-07-01")
    assert page.visible.count("Your roster is not out for this day yet") == 7
    assert "Clocks go back: 01:00 to 02:00 comes twice" in browser.open("/week?from=2026-10-25").visible


def test_each_time_says_why_it_was_chosen_and_how_seldom_it_is_missed(rig: Rig) -> None:
    officer_id, browser = planned(rig)
    second = rig.standing(officer_id, 2)
    days = (second.start_at.astimezone(ZONE).date() - rig.standing(officer_id).start_at.astimezone(ZONE).date()).days
    said = browser.open("/plan/2").visible
    assert f"{days} days after the one before" in said
    assert "With Robin, as before" in said
    assert missed(second.risk) in browser.open("/").visible
    one = rig.program(officer_id).get(f"/courses/{second.course_id}").json()["sessions"][1]
    assert f"{days} days after the one before" in one["reasons"]
    assert one["appointment"]["reliability_words"] == missed(second.risk)


def test_the_next_best_time_is_told_on_asking(rig: Rig) -> None:
    officer_id, browser = planned(rig)
    assert "What would be the next best time?" in browser.open("/plan/2").visible
    part = browser.client.get("/plan/2/instead", headers={"hx-request": "true"}).text
    assert "The next best time" in part
    assert "<html" not in part
    assert "The next best time" in browser.open("/plan/2/instead").visible
    second = rig.standing(officer_id, 2)
    path = f"/courses/{second.course_id}/plan"
    told = rig.program(officer_id).get(f"{path}/2/next-best").json()
    assert told["can_move"] is True
    assert told["next_best"]["start_at"] != f"{second.start_at:%Y-%m-%dT%H:%M:%SZ}", "elsewhere is no other time"
    assert rig.program(officer_id).get(f"{path}/11/next-best").status_code == 404
    assert rig.standing(officer_id, 2).status in {S.BOOKED, S.PROPOSED}, "asking moves nothing"


NIGHT = Duty(DutyKind.NIGHT, at(0, 22), at(1, 6))


def chosen(number: int, day: int, **other: object) -> Chosen:
    row = {"counsellor_id": "r", "counsellor_name": "Robin Hale", "place_id": SITE, "is_video": False, "why": ""}
    return Chosen(number, at(day), **{**row, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "before", "wants", "said"),
    [
        (chosen(1, 3), None, Wants(), ["two days after your last night"]),
        (
            chosen(1, 2, why="on a rest day after nights"),
            None,
            Wants(),
            ["on a rest day after nights"],
        ),
        (chosen(1, 9), None, Wants(), []),
        (chosen(2, 12), chosen(1, 5), Wants(), ["7 days after the one before", "with Robin, as before"]),
        (chosen(2, 12, counsellor_id="a"), chosen(1, 11), Wants(), ["1 day after the one before"]),
        (chosen(1, 12), None, Wants(places=(SITE, "harbour")), ["at the place you like best"]),
        (chosen(1, 12, place_id=VIDEO, is_video=True), None, Wants(mode=Mode.VIDEO), ["by video, as you asked"]),
    ],
)
def test_reasons_tell_what_lies_around_a_time(
    one: Chosen, before: Chosen | None, wants: Wants, said: list[str]
) -> None:
    assert list(reasons_for(one, before, [NIGHT], wants, ZONE)) == said


@pytest.mark.parametrize(
    ("risk", "said"),
    [
        (0, "Hardly ever missed"),
        (30, "Rarely missed: 3 in 100"),
        (120, "Now and then missed: 12 in 100"),
        (300, "Often missed: 30 in 100"),
    ],
)
def test_risk_is_told_in_words_and_as_a_number(risk: int, said: str) -> None:
    assert missed(risk) == said
