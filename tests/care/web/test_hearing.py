"""Reports of one appointment in any order, once or several times: the same ones always leave the same state."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound import Effect, act_on, report_outcome
from app.care.services.inbound_events import again, read_event
from app.care.services.outcome import correct_outcome
from app.care.services.outcome_question import answer_question, question_outcome
from app.care.services.providers_own import ProviderSide
from app.care.store import appointments, courses, ledger, providers
from app.care.store.hearing import heard_of, word_of
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_planned_course, a_provider, at

State = tuple[Any, ...]


@pytest.fixture
def store(care_sqlite: Database) -> Iterator[Database]:
    yield care_sqlite


def side_of(db: Session, one: Appointment) -> ProviderSide:
    return ProviderSide.whole(providers.provider(db, appointments.provider_id_of(db, one.id)))


def event(kind: str, name: str, version: int | None, minute: int = 0, **data: Any) -> dict[str, Any]:
    """A message as it is kept, `minute` minutes after NOW."""
    said = {"type": kind, "timestamp": (NOW + timedelta(minutes=minute)).isoformat()}
    return said | ({"version": version} if version else {}) | {"data": {"appointment": name, **data}}


def state_of(db: Session, one: Appointment) -> State:
    row, heard = appointments.again(db, one.id), heard_of(db, one.id)
    assert heard is not None
    balance = ledger.balance_of_course(db, one.course_id)
    return row.status, row.outcome, heard.version, heard.said_at, heard.late_minutes, balance.attended, balance.free


def deliver(db: Session, side: ProviderSide, message: dict[str, Any], *, now: Any) -> Effect | None:
    """As the endpoint does, in a savepoint; None if it was refused."""
    try:
        with db.begin_nested():
            return act_on(db, side, again(message), now=now)
    except Conflict:
        return None


Known = dict[tuple[Any, ...], set[State]]


def final_states(
    db: Session, one: Appointment, messages: Sequence[dict[str, Any]], *, now: Any, known: Known | None
) -> set[State]:
    """The states that all orders of these end in. Orders that begin alike share their beginning.

    With `known`, orders that have come to the same rows with the same messages left share what follows too.
    """
    if not messages:
        return {state_of(db, one)}
    place = (*everything(db, one), *sorted(map(str, messages)))
    if known is not None and place in known:
        return known[place]
    found: set[State] = set()
    for number, message in enumerate(messages):
        if message in messages[:number]:
            continue
        before = db.begin_nested()
        deliver(db, side_of(db, one), message, now=now)
        rest = [*messages[:number], *messages[number + 1 :]]
        found |= final_states(db, one, rest, now=now, known=known)
        before.rollback()
    if known is not None:
        known[place] = found
    return found


def everything(db: Session, one: Appointment) -> tuple[Any, ...]:
    """All that decides what a report does: the appointment, its course, its ledger, and what was heard."""
    row, heard = appointments.again(db, one.id), heard_of(db, one.id)
    course = courses.locked(db, one.course_id)
    balance = ledger.balance_of_course(db, one.course_id)
    word = None if heard is None else (word_of(heard, row.start_at), heard.outcome)
    return row.status, row.outcome, row.number, course.state, course.automatic_attempts, balance, word


def reports(name: str, *, versioned: bool, called_off: int = 0) -> list[dict[str, Any]]:
    """Five reports and one of them twice, some at the same instant, with versions or without.

    `called_off`: the minute at which the provider says that it was called off.
    """
    numbers = [1, 2, 3, 4, 5] if versioned else [None] * 5
    missed = event("session.not_attended", name, numbers[3], 2, reason="court")
    return [
        event("session.attended", name, numbers[0], 4, arrived_late_minutes=10),
        event("session.not_attended", name, numbers[1], 3, reason="unwell"),
        event("session.attended", name, numbers[2], 2),
        missed,
        missed,
        event("session.cancelled_by_provider", name, numbers[4], called_off),
    ]


@pytest.mark.parametrize("versioned", [True, False])
@pytest.mark.parametrize("shared", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_every_order_of_six_reports_leaves_one_state(store: Database, versioned: bool, shared: bool) -> None:
    """After the appointment, where a cancellation is a report like the others."""
    with store.write() as db:
        one = a_booked_appointment(db)
        name = outward(side_of(db, one).key, Kind.APPOINTMENT, one.id)
        messages = reports(name, versioned=versioned)
        known: Known | None = {} if shared else None
        (state,) = final_states(db, one, messages, now=one.end_at, known=known)
    assert state[1] is (Outcome.CANCELLED_BY_PROVIDER if versioned else Outcome.ATTENDED)
    assert state[4] == (0 if versioned else 10), "without versions the latest instant is the last word"


def test_a_cancellation_that_is_said_last_stands_whenever_it_comes_after_the_start(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        name = outward(side_of(db, one).key, Kind.APPOINTMENT, one.id)
        messages = reports(name, versioned=False, called_off=4)
        (state,) = final_states(db, one, messages, now=one.end_at, known={})
    assert state[1] is Outcome.CANCELLED_BY_PROVIDER, (
        "of the same instant as an attendance: in doubt nothing is used up"
    )
    assert (state[5], state[6]) == (0, 10), "the session is owed"


@pytest.mark.parametrize("first", ["session.attended", "session.not_attended", "session.cancelled_by_provider"])
def test_a_person_puts_a_late_cancellation_right_and_is_put_right_by_it(store: Database, first: str) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side, now = side_of(db, one), one.end_at
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        data: dict[str, Any] = {"reason": "unwell"} if first == "session.not_attended" else {}
        deliver(db, side, event(first, name, None, **data), now=now)
        for outcome in (Outcome.CANCELLED_BY_PROVIDER, Outcome.ATTENDED, Outcome.CANCELLED_BY_PROVIDER, Outcome.COURT):
            report_outcome(db, side, name, outcome, now=now)
            assert appointments.again(db, one.id).outcome is outcome
            attended = ledger.balance_of_course(db, one.course_id).attended
            assert attended == (outcome is Outcome.ATTENDED)
        stale = deliver(db, side, event("session.cancelled_by_provider", name, None), now=now)
        assert stale is not None
        assert (stale.answer["superseded"], stale.answer["outcome"]) == (True, "court")


def test_what_was_called_off_ahead_stays_so_even_for_a_person(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side = side_of(db, one)
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        deliver(db, side, event("session.cancelled_by_provider", name, None), now=one.start_at - timedelta(minutes=1))
        with pytest.raises(Conflict):
            report_outcome(db, side, name, Outcome.ATTENDED, now=one.end_at)
        late = deliver(db, side, event("session.attended", name, 9, 4), now=one.end_at)
        assert late is not None
        assert late.answer["superseded"] is True


def test_every_order_leaves_one_state_ahead_of_the_appointment_too(store: Database) -> None:
    """A cancellation is the last word, whenever it comes and whatever its version."""
    with store.write() as db:
        one = a_booked_appointment(db)
        name = outward(side_of(db, one).key, Kind.APPOINTMENT, one.id)
        messages = [
            event("session.not_attended", name, 4, 4, reason="court"),
            event("session.not_attended", name, 2, 0, reason="unwell"),
            event("session.attended", name, 9, 0),
            event("session.not_attended", name, None, 9, reason="kept_on_duty"),
            event("session.cancelled_by_provider", name, 1, 1),
            event("session.cancelled_by_provider", name, 1, 1),
        ]
        (state,) = final_states(db, one, messages, now=at(1), known={})
    assert state[1] is Outcome.CANCELLED_BY_PROVIDER


def test_control_without_the_word_kept_the_order_decides(store: Database) -> None:
    """The same reports carried out as they come, as if nothing had been heard before."""
    ends = set()
    outcomes = (Outcome.ATTENDED, Outcome.UNWELL, Outcome.COURT)
    with store.write() as db:
        one = a_booked_appointment(db)
        for order in permutations(outcomes):
            before = db.begin_nested()
            for outcome in order:
                correct_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
            ends.add(appointments.again(db, one.id).outcome)
            before.rollback()
    assert ends == set(outcomes), "the control no longer shows what the word prevents"


def test_an_older_report_is_answered_as_superseded_and_says_what_stands(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side = side_of(db, one)
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        deliver(db, side, event("session.not_attended", name, 2, reason="court"), now=one.end_at)
        late = deliver(db, side, event("session.attended", name, 1), now=one.end_at)
    assert late is not None
    assert late.answer["superseded"] is True
    assert (late.answer["outcome"], late.undone) == ("court", 0)


def test_what_a_person_records_stands_above_whatever_was_sent_before(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side = side_of(db, one)
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        deliver(db, side, event("session.attended", name, 7), now=one.end_at)
        report_outcome(db, side, name, Outcome.UNWELL, now=one.end_at)
        deliver(db, side, event("session.attended", name, 7, 1), now=one.end_at)
        assert appointments.again(db, one.id).outcome is Outcome.UNWELL
        deliver(db, side, event("session.attended", name, 8, 1), now=one.end_at)
        assert appointments.again(db, one.id).outcome is Outcome.ATTENDED, "a higher version is a new report"


def test_an_answer_to_the_officer_gives_the_unit_back_and_no_old_message_takes_it_again(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side = side_of(db, one)
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        deliver(db, side, event("session.attended", name, None), now=one.end_at)
        assert ledger.balance_of_course(db, one.course_id).attended == 1
        asked = question_outcome(db, one.officer_id, one.id, now=one.end_at)
        answer_question(db, asked, agrees=True, by="provider:x", now=one.end_at)
        assert ledger.balance_of_course(db, one.course_id).attended == 0
        deliver(db, side, event("session.attended", name, None, 3), now=one.end_at)
        assert appointments.again(db, one.id).outcome is Outcome.DID_NOT_ATTEND
        assert ledger.balance_of_course(db, one.course_id).attended == 0


def test_a_stand_in_and_a_late_start_are_no_miss_and_no_change_of_counsellor(store: Database) -> None:
    with store.write() as db:
        provider = a_provider(db)
        course = a_planned_course(db, a_counsellor(db, provider))
        first = appointments.live_of_course(db, course.id)[0]
        side, stand_in = side_of(db, first), a_counsellor(db, provider)
        names = {one: outward(side.key, Kind.COUNSELLOR, one) for one in (stand_in.id, a_counsellor(db).id)}
        name = outward(side.key, Kind.APPOINTMENT, first.id)
        differently: dict[str, Any] = {"counsellor": names[stand_in.id], "arrived_late_minutes": 15}
        done = deliver(db, side, event("session.attended", name, None, **differently), now=first.end_at)
        assert done is not None
        assert (done.answer["outcome"], done.undone) == ("attended", 0)
        heard = heard_of(db, first.id)
        assert heard is not None
        assert (heard.stand_in_id, heard.late_minutes) == (stand_in.id, 15)
        assert course.counsellor_id == first.counsellor_id != stand_in.id
        del names[stand_in.id]
        with pytest.raises(NotFound):
            elsewhere = event("session.attended", name, 2, counsellor=names.popitem()[1])
            deliver(db, side, elsewhere, now=first.end_at)


def test_hours_opened_and_withdrawn_in_any_order_are_the_same(store: Database) -> None:
    """Whoever is refused because hours are open already is sent again, as senders do."""
    ends = set()
    with store.write() as db:
        counsellor = a_counsellor(db, hours=[])
        provider = providers.provider(db, counsellor.provider_id)
        side, name = ProviderSide.whole(provider), outward(provider.pseudonym_key, Kind.COUNSELLOR, counsellor.id)
        messages = [
            hours("slot.opened", name, 1, 8, 12, places=["video"]),
            hours("slot.withdrawn", name, 2, 10, 12),
            hours("slot.opened", name, 3, 11, 12, places=["video"]),
            hours("slot.withdrawn", name, 0, 8, 12),
        ]
        for order in permutations(messages):
            before = db.begin_nested()
            waiting = list(order)
            for _ in range(3):
                waiting = [one for one in waiting if deliver(db, side, one, now=NOW + timedelta(minutes=5)) is None]
            assert not waiting
            found = providers.hours_of_counsellors(db, [counsellor.id], at(3, 0), at(4, 0))
            ends.add(tuple((one.start_at.hour, one.end_at.hour) for one in found))
            before.rollback()
    assert ends == {((8, 10), (11, 12))}


def hours(kind: str, name: str, minute: int, start: int, end: int, **data: Any) -> dict[str, Any]:
    said = (NOW + timedelta(minutes=minute)).isoformat()
    span = {"start": at(3, start).isoformat(), "end": at(3, end).isoformat()}
    return {"type": kind, "timestamp": said, "data": {"counsellor": name, **span, **data}}


def test_what_is_said_to_lie_ahead_is_refused_on_both_sides_of_the_edge(store: Database) -> None:
    with store.write() as db:
        one = a_booked_appointment(db)
        side = side_of(db, one)
        name = outward(side.key, Kind.APPOINTMENT, one.id)
        message = event("session.not_attended", name, None, 5, reason="court")
        with pytest.raises(Invalid) as refusal:
            act_on(db, side, again(message), now=NOW - timedelta(seconds=1))
        assert refusal.value.faults[0].column == "timestamp"
        assert act_on(db, side, again(message), now=NOW).answer["outcome"] == "court"


def test_six_levels_are_read_as_json_and_seven_are_not_even_looked_at() -> None:
    for levels, words in ((6, "type of event"), (7, "cannot be read")):
        with pytest.raises(Invalid) as refusal:
            read_event("[" * levels + '"]]]]]]]]]"' + "]" * levels)
        assert ("nested" in str(refusal.value.faults)) is (levels == 7), words
