"""A longer gap once: offered in the days that it takes, done with one tap, used once and not again."""

from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.care.domain.appointment import STANDING
from app.care.store.tables.courses import Course
from tests.care.officer.rig import Rig, booked
from tests.support.builders import at

HOURS = [7, 14, 21, 28, 61, 93]
"""Days on which somebody is there: 33 and 32 days lie between the last, where 28 are usual."""


@pytest.fixture
def rig(rig: Rig) -> Rig:
    """Of a force that has officers asked before a gap is longer than usual."""
    usual = rig.store.session_info["policy"]
    rig.store.session_info["policy"] = replace(usual, asks_before_long_gaps=True)
    return rig


def days(rig: Rig, officer_id: str) -> list[int]:
    rows = sorted(rig.appointments(officer_id), key=lambda a: a.start_at)
    return [(a.start_at - at(0)).days for a in rows if a.status in STANDING]


def wants(rig: Rig, officer_id: str) -> dict[str, object]:
    with rig.store.read() as db:
        return dict(db.scalars(select(Course).where(Course.officer_id == officer_id)).one().wants)


def test_a_longer_gap_once_is_offered_done_and_not_used_twice(rig: Rig) -> None:
    rig.counsellor(hours=[(at(day, 10), at(day, 12)) for day in HOURS])
    officer_id, browser = booked(rig)
    assert days(rig, officer_id) == HOURS[:4], "control: as usual there is no way over the first gap"
    page = browser.open("/why?n=5&whole=yes")
    assert "Let 33 days lie between two of them once, instead of 28 at most" in page.visible
    assert "weeks lie between two of them" not in page.visible, "for good is not asked before once"
    page = browser.send("/why", way="further_once:33", n="5")
    assert "Done, and there is a time for it." in page.visible
    assert wants(rig, officer_id)["gap_limit"] == 28
    planned = days(rig, officer_id)
    assert planned == HOURS[:5]
    assert sum(b - a > 28 for a, b in pairwise(planned)) == 1, "the second gap was not agreed to"
    assert "once up to 33" in browser.open("/preferences").hidden + browser.shown.visible
    page = browser.open("/why?n=6&whole=yes")
    assert "Let up to 6 weeks lie between two of them, instead of 4" in page.visible
    browser.send("/why", way="further_apart:42", n="6")
    assert days(rig, officer_id) == HOURS


def test_a_longer_gap_than_was_found_or_a_shorter_one_than_is_needed_is_no_way(rig: Rig) -> None:
    rig.counsellor(hours=[(at(day, 10), at(day, 12)) for day in HOURS])
    officer_id, browser = booked(rig)
    browser.open("/why?n=5&whole=yes")
    for odd in ("further_once:30", "further_once:27", "further_once:99", "further_once:x"):
        browser.post("/why", n="5", way=odd)
        assert browser.status == 409, odd
    assert wants(rig, officer_id)["gap_once"] is None
    assert days(rig, officer_id) == HOURS[:4]


def test_the_usual_rhythm_takes_it_back(rig: Rig) -> None:
    rig.counsellor(hours=[(at(day, 10), at(day, 12)) for day in HOURS])
    officer_id, browser = booked(rig)
    browser.open("/why?n=5&whole=yes")
    browser.send("/why", way="further_once:33", n="5")
    browser.open("/preferences")
    browser.send("/preferences/where", gaps="usual")
    assert wants(rig, officer_id)["gap_once"] is None
