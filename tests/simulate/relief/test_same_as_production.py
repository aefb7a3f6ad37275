"""A month of a small force through the real desk and through the simulator's: the same appointments in both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.kept_hours import kept_of, kept_since
from app.care.domain.outcome import Outcome
from app.care.domain.planned import ChosenSlot
from app.care.domain.policy import DEFAULT_POLICY, MOST_KEPT
from app.care.jobs.tend_courses import promote_due
from app.care.services.hold import book_held, hold_slot
from app.care.services.outcome import record_outcome
from app.care.services.withdrawal import withdraw_hours
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.simulate.facts import Cause, CounsellorAway, Referral, RosterChange, SimWorld
from app.simulate.relief.play import Year
from scheduler.duty import Duty, DutyKind
from tests.care.planning.force import counsellor, line, live, publish, run_jobs
from tests.simulate.relief.worlds import BEGINS, ToldFate, a_counsellor, a_duty, a_referral, a_world, at, hours_of_days
from tests.support.builders import a_course, an_officer

Slots = dict[str, list[tuple[int, datetime, AppointmentStatus]]]
WEEKDAYS = [day for day in range(130) if day % 7 < 5]
HOURS = hours_of_days(WEEKDAYS, 9, 13)
LASTS = 30
KEPT = 0.2


class RealDesk:
    """Plays a world's events through the real store, services and jobs."""

    def __init__(self, store: Database, world: SimWorld) -> None:
        self.store, self.world, self.version = store, world, 0
        store.session_info["policy"] = replace(DEFAULT_POLICY, kept_share=world.kept_share)
        with store.write() as db:
            self.officers = {name: an_officer(db, staff_number=name).id for name in world.officers}
        self.duties = {name: list(officer.duties) for name, officer in world.officers.items()}
        spans = [(one.start_at, one.end_at) for one in world.counsellors[0].hours]
        # The id too: which hours are kept goes by it.
        self.counsellor = counsellor(store, id="c1", hours=spans, max_per_day=6, max_per_week=25, caseload=30)
        self.courses: dict[str, Any] = {}

    def play(self, until_at: datetime) -> Slots:
        """Until then; what stands of each course afterwards, and what was attended."""
        events = [event for event in self.world.events if event.at < until_at]
        while True:
            ends = [a for a in self._booked() if a.end_at < until_at]
            first = min(ends, key=lambda a: a.end_at, default=None)
            if not events and first is None:
                break
            if first is None or (events and events[0].at <= first.end_at):
                self._happens(events.pop(0))
            else:
                self._ended(first)
        promote_due(self.store, now=until_at)
        return {name: self._slots(course.id) for name, course in self.courses.items()}

    def _happens(self, event: Any) -> None:
        match event:
            case Referral():
                self._refer(event)
            case RosterChange():
                self.duties[event.officer_id] += event.after
                self._publish(event.at)
            case CounsellorAway():
                with self.store.write() as db:
                    withdraw_hours(db, self.counsellor, event.start_at, event.end_at, now=event.at)
            case _:
                self._publish(event.at)
        run_jobs(self.store, event.at)

    def _publish(self, now: datetime) -> None:
        self.version += 1
        lines = [
            line(name, [(duty.kind.value, duty.start_at, duty.end_at) for duty in duties])
            for name, duties in self.duties.items()
        ]
        publish(self.store, lines, self.version, now=now)

    def _refer(self, event: Referral) -> None:
        with self.store.write() as db:
            from app.care.store.tables.officers import Officer

            officer = db.get_one(Officer, self.officers[event.officer_id])
            course = a_course(db, officer, now=event.at, sessions=event.sessions, urgency=event.urgency)
        self.courses[event.officer_id] = course
        run_jobs(self.store, event.at)
        first = live(self.store, course)[0]
        chosen = ChosenSlot(1, first.counsellor_id, first.place_id, first.start_at)
        with self.store.write() as db:
            held = hold_slot(db, course.officer_id, course.id, chosen, now=event.at)
            book_held(db, course.officer_id, held.id, now=event.at)

    def _booked(self) -> list[Appointment]:
        with self.store.read() as db:
            rows = list(db.scalars(select(Appointment).where(Appointment.status.in_({"booked", "proposed"}))))
            db.expunge_all()
        return rows

    def _ended(self, one: Appointment) -> None:
        outcome = self.world.fate.outcome(one.officer_id, one.start_at, one.end_at, made_at=one.created_at)
        with self.store.write() as db:
            record_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
        run_jobs(self.store, one.end_at)

    def _slots(self, course_id: str) -> list[tuple[int, datetime, AppointmentStatus]]:
        with self.store.read() as db:
            rows = db.scalars(select(Appointment).where(Appointment.course_id == course_id))
            kept = {AppointmentStatus.BOOKED, AppointmentStatus.PROPOSED, AppointmentStatus.FULFILLED}
            return sorted((a.number, a.start_at, a.status) for a in rows if a.status in kept)


