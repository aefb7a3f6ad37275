"""What is to be told to one officer now, by each way one message: claimed, put together, ready to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.channels.addressee import Addressee, addressee
from app.care.channels.mail_texts import Change, Voice
from app.care.channels.retrying import LEASE
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.news import Fact, News, loose_ends, news_in, still_holds
from app.care.domain.reminding import REMINDER
from app.care.domain.telling import Way
from app.care.domain.told import NAMES_A_TIME, REMINDERS, Told
from app.care.store import appointments, courses, outbox, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage

S = AppointmentStatus
_LOOK_AGAIN = timedelta(minutes=1)
_PATIENCE = timedelta(hours=1)
"""How long what has ended in silence is left untold, while what takes its place is being found."""
_NAMES = ("appointment_id", "replaces_id")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one officer. `tries`: by the id of each line of the outbox that it tells, which try this is."""

    to: Addressee
    way: Way
    tries: Mapping[str, int]
    changes: tuple[Change, ...]
    path: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """What letters are put together from."""

    db: Session
    voice: Voice
    to: Addressee
    rows: Mapping[str, Appointment]
    now: datetime


def letters_of(db: Session, officer_id: str, voice: Voice, *, now: datetime) -> list[Letter]:
    """The messages that may go to the officer now. What must wait is put off, and what is not so any more is dropped.

    Whatever is still untold goes into one message for each way, so nothing is told by two.
    """
    messages = outbox.claim_of_officer(db, officer_id, now=now, lease=LEASE)
    if not messages:
        return []
    named = {message.payload[key] for message in messages for key in _NAMES if message.payload.get(key)}
    rows = {row.id: row for row in appointments.by_ids(db, named)}
    desk = _Desk(db, voice, addressee(db, officer_id, now=now), rows, now)
    by_way: dict[Way | None, list[OutboxMessage]] = {}
    for message in messages:
        stale = _is_stale(desk, message)
        way = None if stale else desk.to.way_for(Told(message.event), message.attempts)
        by_way.setdefault(way, []).append(message)
    if untellable := by_way.pop(None, []):
        outbox.mark_failed(db, _ids(untellable), again_at=None, now=now)
    letters = [_letter(desk, way, some) for way, some in by_way.items() if way is not None]
    return [letter for letter in letters if letter is not None]


def _letter(desk: _Desk, way: Way, messages: Sequence[OutboxMessage]) -> Letter | None:
    open_at = min(desk.to.may_hear_at(way, _soonest(desk, message), now=desk.now) for message in messages)
    if open_at > desk.now:
        outbox.put_off(desk.db, _ids(messages), until_at=open_at)
        return None
    facts, loose = _tied(desk, messages)
    if loose:
        outbox.put_off(desk.db, loose, until_at=desk.now + _LOOK_AGAIN)
    tries = {message.id: message.attempts for message in messages if message.id not in loose}
    news = [one for one in news_in(facts, lambda about: _slot(desk.rows[about])) if _holds(desk, one, messages)]
    if not news:
        outbox.mark_told(desk.db, list(tries), now=desk.now)
        return None
    kinds = {place.id: place.kind for place in providers.places(desk.db)}
    changes = tuple(_change(desk, one, kinds) for one in news)
    return Letter(desk.to, way, tries, changes, _path(desk, news))


def _tied(desk: _Desk, messages: Sequence[OutboxMessage]) -> tuple[list[Fact], set[str]]:
    """The facts to tell from, and the ids of those that are left for when it is known how they go on.

    What nobody has found a place for by then has simply ended.
    """
    facts = [_fact(message) for message in messages]
    gone = {about for about in _abouts(facts) if desk.rows[about].status is S.CANCELLED}
    silent = gone - outbox.said_to_have_ended(desk.db, gone)
    waited = {about for about in silent if desk.rows[about].changed_at <= desk.now - _PATIENCE}
    facts += [Fact("", Told.APPOINTMENT_CANCELLED, about) for about in sorted(waited & _standing(facts, silent))]
    loose = loose_ends(facts, lambda about: about in silent - waited)
    return [fact for fact in facts if fact.id not in loose], loose


def _standing(facts: Sequence[Fact], silent: set[str]) -> set[str]:
    """Of what ended in silence, that which nothing among the facts has moved on from."""
    return silent - {fact.was for fact in facts if fact.was is not None}


def _abouts(facts: Sequence[Fact]) -> set[str]:
    return {fact.about for fact in facts if fact.about is not None and fact.told in NAMES_A_TIME}


def _fact(message: OutboxMessage) -> Fact:
    about, was = (message.payload.get(name) for name in _NAMES)
    return Fact(message.id, Told(message.event), about, was)


def _is_stale(desk: _Desk, message: OutboxMessage) -> bool:
    """A reminder of a time that is no longer booked, or too near to be reminded of."""
    told = Told(message.event)
    if told not in REMINDERS:
        return False
    row = desk.rows[message.payload["appointment_id"]]
    return row.status is not S.BOOKED or not REMINDER[told].is_worth(row.start_at, now=desk.now)


def _soonest(desk: _Desk, message: OutboxMessage) -> datetime | None:
    """The first of the times ahead that a message is about."""
    starts = [desk.rows[message.payload[name]].start_at for name in _NAMES if message.payload.get(name)]
    return min((at for at in starts if at > desk.now), default=None)


def _holds(desk: _Desk, news: News, messages: Sequence[OutboxMessage]) -> bool:
    if news.about is not None or not news.facts:
        return True
    course_id = next(message.payload["course_id"] for message in messages if message.id == news.facts[0])
    (course,) = courses.by_ids(desk.db, [course_id])
    standing = {one.number for one in appointments.standing_of_course(desk.db, course_id)}
    return still_holds(
        news.told,
        course.state,
        is_asked=courses.open_change(desk.db, course_id) is not None,
        is_short=len(standing) < course.sessions,
    )


def _change(desk: _Desk, news: News, kinds: dict[str, str]) -> Change:
    if news.about is None:
        return Change(news.told)
    row, was = desk.rows[news.about], desk.rows[news.was] if news.was else None
    return Change(
        news.told,
        row.start_at,
        None if was is None else was.start_at,
        video=kinds[row.place_id] == "video",
        call=kinds[row.place_id] == "telephone",
        elsewhere=news.told is Told.APPOINTMENT_MOVED and was is not None and was.place_id != row.place_id,
    )


def _path(desk: _Desk, news: Sequence[News]) -> str:
    """A link of its own where one booked time is told of; else the plan, where all of them stand."""
    named = {one.about for one in news if one.told in NAMES_A_TIME or one.told in REMINDERS} - {None}
    booked = [row for about in named if about and (row := desk.rows[about]).status is S.BOOKED]
    if len(named) != 1 or not booked or booked[0].start_at <= desk.now:
        return "/"
    return desk.voice.link_for(desk.db, booked[0], now=desk.now)


def _slot(row: Appointment) -> tuple[datetime, str, str]:
    """What an officer would notice."""
    return row.start_at, row.place_id, row.counsellor_id


def _ids(messages: Sequence[OutboxMessage]) -> list[str]:
    return [message.id for message in messages]
