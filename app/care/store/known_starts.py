"""What is known of the shifts around a start, kept as it is booked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.store.force import policy_of, zone_of
from app.care.store.rosters import latest_version, months_of_officers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.risk import KnownStart
from scheduler.civil import Horizon
from scheduler.duty import Duty
from scheduler.duty_pack import unpacked
from scheduler.risk import Feature, features_at, marks_of

_KEPT = select(KnownStart).where(KnownStart.appointment_id.in_(bindparam("ids", expanding=True)))
_NEAR = timedelta(days=4)
_LONGEST_WORK = timedelta(days=3)
"""Only working duties give features, and none of them lasts longer."""


def know_starts(db: Session, booked: Iterable[Appointment], *, now: datetime) -> None:
    """Keep what the published roster says of these starts as they are booked; what was kept before is replaced.

    Of what is not booked, what has begun and what lies beyond the published roster nothing is kept: there was no
    knowing, and their outcomes would be laid at the door of plain starts.
    """
    version = latest_version(db)
    if version is None:
        return
    zone = zone_of(db)
    firm = [
        one
        for one in booked
        if one.status is AppointmentStatus.BOOKED
        and one.start_at > now
        and one.start_at.astimezone(zone).date() <= version.covers_to_on
    ]
    if not firm:
        return
    day_starts = policy_of(db).rest.day_starts
    kept = {one.appointment_id: one for one in db.scalars(_KEPT, {"ids": [one.id for one in firm]})}
    for officer_id, theirs in groupby(sorted(firm, key=lambda one: one.officer_id), lambda one: one.officer_id):
        appointments = list(theirs)
        duties = _duties_around(db, officer_id, appointments)
        for one in appointments:
            known = kept.get(one.id) or KnownStart(appointment_id=one.id)
            known.features = written(_features_of(one, duties, (zone, day_starts), now=now))
            known.counted = None
            db.add(known)


def written(features: Iterable[str]) -> str:
    """A set of features as it is kept."""
    return ",".join(sorted(features))


def _features_of(
    one: Appointment, duties: Sequence[Duty], by: tuple[ZoneInfo, time], *, now: datetime
) -> frozenset[Feature]:
    """As planning marks it (`by` this zone and start of the force day): the horizon is the start's own day."""
    zone, day_starts = by
    horizon = Horizon(one.start_at.astimezone(zone).date(), 1, zone)
    near = [duty for duty in duties if one.start_at - _NEAR < duty.end_at and duty.start_at < one.start_at + _NEAR]
    marks = marks_of(near, horizon, asked_at=now, day_starts=day_starts)
    return features_at(marks, horizon.minute_of(one.start_at))


def _duties_around(db: Session, officer_id: str, appointments: Sequence[Appointment]) -> list[Duty]:
    around = _NEAR + _LONGEST_WORK
    days = [one.start_at + timedelta(days=step) for one in appointments for step in range(-around.days, around.days)]
    months = months_of_officers(db, [officer_id], {f"{day:%Y-%m}" for day in days})
    return [duty for month in months for duty in unpacked(month.duties)]
