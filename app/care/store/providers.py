"""Providers, their counsellors, hours and places."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from app.care.store.as_text import Texts, told_whole
from app.care.store.tables.providers import Counsellor, CounsellorHours, Place, Provider
from app.foundation.database import seen_once
from app.foundation.refusals import NotFound


def locked_counsellor(db: Session, counsellor_id: str) -> Counsellor:
    """The counsellor, kept from other bookers until the transaction ends. Taken after the course. NotFound if none."""
    found = db.get(Counsellor, counsellor_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None:
        raise NotFound("There is no such counsellor.")
    return found


def locked_places(db: Session, place_ids: Collection[str]) -> dict[str, Place]:
    """The places by id; those with rooms are kept from other bookers. Taken after the counsellor, in order of id.

    Raises NotFound if one of them does not exist.
    """
    query = select(Place).where(Place.id.in_(place_ids)).order_by(Place.id)
    found = {place.id: place for place in db.scalars(query.with_for_update(key_share=True))}
    if set(place_ids) - found.keys():
        raise NotFound("There is no such place.")
    return found


def places(db: Session) -> Sequence[Place]:
    """Every place, in order of id."""
    return seen_once(db, "places", lambda: db.scalars(_PLACES).all())


def provider(db: Session, provider_id: str) -> Provider:
    """One provider. Raises NotFound if there is none."""
    found = db.get(Provider, provider_id)
    if found is None:
        raise NotFound("There is no such provider.")
    return found


def counsellor(db: Session, counsellor_id: str) -> Counsellor:
    """One counsellor. Raises NotFound if there is none."""
    found = db.get(Counsellor, counsellor_id)
    if found is None:
        raise NotFound("There is no such counsellor.")
    # A session forgets rows that nobody holds: telling of a course's ten sessions read the same person ten times.
    db.info.setdefault("counsellors", {})[counsellor_id] = found
    return found


def active_counsellors(db: Session) -> Sequence[Counsellor]:
    """The planner's eyes: everybody who takes courses, in order of id."""
    return db.scalars(select(Counsellor).where(Counsellor.active.is_(True)).order_by(Counsellor.id)).all()


def counsellors_of_provider(db: Session, provider_id: str) -> Sequence[Counsellor]:
    """A provider's eyes: their people, in order of name."""
    query = select(Counsellor).where(Counsellor.provider_id == provider_id)
    return db.scalars(query.order_by(Counsellor.name, Counsellor.id)).all()


def hours_of_counsellors(
    db: Session, counsellor_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Sequence[CounsellorHours]:
    """Hours of these counsellors, not withdrawn, that overlap the stretch from `first_at` to `last_at`."""
    return db.scalars(_HOURS, _between(counsellor_ids, first_at, last_at)).all()


def stretches_of_counsellors(
    db: Session, counsellor_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Sequence[tuple[str, datetime, datetime, str]]:
    """The same hours for the planner's eyes, as (counsellor, start, end, places as JSON): hundreds for each plan."""
    found = db.execute(_STRETCHES, _between(counsellor_ids, first_at, last_at))
    return [(who, start_at, end_at, places) for who, start_at, end_at, places in found]


def stretches_as_texts(
    db: Session, counsellor_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Sequence[tuple[str, Texts]]:
    """The same by counsellor, as texts of id, start, end, places as JSON."""
    found = db.execute(_TEXTS, _between(counsellor_ids, first_at, last_at))
    return [(who, tuple(texts)) for who, *texts in found]


def by_name(db: Session, name: str) -> Provider | None:
    """The provider of this name, the oldest if several have it."""
    return db.scalars(select(Provider).where(Provider.name == name).order_by(Provider.created_at, Provider.id)).first()


def all_providers(db: Session) -> Sequence[Provider]:
    """Every provider, in order of name."""
    return db.scalars(select(Provider).order_by(Provider.name, Provider.id)).all()


def _between(counsellor_ids: Collection[str], first_at: datetime, last_at: datetime) -> dict[str, Any]:
    return {"counsellor_ids": list(counsellor_ids), "first_at": first_at, "last_at": last_at}


# Put together once: this takes longer than the store's answer.
_PLACES = select(Place).order_by(Place.id)
_HOURS = (
    select(CounsellorHours)
    .where(
        CounsellorHours.counsellor_id.in_(bindparam("counsellor_ids", expanding=True)),
        CounsellorHours.withdrawn_at.is_(None),
        CounsellorHours.start_at < bindparam("last_at"),
        CounsellorHours.end_at > bindparam("first_at"),
    )
    .order_by(CounsellorHours.start_at, CounsellorHours.id)
)
_STRETCHES = _HOURS.with_only_columns(
    CounsellorHours.counsellor_id, CounsellorHours.start_at, CounsellorHours.end_at, cast(CounsellorHours.places, Text)
)
_TEXTS = told_whole(
    _HOURS,
    CounsellorHours.counsellor_id,
    CounsellorHours.id,
    CounsellorHours.start_at,
    CounsellorHours.end_at,
    CounsellorHours.places,
)
