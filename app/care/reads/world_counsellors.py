"""Counsellors as planning knows them: what they can, what they can take, and their hours."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select, text
from sqlalchemy.orm import Session

from app.care.domain.world import KnownCounsellor
from app.care.reads.facts_from_text import hours_from
from app.care.store import providers
from app.care.store.tables.appointments import LIVE_SQL, Appointment
from app.care.store.tables.providers import Counsellor

_PLAIN = ("id", "name", "gender", "active", "max_per_day", "max_per_week", "break_minutes", "caseload")
_LISTS = ("skills", "languages", "lengths")
_EVERYBODY = select(
    *(getattr(Counsellor, name) for name in _PLAIN), *(cast(getattr(Counsellor, name), Text) for name in _LISTS)
).order_by(Counsellor.id)
_BUSY_WITH = (
    select(Appointment.counsellor_id, Appointment.course_id)
    .where(Appointment.counsellor_id.in_(bindparam("ids", expanding=True)), text(f"appointment.{LIVE_SQL}"))
    .distinct()
)


def all_counsellors(db: Session) -> list[KnownCounsellor]:
    """The planner's eyes: everybody, also who takes no more courses, in order of id; without hours yet."""
    return [_counsellor(*row) for row in db.execute(_EVERYBODY)]


def with_hours(
    db: Session, people: Iterable[KnownCounsellor], first_at: datetime, last_at: datetime
) -> list[KnownCounsellor]:
    """The same people with their hours between the two instants, and the courses they are busy with."""
    people = list(people)
    ids = [who.id for who in people]
    hours = {who_id: hours_from(texts) for who_id, texts in providers.stretches_as_texts(db, ids, first_at, last_at)}
    busy: dict[str, set[str]] = defaultdict(set)
    for counsellor_id, course_id in db.execute(_BUSY_WITH, {"ids": ids}):
        busy[counsellor_id].add(course_id)
    return [replace(who, hours=hours.get(who.id, ()), busy_with=frozenset(busy[who.id])) for who in people]


# What a row says is made a fact once: the same rows are read for every question, and a fact never changes.


@lru_cache(maxsize=1 << 12)
def _counsellor(*told: Any) -> KnownCounsellor:
    plain, lists = told[: len(_PLAIN)], told[len(_PLAIN) :]
    read = (frozenset(json.loads(text)) for text in lists)
    return KnownCounsellor(**dict(zip((*_PLAIN, *_LISTS), (*plain, *read), strict=True)))
