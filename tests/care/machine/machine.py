"""Drives the services in any order, early, late and twice, and looks after each step."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE
from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState
from app.care.domain.outcome import Outcome, status_after
from app.care.domain.planned import PlanBasis
from app.care.domain.referral import Referral
from app.care.services import call_off, course_life, hold, outcome, promotion
from app.care.services.plan_booking import book_plan
from app.care.services.referral import refer
from app.care.services.withdrawal import withdraw_hours
from app.care.store import appointments, ledger
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.database import Database
from app.foundation.refusals import Refusal
from tests.care.machine.invariants import check
from tests.care.machine.model import Model, Seat
from tests.support.builders import NOW, SITE, VIDEO, a_counsellor, a_place, a_provider, a_slot, an_officer, rows

SESSIONS = 3
OF_THE_DAY = [o for o in Outcome if status_after(o) is not S.CANCELLED]
picks = st.integers(min_value=0, max_value=10_000)
days = st.integers(min_value=0, max_value=40)
hours = st.sampled_from([10, 11, 14])


class CareMachine(RuleBasedStateMachine):
    """Three officers, two counsellors of two providers, video and a site with one room, courses of three sessions."""

    def __init__(self, store: Database) -> None:
        super().__init__()
        self.store = store
        self.now = NOW
        self.models: dict[str, Model] = {}
        self.seen: list[str] = []
        """Every appointment there ever was."""
        self.recorded: list[str] = []
        """Those that were attended or missed on the day."""
        self.turned_away = 0
        """Referrals in a row that were refused."""

    @initialize()
    def _set_the_stage(self) -> None:
        with self.store.write() as db:
            a_place(db, SITE, rooms=1)
            people = [a_counsellor(db, a_provider(db), places=(VIDEO, SITE), max_per_day=3) for _ in range(2)]
            self.counsellors = [person.id for person in people]
            self.officers = [an_officer(db).id for _ in range(3)]
            courses = [refer(db, officer_id, Referral(sessions=SESSIONS), now=NOW) for officer_id in self.officers[:2]]
            self.models = {course.id: Model(SESSIONS) for course in courses}

    def teardown(self) -> None:
        self.store.close()

    def _do(self, act: Callable[[Session], Any]) -> Any:
        """What the act returned, or None if it was refused: then nothing may have changed."""
        try:
            with self.store.write() as db:
                done = act(db)
        except Refusal:
            return None
        return done

    def _pick(self, pick: int, among: Iterable[str] = ()) -> str:
        """One of those that the rule is about, nine times in ten; else any that ever was."""
        wanted = sorted(among) if pick % 10 else []
        return (wanted or self.seen)[pick // 10 % len(wanted or self.seen)]

    def _live(self, status: str = "") -> list[str]:
        return [k for model in self.models.values() for k, s in model.live.items() if s.status.startswith(status)]

    def _begun(self) -> list[str]:
        return [k for model in self.models.values() for k, s in model.live.items() if s.start_at <= self.now]

    def _read(self, appointment_id: str) -> Appointment:
        with self.store.read() as db:
            row = appointments.any_(db, appointment_id)
            db.expunge(row)
            return row

    def _model(self, row: Appointment) -> Model:
        return self.models[row.course_id]

    def _going(self, db: Session, pick: int) -> Course:
        return db.get_one(Course, list(self.models)[pick % len(self.models)])

    def _new(self, row: Appointment) -> Seat:
        self.seen.append(row.id)
        return seat_of(row)

    @precondition(lambda self: self.turned_away < 2)
    @rule(pick=picks)
    def refer(self, pick: int) -> None:
        officer_id = self.officers[pick % len(self.officers)]
        course = self._do(lambda db: refer(db, officer_id, Referral(sessions=SESSIONS), now=self.now))
        if course is not None:
            self.models[course.id] = Model(SESSIONS)
        self.turned_away = self.turned_away + 1 if course is None else 0

    @rule(
        pick=picks,
        who=picks,
        number=st.sampled_from([1, 1, 2, 3, 4]),
        day=days,
        hour=hours,
        place=st.sampled_from([VIDEO, SITE]),
    )
    def hold(self, pick: int, who: int, number: int, day: int, hour: int, place: str) -> None:
        def act(db: Session) -> Appointment:
            course = self._going(db, pick)
            return hold.hold_slot(
                db, course.officer_id, course.id, self._slot(db, who, number, day, hour, place), now=self.now
            )

        held = self._do(act)
        if held is not None:
            self._model(held).choose(held.id, self._new(held))
            self._lapse()

    def _slot(self, db: Session, who: int, number: int, day: int, hour: int, place: str) -> Any:
        start_at = (self.now + timedelta(days=day)).replace(hour=hour, minute=0)
        return a_slot(self.counsellors[who % 2], start_at, number=number, place_id=place)

    def _lapse(self) -> None:
        """Take note of holds that were over and are gone."""
        for row in [self._read(key) for model in self.models.values() for key in model.live]:
            if row.status is S.CANCELLED:
                assert self._model(row).live.pop(row.id).status == "held"

    @precondition(lambda self: self._live("held"))
    @rule(pick=picks)
    def book_held(self, pick: int) -> None:
        row = self._read(self._pick(pick, self._live("held")))
        booked = self._do(lambda db: hold.book_held(db, row.officer_id, row.id, now=self.now))
        if booked is not None:
            self._model(row).book(row.id)

    @precondition(lambda self: self._live("held"))
    @rule(pick=picks)
    def let_go(self, pick: int) -> None:
        row = self._read(self._pick(pick, self._live("held")))
        if self._do(lambda db: hold.let_go(db, row.officer_id, row.id, now=self.now)) is not None:
            self._model(row).live.pop(row.id, None)

    @precondition(lambda self: self._live("held"))
    @rule()
    def lapse_holds(self) -> None:
        if self._do(lambda db: hold.lapse_holds(db, now=self.now)):
            self._lapse()

    @rule(
        pick=picks,
        who=picks,
        day=st.integers(1, 30),
        hour=hours,
        stale=st.sampled_from([0, 0, 0, 1]),
        few=st.sampled_from([3, 3, 2, 0]),
    )
    def plan(self, pick: int, who: int, day: int, hour: int, stale: int, few: int) -> None:
        """What a roster change, a withdrawal or a miss leads to: a plan of what is owed, sometimes a stale one."""

        def act(db: Session) -> tuple[Course, list[Appointment]]:
            course = self._going(db, pick)
            standing = appointments.standing_of_course(db, course.id)
            kept = {
                a.number for a in standing if a.status is S.FULFILLED or a.status is S.HELD or a.start_at <= self.now
            }
            owed = [n for n in range(1, SESSIONS + 1) if n not in kept][:few]
            first_at = (self.now + timedelta(days=day)).replace(hour=hour, minute=0)
            counsellor_id = course.counsellor_id or self.counsellors[who % 2]
            starts = {n: first_at + timedelta(weeks=k) for k, n in enumerate(owed)}
            basis = PlanBasis(course.version - stale, 1, self.now + timedelta(days=28))
            return course, book_plan(db, course.id, rows(counsellor_id, starts), basis, now=self.now)

        done = self._do(act)
        assert not (stale and done)
        if done is not None:
            course, live = done
            self.seen += [row.id for row in live if row.id not in self.seen]
            self.models[course.id].plan({row.id: seat_of(row) for row in live}, self.now)

    @precondition(lambda self: self._begun())
    @rule(pick=picks, ended=st.sampled_from(OF_THE_DAY), twice=st.booleans())
    def record(self, pick: int, ended: Outcome, twice: bool) -> None:
        self._record(self._pick(pick, self._begun()), ended, twice=twice)

    def _record(self, appointment_id: str, ended: Outcome, *, twice: bool) -> None:
        row = self._read(appointment_id)
        for _ in range(1 + twice):
            done = self._do(lambda db: outcome.record_outcome(db, row.id, ended, by="provider", now=self.now))
        begun = row.status in {S.BOOKED, S.PROPOSED} and row.start_at <= self.now
        assert done is not None or not begun, "what was booked and has begun can always be recorded"
        if done is not None and row.status in LIVE:
            self.recorded.append(row.id)
            seat = self._model(row).live.pop(row.id)
            if ended is Outcome.ATTENDED:
                self._model(row).attended[row.id] = seat

    @precondition(lambda self: self.recorded)
    @rule(pick=picks, ended=st.sampled_from(OF_THE_DAY), twice=st.booleans())
    def correct(self, pick: int, ended: Outcome, twice: bool) -> None:
        row = self._read(self._pick(pick, self.recorded))
        if row.status in LIVE:
            return
        for _ in range(1 + twice):
            done = self._do(lambda db: outcome.correct_outcome(db, row.id, ended, by="provider", now=self.now))
        model, free = self._model(row), self._model(row).balance[3] + self._model(row).balance[2]
        was, now = row.status is S.FULFILLED, ended is Outcome.ATTENDED
        assert done is not None or row.status is S.CANCELLED or (now and not was and not free)
        if done is not None and was and not now:
            model.attended.pop(row.id)
        elif done is not None and now and not was:
            with self.store.read() as db:
                rows = appointments.of_course(db, row.course_id)
            model.replaces = {a.id: a.replaces_id for a in rows if a.replaces_id is not None}
            model.attend_after_all(row.id, seat_of(row))

    @precondition(lambda self: self._live())
    @rule(pick=picks, by=st.sampled_from(["officer", "provider", "roster"]), rebook=st.booleans())
    def call_off(self, pick: int, by: str, rebook: bool) -> None:
        row = self._read(self._pick(pick, self._live()))

        def act(db: Session) -> Appointment:
            match by:
                case "officer":
                    return call_off.cancel_by_officer(db, row.officer_id, row.id, now=self.now, rebook=rebook)
                case "provider":
                    provider_id = appointments.provider_id_of(db, row.id)
                    return call_off.cancel_by_provider(db, provider_id, row.id, now=self.now)
                case _:
                    return call_off.clear_for_roster(db, row.id, now=self.now)

        if self._do(act) is not None:
            self._model(row).live.pop(row.id, None)

    @precondition(lambda self: self._live())
    @rule(pick=picks, day=days, hour=hours)
    def move(self, pick: int, day: int, hour: int) -> None:
        row = self._read(self._pick(pick, self._live()))
        start_at = (self.now + timedelta(days=day)).replace(hour=hour, minute=0)
        slot = a_slot(row.counsellor_id, start_at, number=row.number)
        new = self._do(lambda db: call_off.move_by_officer(db, row.officer_id, row.id, slot, now=self.now))
        if new is not None:
            self._model(row).live.pop(row.id)
            self._model(row).choose(new.id, self._new(new))

    @rule(who=picks, day=days, span=st.integers(1, 10))
    def withdraw_hours(self, who: int, day: int, span: int) -> None:
        from_at = self.now + timedelta(days=day)
        act: Callable[[Session], Any] = lambda db: withdraw_hours(  # noqa: E731
            db, self.counsellors[who % 2], from_at, from_at + timedelta(days=span), now=self.now
        )
        self._do(act)

    @rule(pick=picks, verb=st.sampled_from(["resume", "pause", "rebook", "do not rebook", "withdraw"]))
    def live_on(self, pick: int, verb: str) -> None:
        def act(db: Session) -> Course | None:
            course = self._going(db, pick)
            before = course.version
            match verb:
                case "pause":
                    course_life.pause(db, course.officer_id, course.id, now=self.now)
                case "resume":
                    course_life.resume(db, course.officer_id, course.id, now=self.now)
                case "withdraw":
                    course_life.withdraw(db, course.officer_id, course.id, now=self.now)
                case _:
                    wanted = verb == "rebook"
                    course_life.rebook_misses(db, course.officer_id, course.id, wanted=wanted, now=self.now)
            return course if course.version > before and verb in {"pause", "withdraw"} else None

        course = self._do(act)
        if course is not None:
            self.models[course.id].stop(self.now)

    @precondition(lambda self: self._live("proposed"))
    @rule()
    def promote(self) -> None:
        firm = self.now + timedelta(days=28)
        booked = self._do(lambda db: promotion.promote(db, now=self.now, firm_until_at=firm))
        for row in booked or ():
            self._model(row).book(row.id)
        for model in self.models.values():
            late = [k for k, s in model.live.items() if s.status == "proposed" and s.start_at <= self.now]
            for key in late:
                del model.live[key]

    @rule(by=st.sampled_from([timedelta(minutes=11), timedelta(hours=20), timedelta(days=6)]))
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    @precondition(lambda self: self._live("booked") or self._live("proposed"))
    @rule(ended=st.sampled_from([Outcome.ATTENDED, Outcome.ATTENDED, *OF_THE_DAY]), twice=st.booleans())
    def live_through_the_next(self, ended: Outcome, twice: bool) -> None:
        """What most days are like: the next appointment comes, and is attended or missed."""
        ahead = [(s.start_at, k) for m in self.models.values() for k, s in m.live.items() if s.status != "held"]
        start_at, key = min(ahead)
        self.now = max(self.now, start_at)
        self._record(key, ended, twice=twice)

    @invariant()
    def the_store_agrees_with_the_model(self) -> None:
        with self.store.read() as db:
            check(db)
            for course_id, model in self.models.items():
                rows = appointments.of_course(db, course_id)
                assert {a.id: seat_of(a) for a in rows if a.status in LIVE} == model.live
                assert {a.id for a in rows if a.status is S.FULFILLED} == set(model.attended)
                balance = ledger.balance_of_course(db, course_id)
                assert (balance.granted, balance.attended, balance.held, balance.free) == model.balance
                if db.get_one(Course, course_id).state is CourseState.PAUSED:
                    assert not [s for s in model.live.values() if s.start_at > self.now]


def seat_of(row: Appointment) -> Seat:
    """A row as the model sees it."""
    return Seat(row.number, row.start_at, row.counsellor_id, row.status.value)