def simulated(world: SimWorld, until_at: datetime) -> Slots:
    """The same through the simulator's desk."""
    year = Year.of(world, None, replace(DEFAULT_POLICY, kept_share=world.kept_share))
    year.learns = False
    year.play(lambda _share: None)
    for course in year.known.courses.values():
        year.desk.promote(course, until_at)
    return {
        course.officer.id: sorted(
            (one.fact.number, one.fact.start_at, one.fact.status) for one in course.standing.values()
        )
        for course in year.known.courses.values()
    }


def nights(first: int) -> list[Duty]:
    """2-2-2-4 from a day on."""
    found = []
    for start in range(first, 80, 10):
        found += [a_duty(start + k, DutyKind.EARLY, 7, 9) for k in (0, 1)]
        found += [a_duty(start + k, DutyKind.LATE, 14, 9) for k in (2, 3)]
        found += [a_duty(start + k, DutyKind.NIGHT, 22, 9) for k in (4, 5)]
    return found


def a_story(events: Sequence[Any], missed: Mapping[datetime, Outcome], kept_share: float = KEPT) -> SimWorld:
    """Four officers who refer themselves in the first days, to somebody of whose hours every fifth is kept."""
    names = [f"0000{k}" for k in range(4)]
    referrals = [a_referral(name, k, sessions=6, at=at(k, 8 + k)) for k, name in enumerate(names)]
    return a_world(
        referrals,
        events=events,
        duties={name: nights(k - 8) for k, name in enumerate(names)},
        fate=ToldFate(lambda start_at: missed.get(start_at, Outcome.ATTENDED)),
        covers_days=83,
        counsellors=(a_counsellor(hours=HOURS),),
        ends_at=at(LASTS),
        kept_share=kept_share,
    )


def test_the_simulator_books_what_production_books(care_sqlite: Database) -> None:
    quiet = simulated(a_story((), {}), at(LASTS))
    booked = sorted((start, name) for name, rows in quiet.items() for _, start, _ in rows if start < at(LASTS - 8))
    (missed_at, _), (struck_at, whom), (away_at, _) = booked[2], booked[6], booked[9]
    day = (struck_at.date() - BEGINS.date()).days
    events = [
        RosterChange(struck_at - timedelta(days=2), whom, Cause.ABSTRACTION, (), (a_duty(day, DutyKind.OTHER),)),
        CounsellorAway(
            away_at - timedelta(days=1, hours=1), "c1", away_at - timedelta(hours=3), away_at + timedelta(hours=9)
        ),
    ]
    world = a_story(events, {missed_at: Outcome.KEPT_ON_DUTY})
    found, wanted = simulated(world, at(LASTS)), RealDesk(care_sqlite, world).play(at(LASTS))
    assert found == wanted
    assert found != quiet  # the story does change something
    starts = [start for rows in found.values() for _, start, _ in rows]
    assert missed_at not in starts or len(set(starts)) == len(starts)


def test_the_simulator_keeps_the_hours_that_production_keeps(care_sqlite: Database) -> None:
    few = hours_of_days([day for day in range(130) if day % 7 == 1], 9, 11)
    world = replace(a_story((), {}, MOST_KEPT), counsellors=(a_counsellor(hours=few),))
    quiet = simulated(world, at(LASTS))
    first = min(start for rows in quiet.values() for _, start, _ in rows)
    world = replace(world, fate=ToldFate(lambda start_at: Outcome.UNWELL if start_at == first else Outcome.ATTENDED))
    found, wanted = simulated(world, at(LASTS)), RealDesk(care_sqlite, world).play(at(LASTS))
    assert found == wanted
    kept = kept_of("c1", few, MOST_KEPT, world.zone)
    since = kept_since(first, world.zone)
    used = {
        start
        for rows in found.values()
        for _, start, _ in rows
        if start >= since and any(h.start_at <= start < h.end_at for h in kept)
    }
    assert used, "the replacement is in one of them"
    assert simulated(replace(world, kept_share=0.0), at(LASTS)) != found, "control"
