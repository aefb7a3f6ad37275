"""An officer for whom nothing fits hears by themselves that something would help, and of the same thing once."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.care.channels.mail_texts import Change, Voice, mail_about
from app.care.domain.course import CourseState
from app.care.domain.discretion import leaks
from app.care.domain.news import still_holds
from app.care.domain.told import Told
from app.care.domain.wants import Wants
from app.care.planning import tell_what_helps
from app.care.reads.why_not import Asked, why_not
from app.care.services.letting_go import SeenAs, let_go
from app.care.services.withdrawal import withdraw_hours
from app.care.store.tables.courses import CounsellorChange, Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from tests.care.planning.force import agreed, counsellor, fresh, live, referred, run_jobs
from tests.support.builders import NOW, at

A_WOMAN = replace(Wants(), counsellor_gender="woman")


def told(store: Database, course: Course) -> list[OutboxMessage]:
    """What the course's officer was told of ways out."""
    with store.read() as db:
        rows = list(db.scalars(select(OutboxMessage).where(OutboxMessage.event == Told.WAYS_OPEN)))
        db.expunge_all()
    return [row for row in rows if row.payload == {"course_id": course.id}]


def test_who_asks_for_somebody_who_is_not_there_is_told_once_that_asking_for_less_would_help(
    care_sqlite: Database,
) -> None:
    counsellor(care_sqlite, gender="man")
    course = referred(care_sqlite, wants=A_WOMAN)
    run_jobs(care_sqlite)
    (message,) = told(care_sqlite, course)
    assert (message.channel, message.officer_id) == ("mail", course.officer_id)
    for _ in range(2):
        tell_what_helps(care_sqlite, course.id, now=at(1))
    assert len(told(care_sqlite, course)) == 1
    with care_sqlite.write() as db:
        db.delete(db.get_one(OutboxMessage, message.id))
    tell_what_helps(care_sqlite, course.id, now=at(1))
    assert len(told(care_sqlite, course)) == 1, "control: nothing but what was told before keeps it from being told"


def test_what_would_help_now_and_did_not_before_is_told_too(care_sqlite: Database) -> None:
    counsellor(care_sqlite, gender="man", languages=["en"])
    course = referred(care_sqlite, wants=replace(A_WOMAN, language="cy"))
    run_jobs(care_sqlite)
    assert len(told(care_sqlite, course)) == 1
    counsellor(care_sqlite, gender="man", languages=["en", "cy"])
    tell_what_helps(care_sqlite, course.id, now=at(1))
    assert len(told(care_sqlite, course)) == 2


def test_nobody_is_told_for_whom_there_is_a_time_or_for_whom_nothing_would_help(care_sqlite: Database) -> None:
    counsellor(care_sqlite, gender="woman")
    fine = referred(care_sqlite, wants=A_WOMAN)
    hopeless = referred(care_sqlite, wants=replace(A_WOMAN, need="trauma"))
    run_jobs(care_sqlite)
    tell_what_helps(care_sqlite, fine.id, now=at(1))
    assert live(care_sqlite, fine)
    assert not live(care_sqlite, hopeless)
    assert told(care_sqlite, fine) == told(care_sqlite, hopeless) == []


def test_whose_counsellor_has_no_more_time_may_ask_for_less_and_go_on_with_somebody_else(
    care_sqlite: Database,
) -> None:
    she, he = counsellor(care_sqlite, gender="woman"), counsellor(care_sqlite, gender="man")
    course = agreed(care_sqlite, sessions=3, wants=A_WOMAN)
    assert {one.counsellor_id for one in live(care_sqlite, course)} == {she}
    with care_sqlite.write() as db:
        withdraw_hours(db, she, NOW, at(300), now=NOW)
    run_jobs(care_sqlite)
    assert len(told(care_sqlite, course)) == 1
    asked = Asked(course.officer_id, course.id, 1)
    why = why_not(care_sqlite, asked, now=NOW, enough=lambda: False)
    (way,) = why.ways.found
    assert way.key == f"gender:woman~somebody_else:{he}"
    again = why_not(care_sqlite, replace(asked, only=way.key), now=NOW, enough=lambda: False)
    assert [one.key for one in again.ways.found] == [way.key]
    with care_sqlite.write() as db:
        let_go(db, course.officer_id, course.id, way.easings, SeenAs(why.course_version, why.roster_version), now=NOW)
    run_jobs(care_sqlite)
    assert [one.counsellor_id for one in live(care_sqlite, course)] == [he] * 3


def test_somebody_they_did_not_want_before_is_named_again_where_nobody_else_is_left(care_sqlite: Database) -> None:
    first, other = counsellor(care_sqlite), counsellor(care_sqlite)
    course = agreed(care_sqlite, sessions=3)
    mine = live(care_sqlite, course)[0].counsellor_id
    left = other if mine == first else first
    with care_sqlite.write() as db:
        row = {"reason": "nothing_fits", "proposed_at": NOW, "answered_at": NOW, "consented": False}
        db.add(CounsellorChange(course_id=course.id, from_counsellor_id=mine, to_counsellor_id=left, **row))
        withdraw_hours(db, mine, NOW, at(300), now=NOW)
    run_jobs(care_sqlite)
    assert fresh(care_sqlite, course).counsellor_id == mine, "they are not asked again of themselves"
    why = why_not(care_sqlite, Asked(course.officer_id, course.id, 1), now=NOW, enough=lambda: False)
    assert [way.key for way in why.ways.found] == [f"somebody_else:{left}"]
    assert len(told(care_sqlite, course)) == 1


@pytest.mark.parametrize("state", CourseState)
def test_it_is_told_only_while_it_is_so(state: CourseState) -> None:
    holds = state in {CourseState.OPEN, CourseState.WAITING}
    assert still_holds(Told.WAYS_OPEN, state, is_asked=False) is holds
    assert not still_holds(Told.WAYS_OPEN, state, is_asked=False, is_short=False)
    assert not still_holds(Told.WAYS_OPEN, state, is_asked=True)


def test_the_mail_says_that_something_helps_and_not_what() -> None:
    from zoneinfo import ZoneInfo

    mail = mail_about([Change(Told.WAYS_OPEN)], Voice("Relief", "https://desk.example", ZoneInfo("Europe/London")))
    assert leaks(mail.subject + mail.body) == []
    assert "what would help" in mail.body
    assert not {"woman", "man", "evening", "video"} & set(mail.body.lower().split())
