"""What providers' systems say of counsellors: all hours of a span at once, and what a counsellor offers.

Messages come in any order: what was said later of the same stretch, or of the same property, stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.hearing import UNVERSIONED
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.availability import checked, let_be, within
from app.care.services.hearing import Said
from app.care.services.hours_said import heard_of_whole, remember_heard, said_just_so, said_no_later
from app.care.services.inbound_hours_events import AvailabilityData, CounsellorData
from app.care.services.inbound_openings import mend_edges, with_all_places
from app.care.services.provider_team import change_member, member_of
from app.care.services.providers_own import ProviderSide, own_counsellor
from app.care.store import inbox, providers
from app.care.store.tables.appointments import Appointment
from scheduler.interval import Interval, subtract

UPDATED = "counsellor.updated"


@dataclass(frozen=True, slots=True)
class Heeded:
    """What to answer, which appointments lost their time, and whether anything of the message counted."""

    answer: dict[str, Any]
    struck: int
    is_new: bool


def hear_availability(db: Session, side: ProviderSide, data: AvailabilityData, said: Said, *, now: datetime) -> Heeded:
    """Make it so where nothing later was heard. Of two equal words a withdrawal stands above an opening, and openings
    count together. Raises Invalid with every fault, NotFound.
    """
    counsellor = own_counsellor(db, side, data.counsellor)
    whole = Interval(data.start, data.end)
    named = [Stretch(one.start, one.end, tuple(one.places)) for one in data.hours]
    wanted = checked(db, (whole.start, whole.end), named, now=now)
    providers.locked_counsellor(db, counsellor.id)
    left = said_no_later(db, counsellor.id, whole, said, now=now)
    closed = said_just_so(db, counsellor.id, whole, said, is_open=False, now=now)
    said_with = said_just_so(db, counsellor.id, whole, said, is_open=True, now=now)
    wanted = with_all_places(db, counsellor.id, wanted, said_with)
    struck: list[Appointment] = []
    for part in subtract(left, closed):
        struck += let_be(db, counsellor.id, (part.start, part.end), within(wanted, part), now=now).struck
    opened = [Interval(one.start_at, one.end_at) for one in named]
    remember_heard(db, counsellor.id, heard_of_whole(whole, opened), said, now=now)
    mend_edges(db, counsellor.id, whole)
    return Heeded(_answer(side, data.counsellor, struck), len({one.id for one in struck}), bool(left))


def hear_counsellor(db: Session, side: ProviderSide, data: CounsellorData, said: Said, *, now: datetime) -> Heeded:
    """Make it so, but for what a later message has said otherwise. Raises Invalid, NotFound."""
    counsellor = own_counsellor(db, side, data.counsellor)
    offered = data.model_dump(exclude={"counsellor"}, exclude_none=True)
    since = _said_since(db, side, data.counsellor, said, now=now)
    kept = {name: tuple(value) if isinstance(value, list) else value for name, value in offered.items()}
    known: dict[str, Any] = {name: value for name, value in kept.items() if name not in since}
    done = change_member(db, side, counsellor.id, replace(member_of(counsellor), **known), now=now)
    return Heeded(_answer(side, data.counsellor, done.struck), len(done.struck), bool(known) or not offered)


def _said_since(db: Session, side: ProviderSide, name: str, said: Said, *, now: datetime) -> set[str]:
    """The properties of this counsellor that a later message has set."""
    mine = (said.version or UNVERSIONED, said.at or now)
    found: set[str] = set()
    for payload in inbox.taken_of_type(db, side.provider_id, UPDATED):
        at = datetime.fromisoformat(payload["timestamp"])
        if payload["data"]["counsellor"] == name and (payload.get("version") or UNVERSIONED, at) > mine:
            found |= {key for key, value in payload["data"].items() if value is not None}
    return found


def _answer(side: ProviderSide, name: str, struck: Sequence[Appointment]) -> dict[str, Any]:
    courses = sorted({outward(side.key, Kind.COURSE, one.course_id) for one in struck})
    return {"counsellor": name, "courses": courses}
