"""Takes back hours that a counsellor had offered: illness, leave, a room that is gone."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.services.replan import replan_all
from app.care.store import appointments, courses, providers
from app.care.store import hours as sources
from app.care.store.guards import settle
from app.care.store.tables.providers import CounsellorHours
from app.foundation.refusals import Invalid


def withdraw_hours(db: Session, counsellor_id: str, from_at: datetime, to_at: datetime, *, now: datetime) -> list[str]:
    """Withdraw the counsellor's hours from `from_at` until `to_at`; returns the ids of the courses that must be mended.

    Appointments there are not cancelled here: each of their courses is planned anew, and the plan moves them or, if
    there is no other time, calls them off. Withdrawing the same hours again does nothing.
    Raises NotFound without such a counsellor, Invalid if `to_at` is not after `from_at`.
    """
    if to_at <= from_at:
        raise Invalid("The hours must end after they begin.", code="bad-hours")
    counsellor = providers.locked_counsellor(db, counsellor_id)
    hours = providers.hours_of_counsellors(db, [counsellor.id], from_at, to_at)
    for stretch in hours:
        _withdraw(db, stretch, max(from_at, stretch.start_at), min(to_at, stretch.end_at), now=now)
    settle(db)
    if sources.has_source(db, counsellor.id):
        sources.keep_change(db, counsellor.id, (from_at, to_at), [], now=now)
    if not hours:
        return []
    live = appointments.live_of_counsellors(db, [counsellor.id], now)
    struck = {a.course_id for a in live if a.start_at < to_at and a.end_at > from_at and a.start_at > now}
    replan_all(db, courses.by_ids(db, struck))
    return sorted(struck)


def _withdraw(db: Session, stretch: CounsellorHours, from_at: datetime, to_at: datetime, *, now: datetime) -> None:
    """Withdraw a part of one stretch; what is left before and after it stays on offer as stretches of its own."""
    left = [(stretch.start_at, from_at), (to_at, stretch.end_at)]
    for start_at, end_at in left:
        if start_at < end_at:
            db.add(
                CounsellorHours(
                    counsellor_id=stretch.counsellor_id,
                    start_at=start_at,
                    end_at=end_at,
                    places=list(stretch.places),
                    withdrawn_at=None,
                )
            )
    stretch.start_at, stretch.end_at, stretch.withdrawn_at = from_at, to_at, now
