"""Shift patterns and teams on the pages of the HR desk."""

import re
from collections.abc import Sequence

import pytest

from app.rota.domain.pattern_library import LIBRARY
from app.rota.store.patterns import own_patterns, teams_on_patterns
from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, published

TOURS = {"kind": ["early", "night"], "starts": ["07:00", "22:00"], "ends": ["17:00", "07:00"]}
TEAM = {"team": "Blue", "pattern": "2-2-2-4", "anchor_on": "2026-12-01", "members": "00123\n00124"}


def drawn(days: Sequence[str] = ("A", "A", "B", ""), **changes: object) -> dict[str, object]:
    return {"name": "Ours", "was": "", **TOURS, "day": list(days), "do": "keep", **changes}


def test_every_pattern_of_the_library_is_shown_as_a_picture_with_its_words(hr: HrDesk) -> None:
    page = hr.browser().get("/patterns").text
    for name in LIBRARY:
        assert f"<h3>{name}</h3>" in page
    assert "A cycle of 10 days: 2 days early 07:00 to 17:00, 2 days late 14:00 to 00:00" in page
    assert page.count("Source: ") == len(LIBRARY)


def test_a_cycle_is_drawn_kept_and_shown(hr: HrDesk) -> None:
    browser = hr.browser()
    page = browser.post("/patterns/edit", data=drawn())
    assert "The shift pattern Ours is kept" in page.text
    assert "A cycle of 4 days: 2 days early 07:00 to 17:00, 1 day night 22:00 to 07:00, 1 rest day." in page.text
    with hr.store.read() as db:
        assert [p.name for p in own_patterns(db)] == ["Ours"]


def test_a_pattern_of_the_library_is_copied_under_another_name(hr: HrDesk) -> None:
    page = hr.browser().get("/patterns/edit", params={"copy": "DuPont"}).text
    assert 'value="DuPont, ours"' in page
    assert page.count('<select name="day"') == 28
    taken = hr.browser().post("/patterns/edit", data=drawn(name="dupont"))
    assert (taken.status_code, "The library has a pattern called dupont" in taken.text) == (422, True)


@pytest.mark.parametrize(("act", "days"), [("longer", 5), ("week", 11), ("double", 8), ("shorter", 3), ("draw", 4)])
def test_days_are_added_and_taken_away_without_javascript(hr: HrDesk, act: str, days: int) -> None:
    page = hr.browser().post("/patterns/edit", data=drawn(do=act)).text
    assert page.count('<select name="day"') == days


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (drawn(name=""), "The name of a shift pattern has 1 to 60 characters."),
        (drawn(starts=["7", "22:00"]), "Tour A: &#39;7&#39; is not a time like 07:00."),
        (drawn(days=["Z"]), "Day 1 is tour Z, which has no hours that can be read."),
        (drawn(days=["B", "A"], starts=["05:00", "22:00"]), "runs until 07:00:00 but the next starts at 05:00:00"),
    ],
)
def test_what_cannot_be_is_told_at_its_place_and_nothing_is_kept(hr: HrDesk, wrong: dict[str, str], said: str) -> None:
    page = hr.browser().post("/patterns/edit", data=wrong)
    assert (page.status_code, said in page.text) == (422, True)
    with hr.store.read() as db:
        assert own_patterns(db) == []


def test_the_picture_alone_is_drawn_for_the_browser_that_asks(hr: HrDesk) -> None:
    got = hr.browser().post("/patterns/draw", data=drawn(days=["A", "Z"]))
    assert got.text.count("square") == 2
    assert "Not everything can be read yet" in got.text
    assert "<html" not in got.text


def test_a_pattern_of_the_same_name_is_not_overwritten_by_a_new_one(hr: HrDesk) -> None:
    browser = hr.browser()
    browser.post("/patterns/edit", data=drawn())
    assert "You have a pattern of this name already" in browser.post("/patterns/edit", data=drawn(days=["B"])).text
    assert "is kept" in browser.post("/patterns/edit", data=drawn(days=["B"], was="Ours")).text


