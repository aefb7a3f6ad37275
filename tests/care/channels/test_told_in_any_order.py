"""Whatever is booked, moved and called off at whatever hour: what an officer was told adds up to what is so."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.care.channels.tell_officers import tell_officer
from app.care.channels.ways import Senders
from app.care.domain.telling import Way
from app.care.services.call_off import cancel_by_officer, move_by_officer
from app.care.services.hold import book_held, hold_slot
from app.care.store import appointments
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.rosters import OfficerMonth
from app.foundation.database import Database
from tests.care.channels.officer_stage import VOICE, Stage, staged
from tests.support.builders import a_slot, at
from tests.support.duties import pack_by_month

DUTIES = [("night", at(1, 22), at(2, 7)), ("late", at(3, 14), at(3, 22)), ("night", at(4, 21), at(5, 7))]
_LINES = re.compile(r"(Booked|Moved|Called off): ([^.]*)\.")

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(20, 24)),
        st.just(("end", 0)),
        st.tuples(st.just("wait"), st.sampled_from((1, 3, 7, 13))),
    ),
    min_size=2,
    max_size=9,
)


@dataclass
class Belief:
    """The times that somebody reckons with who reads their texts, and nothing else."""

    times: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        for kind, said in _LINES.findall(text):
            time = said.removesuffix(", by video")
            if kind == "Booked":
                self.times.append(time)
            elif kind == "Called off":
                self.times.remove(time)
            else:
                was, _, now = time.partition(" is now ")
                self.times.remove(was)
                self.times.append(now)


def live(stage: Stage, steps: list[tuple[str, int]]) -> None:
    """Do all that, one after the other, with every text told as soon as it may be."""
    for kind, number in steps:
        standing = booked(stage)
        if kind == "wait":
            wait(stage, timedelta(hours=number))
        elif kind == "end" and standing:
            with stage.store.write() as db:
                cancel_by_officer(db, stage.officer_id, standing, now=stage.clock(), rebook=False)
        elif kind == "put":
            put(stage, standing, at(number))
        tell(stage)
    wait(stage, timedelta(hours=48))


def put(stage: Stage, standing: str | None, start_at: datetime) -> None:
    slot = a_slot(stage.counsellor_id, start_at)
    with stage.store.write() as db:
        if standing:
            move_by_officer(db, stage.officer_id, standing, slot, now=stage.clock())
        else:
            course_id = appointments.of_officer(db, stage.officer_id)[0].course_id
            held = hold_slot(db, stage.officer_id, course_id, slot, now=stage.clock())
            book_held(db, stage.officer_id, held.id, now=stage.clock())


def wait(stage: Stage, hours: timedelta) -> None:
    """Stop wherever something comes due."""
    until = stage.clock() + hours
    while stage.clock() < until:
        stage.clock.move_to(min(until, stage.next_due(until)))
        tell(stage)


def tell(stage: Stage) -> None:
    senders = Senders(stage.post, stage.post.texter)
    tell_officer(stage.store, stage.clock, senders, VOICE, stage.officer_id)


def booked(stage: Stage) -> str | None:
    with stage.store.read() as db:
        found = [a for a in appointments.of_officer(db, stage.officer_id) if a.status.value == "booked"]
        return found[0].id if found else None


def is_quiet(when: datetime) -> bool:
    """Written down by hand from the duties above: when no text may come (in March the wall shows UTC)."""
    shut = [*((at(d, 22), at(d + 1, 7)) for d in range(-1, 12)), *((s, e) for _, s, e in DUTIES)]
    shut += [(at(2, 7), at(2, 15, 30)), (at(5, 7), at(5, 15, 30))]
    return any(start <= when < end for start, end in shut)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_what_was_told_adds_up_to_what_is_so_and_nobody_was_woken(
    care_sqlite: Database, steps: list[tuple[str, int]]
) -> None:
    with staged(care_sqlite) as stage:
        stage.wish(changes=Way.TEXT, days_before=None, hours_before=None)
        with stage.store.write() as db:
            for month, duties in pack_by_month(DUTIES).items():
                db.add(OfficerMonth(officer_id=stage.officer_id, month=month, version=1, duties=duties))
        live(stage, steps)
        belief = Belief()
        for when, _, text in stage.post.texts:
            assert not is_quiet(when)
            belief.read(text)
        with stage.store.read() as db:
            mine = OutboxMessage.officer_id == stage.officer_id, OutboxMessage.channel == "mail"
            messages = db.scalars(select(OutboxMessage).where(*mine)).all()
            assert all(message.told_at for message in messages)
            so = [a for a in appointments.of_officer(db, stage.officer_id) if a.status.value == "booked"]
            assert belief.times == [f"{a.start_at:%a} {a.start_at.day} {a.start_at:%b, %H:%M}" for a in so]
            changes = sum(message.event.startswith("appointment") for message in messages)
        assert len(stage.post.texts) <= changes
        assert stage.post.mails == []


def test_control_a_belief_that_misses_a_text_is_not_what_is_so(care_sqlite: Database) -> None:
    with staged(care_sqlite) as stage:
        stage.wish(changes=Way.TEXT)
        live(stage, [("wait", 1), ("put", 21), ("wait", 1), ("put", 22)])
        last = Belief(["Mon 9 Mar, 10:00"])
        last.read(stage.post.texts[1][2])
        assert last.times == ["Mon 23 Mar, 10:00"]
        assert len(stage.post.texts) == 3
        assert is_quiet(at(2, 12))
        assert not is_quiet(at(2, 16))
