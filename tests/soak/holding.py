"""What must hold when a fault run is over: nothing lost, nothing twice, both sides of one mind."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.pseudonyms import Kind, outward
from app.care.store import providers
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.courses import Course
from app.care.store.tables.ledger import LedgerEntry
from app.care.store.tables.messages import InboxMessage, OutboxMessage
from tests.soak.run import Run
from tests.soak.telephone import Telephone

S = AppointmentStatus
WORDS = {"session.attended": S.FULFILLED, "session.not_attended": S.NOSHOW}


def broken(run: Run) -> list[str]:
    """Every promise that was broken, in words."""
    return [*_lost(run), *_unlike(run), *_unlike_courses(run), *_not_once(run)]


def _lost(run: Run) -> Iterator[str]:
    """A message is told only where it arrived, and none is neither told nor to be seen as given up."""
    with run.rig.store.read() as db:
        query = select(OutboxMessage).where(OutboxMessage.channel == "webhook")
        for message in db.scalars(query):
            phone = run.phones[message.provider_id or ""]
            name = outward(phone.known.key, Kind.MESSAGE, message.id)
            if message.told_at is None and message.dead_at is None:
                yield f"{message.event} {name} is neither told nor given up"
            if message.told_at is not None and not phone.practice.has_heard(name):
                yield f"{message.event} {name} is told and never arrived"


def _unlike(run: Run) -> Iterator[str]:
    """What a provider's system believes is what the store says."""
    with run.rig.store.read() as db:
        for one in db.scalars(select(Appointment)):
            phone = _phone_of(run, db, one)
            name = outward(phone.known.key, Kind.APPOINTMENT, one.id)
            believed = phone.practice.appointments.get(name)
            if name in phone.practice.replaced:
                if one.status is not S.CANCELLED:
                    yield f"{name} is believed replaced and is {one.status}"
            elif believed is None:
                yield f"{name} is {one.status} and unknown"
            elif (believed["status"], believed["sequence"]) != (one.status.value, one.sequence):
                yield f"{name} is {one.status} {one.sequence}, believed {believed['status']} {believed['sequence']}"


def _unlike_courses(run: Run) -> Iterator[str]:
    with run.rig.store.read() as db:
        courses = db.scalars(select(Course)).all()
    for phone in run.phones.values():
        names = {outward(phone.known.key, Kind.COURSE, c.id): c for c in courses}
        for name, facts in phone.practice.courses.items():
            if facts["state"] != names[name].state.value:
                yield f"{name} is {names[name].state}, believed {facts['state']}"


def _not_once(run: Run) -> Iterator[str]:
    """Each report that was taken has had its effect once, in order; nothing else has had any."""
    with run.rig.store.read() as db:
        happened: dict[str, list[S]] = defaultdict(list)
        facts = select(AppointmentFact).where(AppointmentFact.status.in_(WORDS.values()))
        for fact in db.scalars(facts.order_by(AppointmentFact.id)):
            happened[fact.appointment_id].append(fact.status)
        for one in db.scalars(select(Appointment)):
            phone = _phone_of(run, db, one)
            said = [WORDS[kind] for kind in phone.accepted.get(outward(phone.known.key, Kind.APPOINTMENT, one.id), [])]
            if happened[one.id] != said:
                yield f"{one.id}: was said {_words(said)}, has happened {_words(happened[one.id])}"
        by_answer = select(InboxMessage.answer_status, func.count()).group_by(InboxMessage.answer_status)
        taken = {row[0]: row[1] for row in db.execute(by_answer)}
        accepted = sum(len(kinds) for phone in run.phones.values() for kinds in phone.accepted.values())
        told = {200: accepted, 202: sum(phone.held_back for phone in run.phones.values())}
        if taken != {status: count for status, count in told.items() if count}:
            yield f"told (by status) of {told}, in the inbox are {taken}"
        attended = db.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "attend"))
        ever = sum(kinds.count("session.attended") for p in run.phones.values() for kinds in p.accepted.values())
        if attended != ever:
            yield f"{ever} were said to be attended, the ledger has {attended}"


def _words(statuses: list[S]) -> str:
    return ", ".join(statuses) or "nothing"


def _phone_of(run: Run, db: Session, one: Appointment) -> Telephone:
    return run.phones[providers.counsellor(db, one.counsellor_id).provider_id]