def test_a_pattern_that_a_team_works_is_not_taken_away(hr: HrDesk) -> None:
    browser = hr.browser()
    browser.post("/patterns/edit", data=drawn())
    browser.post("/teams/new", data={**TEAM, "pattern": "Ours"})
    assert "It is worked by Blue" in browser.post("/patterns/forget", data={"name": "Ours"}).text
    with hr.store.read() as db:
        team = teams_on_patterns(db)[0].id
    browser.post(f"/teams/{team}/forget")
    assert "The shift pattern Ours was taken away" in browser.post("/patterns/forget", data={"name": "Ours"}).text


def test_a_team_is_kept_and_its_next_weeks_show_whether_the_anchor_is_right(hr: HrDesk) -> None:
    page = hr.browser().post("/teams/new", data=TEAM).text
    assert "Team Blue is kept" in page
    assert page.count("week-one") == 3  # of a cycle of ten days in four weeks
    cells = re.findall(r'week-date">([^<]*)</span> <span class="week-tour">([^<]*)', page)
    assert dict(cells)["1 Dec"] == "early 07:00 to 17:00"
    assert dict(cells)["30 Nov"] == "rest day"
    moved = hr.browser().post("/teams/weeks", data={**TEAM, "anchor_on": "2026-11-30"}).text
    assert '30 Nov</span> <span class="week-tour">early 07:00 to 17:00' in moved


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"members": ""}, "This team has no members."),
        ({"members": "not one!!"}, "“not one!!”: a staff number is made of"),
        ({"anchor_on": "soon"}, "Give a date on which day 1 of the pattern falls."),
        ({"pattern": "unheard of"}, "Choose a shift pattern."),
        ({"team": "Green", "members": "00123"}, "00123 is in team Blue."),
        ({"members": "00999"}, "There is a team of this name already."),
    ],
)
def test_a_team_that_cannot_be_is_told_why(hr: HrDesk, wrong: dict[str, str], said: str) -> None:
    browser = hr.browser()
    browser.post("/teams/new", data=TEAM)
    page = browser.post("/teams/new", data={**TEAM, **wrong})
    assert (page.status_code, said in page.text) == (422, True)


def test_a_team_on_a_pattern_of_ones_own_is_written_out_as_an_upload_and_published(hr: HrDesk) -> None:
    browser = hr.browser()
    browser.post("/patterns/edit", data=drawn())
    here = browser.post("/teams/new", data={**TEAM, "pattern": "Ours"}).url.path
    refused = browser.post(f"{here}/write-out", data={"period_from": "2026-12-31", "period_to": "2026-12-01"})
    assert (refused.status_code, "must not come before the first" in refused.text) == (422, True)
    page = browser.post(f"{here}/write-out", data={"period_from": "2026-12-01", "period_to": "2026-12-08"})
    assert "This can be published" in page.text
    page = browser.post(f"{page.url.path}/publish")
    assert "Roster version 1" in page.text


def test_explicit_duties_are_asked_about_on_the_page_before_a_team_is_written_over_them(hr: HrDesk) -> None:
    browser = hr.browser()
    with hr.store.write() as db:
        published(db, long_csv(line("00123", "2026-12-03,09:00", "2026-12-03,17:00", "court")))
    here = browser.post("/teams/new", data=TEAM).url.path
    page = browser.post(f"{here}/write-out", data={"period_from": "2026-12-01", "period_to": "2026-12-10"})
    assert "What shall happen to those duties?" in page.text
    page = browser.post(f"{page.url.path}/answers", data={"a.explicit_days": "keep"})
    assert "This can be published" in page.text
    assert "court" not in page.text  # it stays, so it is no change


def test_a_team_that_is_not_there_is_not_found(hr: HrDesk) -> None:
    browser = hr.browser()
    assert browser.get(f"/teams/{'0' * 32}").status_code == 404
    assert browser.get("/teams/x").status_code == 404
    assert browser.get("/patterns/edit?name=unheard+of").status_code == 404
    assert browser.get("/patterns/edit?name=%00").status_code == 404
