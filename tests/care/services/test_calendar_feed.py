"""Calendars elsewhere become hours: busy times are cut out, open ones opened, and no mistake there moves a day here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.care.channels.outside import Outside
from app.care.domain.week_pattern import Week, WeekLine
from app.care.jobs.read_calendars import open_ahead, read_calendars
from app.care.services.calendar_feed import CalendarWish, end_calendar, read_soon, set_calendar
from app.care.services.week_hours import AHEAD, save_week
from app.care.store import hours, providers
from app.care.store.tables.hours import CounsellorCalendar
from app.care.store.tables.messages import SentMail
from app.foundation.database import Database
from app.foundation.refusals import Invalid, NotFound
from tests.care.channels.calendar_host import CalendarHost, hosting
from tests.care.planning.force import agreed, live
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.support.builders import NOW, SITE, VIDEO, a_place, at

WEEK = Week(date(2026, 3, 2), None, tuple(WeekLine(day, time(9), time(17), (VIDEO,)) for day in range(5)))


def calendar(*spans: tuple[datetime, datetime], title: str = "Busy") -> bytes:
    stamp = "%Y%m%dT%H%M%SZ"
    events = [
        f"BEGIN:VEVENT\nUID:{k}\nDTSTAMP:20260101T000000Z\nDTSTART:{a:{stamp}}\nDTEND:{b:{stamp}}\n"
        f"SUMMARY:{title}\nEND:VEVENT\n"
        for k, (a, b) in enumerate(spans)
    ]
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//EN\n{''.join(events)}END:VCALENDAR\n"
    return whole.replace("\n", "\r\n").encode()


@dataclass
class Stage:
    """A practice whose one counsellor keeps a calendar elsewhere."""

    rig: Rig
    practice: Practice
    host: CalendarHost
    outside: Outside

    @property
    def who(self) -> str:
        return self.practice.counsellor_id

    def week(self) -> None:
        with self.rig.store.write() as db:
            save_week(db, self.who, WEEK, confirmed=True, now=self.rig.clock())

    def follows(self, mode: str, *places: str) -> None:
        with self.rig.store.write() as db:
            set_calendar(db, self.who, CalendarWish(self.host.url, mode, places), now=self.rig.clock())

    def reads(self, after: timedelta = timedelta(0)) -> int:
        self.rig.clock.move_to(self.rig.clock() + after)
        return read_calendars(self.rig.app.state.desk, self.outside, now=self.rig.clock())

    def open(self, day: int) -> list[tuple[int, int]]:
        """The hours of one day."""
        with self.rig.store.read() as db:
            found = providers.hours_of_counsellors(db, [self.who], at(day, 0), at(day + 1, 0))
        return [(one.start_at.hour, one.end_at.hour) for one in found]

    @property
    def row(self) -> CounsellorCalendar:
        with self.rig.store.read() as db:
            found = hours.calendar_of(db, self.who)
            assert found is not None
            db.expunge(found)
        return found

    @property
    def mails(self) -> list[str]:
        with self.rig.store.read() as db:
            return [one.body for one in db.scalars(select(SentMail).order_by(SentMail.id))]


@pytest.fixture(scope="module")
def host() -> Iterator[CalendarHost]:
    with hosting() as running:
        yield running


@pytest.fixture
def stage(care_sqlite: Database, host: CalendarHost) -> Iterator[Stage]:
    host.body, host.status, host.headers = calendar(), 200, {}
    host.answered.clear()
    with rigged(care_sqlite) as rig, Outside(loopback=True) as outside:
        yield Stage(rig, rig.practice(), host, outside)


def test_busy_times_are_cut_out_of_the_week_and_come_back_when_they_are_over(stage: Stage) -> None:
    stage.week()
    stage.follows("busy")
    stage.host.body = calendar((at(1, 10), at(1, 12)), title="Something of mine")
    assert stage.reads() == 1
    assert stage.open(1) == [(9, 10), (12, 17)]
    assert stage.open(2) == [(9, 17)]
    stage.host.body = calendar()
    assert stage.reads() == 0, "it is not asked again at once"
    assert stage.reads(timedelta(minutes=15)) == 1
    assert stage.open(1) == [(9, 17)]
    assert "of mine" not in str([vars(stage.row), stage.mails])


def test_open_times_are_the_hours_and_nothing_else_is(stage: Stage) -> None:
    with stage.rig.store.write() as db:
        a_place(db, SITE, rooms=1)
    stage.follows("open", SITE)
    stage.host.body = calendar((at(1, 10), at(1, 12)))
    stage.reads()
    assert (stage.open(1), stage.open(2)) == ([(10, 12)], [])
    with stage.rig.store.write() as db:
        end_calendar(db, stage.who, now=NOW)
        with pytest.raises(NotFound):
            end_calendar(db, stage.who, now=NOW)
    assert stage.open(1) == [(10, 12)], "without a week the hours stay as they are"


def test_what_has_not_changed_is_asked_for_and_not_read_until_it_no_longer_reaches_far_enough(stage: Stage) -> None:
    stage.week()
    stage.follows("busy")
    for _ in range(3):
        stage.reads(timedelta(minutes=15))
    assert stage.host.answered == [200, 304, 304]
    assert stage.row.last_good_at == stage.rig.clock()
    stage.reads(timedelta(days=15))
    assert stage.host.answered[-1] == 200


def test_a_calendar_that_fails_leaves_the_hours_waits_longer_each_time_and_says_so_once(
    stage: Stage,
) -> None:
    stage.week()
    stage.follows("busy")
    stage.host.body = calendar((at(1, 10), at(1, 12)))
    stage.reads()
    stage.host.body = calendar()[:-20]
    waits = []
    for _ in range(4):
        stage.reads(stage.row.next_try_at - stage.rig.clock())
        waits.append(stage.row.next_try_at - stage.rig.clock())
    assert waits == [timedelta(minutes=15) * 2**n for n in range(4)]
    assert stage.open(1) == [(9, 10), (12, 17)]
    (mail,) = stage.mails
    assert "could not be read several times" in mail
    assert stage.row.failures == 4
    stage.host.body = calendar((at(2, 10), at(2, 12)))
    stage.reads(stage.row.next_try_at - stage.rig.clock())
    row = stage.row
    assert (row.failures, row.problem, row.told_at) == (0, None, None)
    assert stage.open(1) == [(9, 17)]


def test_a_calendar_that_would_move_most_of_what_is_booked_waits_for_a_word(stage: Stage) -> None:
    stage.week()
    course = agreed(stage.rig.store)
    stage.follows("busy")
    stage.host.body = calendar((NOW, NOW + AHEAD))
    stage.reads()
    row = stage.row
    assert (row.loss_moves, row.loss_of) == (10, 10)
    assert stage.open(1) == [(9, 17)]
    assert "10 of 10 appointments" in stage.mails[0]
    stage.reads(timedelta(minutes=15))
    assert len(stage.mails) == 1, "it is said once"
    assert len(live(stage.rig.store, course)) == 10
    with stage.rig.store.write() as db:
        read_soon(db, stage.who, may_lose=True, now=stage.rig.clock())
    stage.reads()
    assert stage.open(1) == []
    assert stage.row.loss_moves is None


def test_leave_and_what_was_taken_back_by_hand_outlive_the_next_reading(stage: Stage) -> None:
    from app.care.services.withdrawal import withdraw_hours

    stage.week()
    stage.follows("busy")
    with stage.rig.store.write() as db:
        withdraw_hours(db, stage.who, at(1, 0), at(2, 0), now=NOW)
    stage.host.body = calendar((at(2, 10), at(2, 12)))
    stage.reads()
    assert (stage.open(1), stage.open(2)) == ([], [(9, 10), (12, 17)])


def test_each_night_another_day_is_opened_ahead(stage: Stage) -> None:
    stage.week()
    last = (NOW + AHEAD + timedelta(days=7)).replace(hour=0)
    with stage.rig.store.read() as db:
        assert not providers.hours_of_counsellors(db, [stage.who], last - timedelta(days=7), last)
    assert open_ahead(stage.rig.store, now=NOW + timedelta(days=7)) == 1
    with stage.rig.store.read() as db:
        assert len(providers.hours_of_counsellors(db, [stage.who], last - timedelta(days=7), last)) == 5


def test_every_fault_of_a_calendar_is_named(stage: Stage) -> None:
    for mode, places, column in (("busy", (), "mode"), ("open", (), "places"), ("open", ("moon",), "places")):
        with pytest.raises(Invalid) as refused:
            stage.follows(mode, *places)
        assert [fault.column for fault in refused.value.faults] == [column]
