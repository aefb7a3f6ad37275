"""The hours in which officers sleep or work, from what is rostered for them and how they wish to rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.needs import OfficerNeeds
from app.care.domain.quiet import Hours, Rest, hours_of
from app.care.domain.telling import Telling
from app.care.store import rosters
from app.care.store.force import policy_of, zone_of
from app.care.store.tables.officers import Officer
from scheduler.duty import Duty
from scheduler.duty_pack import unpacked
from scheduler.interval import Interval

_LONGEST = timedelta(days=2)
"""No duty that one is at work in lasts longer, so none that counts began longer before."""


def hours_around(db: Session, rows: Sequence[Officer], around: Interval[datetime]) -> Mapping[str, Hours]:
    """By id, the hours of these officers that reach into `around`."""
    policy, zone = policy_of(db), zone_of(db)
    journey = timedelta(minutes=policy.travel_minutes)
    duties = _duties(db, [officer.id for officer in rows], around)
    return {
        officer.id: hours_of(
            duties[officer.id],
            Rest(OfficerNeeds.from_json(officer.needs).rules(policy.rest), journey, zone),
            Telling.from_json(officer.telling),
            around,
        )
        for officer in rows
    }


def _duties(db: Session, officer_ids: Sequence[str], around: Interval[datetime]) -> Mapping[str, list[Duty]]:
    """What reaches into `around`, and what ended within the day before, after which they may sleep still."""
    first_at = around.start - _LONGEST
    months = sorted({f"{at:%Y-%m}" for at in (first_at - _LONGEST, around.start, around.end + _LONGEST)})
    found: dict[str, list[Duty]] = defaultdict(list)
    for month in rosters.months_of_officers(db, officer_ids, months):
        duties = unpacked(month.duties)
        found[month.officer_id] += (d for d in duties if d.end_at > first_at and d.start_at < around.end)
    return found
