"""An officer's own time over the API: what suits them, and the days on which they are away."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.openings import AHEAD_DAYS
from app.care.domain.parts_of_day import cells_of, is_of_cells, spans_of
from app.care.reads.choice import effect_of
from app.care.reads.officer_choices import choices
from app.care.services.preferences import add_blackout, drop_blackout, keep_needs, version_of
from app.care.store import officers
from app.care.store.force import policy_of
from app.care.web.api.asking import problems
from app.care.web.api.shapes_preferences import AwayIn, AwayOut, EffectOut, OwnTimeIn, OwnTimeOut, PartOfWeek
from app.care.web.officer.away_form import FURTHEST_AHEAD, LONGEST_AWAY
from app.care.web.officer.preferences import replan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.refusals import Fault, Invalid, NotFound
from app.foundation.versions import if_match, refuse_unless_seen
from scheduler.interval import Interval

router = APIRouter(prefix="/api/v1/me", tags=["officer"])
Seen = Annotated[str | None, Depends(if_match)]


@router.get("/preferences", responses=problems())
def own_time(request: Request, who: Officer, response: Response) -> OwnTimeOut:
    """One's own time: journeys, parts of the week to avoid, rest, leave, days away. The ETag is its version."""
    return _shown(request, who.subject_id, response)


@router.put("/preferences", responses=problems(412, 422, 428))
def set_own_time(request: Request, who: Officer, response: Response, seen: Seen, body: OwnTimeIn) -> OwnTimeOut:
    """Set all of it; the plan is fitted to it at once. Needs the ETag of what was read, as If-Match.

    412 "version-changed" when something was set since. 422 "duty-time-not-allowed" for sessions in duty time where the
    force does not allow them. Days away stay as they are.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        officer = officers.one(db, who.subject_id)
        refuse_unless_seen(seen, version_of(officer))
        needs = _needs(body, OfficerNeeds.from_json(officer.needs), {site for site, _ in choices(db).sites})
        keep_needs(db, who.subject_id, needs, seen=seen)
    replan_now(desk, who.subject_id, now=desk.clock())
    return _shown(request, who.subject_id, response)


@router.post("/preferences/effect", responses=problems(404, 422))
def effect(request: Request, who: Officer, body: OwnTimeIn) -> EffectOut:
    """How many times would be open with these settings, and how many are with the present ones. Keeps nothing."""
    desk = desk_of(request)
    with desk.store.read() as db:
        before = OfficerNeeds.from_json(officers.one(db, who.subject_id).needs)
        needs = _needs(body, before, {site for site, _ in choices(db).sites})
    found = effect_of(desk.store, who.subject_id, needs=needs, now=desk.clock())
    if found is None:
        raise NotFound("There is no course that goes on.")
    return EffectOut(days=AHEAD_DAYS, open=found.open, before=found.before)


@router.post("/away", status_code=201, responses=problems(422))
def go_away(request: Request, who: Officer, response: Response, body: AwayIn) -> OwnTimeOut:
    """Keep a stretch free: what is planned in it is called off, and planned anew unless the plan waits.

    The same stretch again changes nothing.
    """
    desk = desk_of(request)
    _refuse_odd(body, desk.clock())
    with desk.store.write() as db:
        add_blackout(db, who.subject_id, Interval(body.starts_at, body.ends_at), now=desk.clock())
    replan_now(desk, who.subject_id, now=desk.clock())
    return _shown(request, who.subject_id, response)


@router.delete("/away", responses=problems(422))
def be_back(
    request: Request, who: Officer, response: Response, starts_at: Annotated[AwareDatetime, Query()]
) -> OwnTimeOut:
    """Take the stretch that starts then off the list. None such: nothing changes."""
    with desk_of(request).store.write() as db:
        drop_blackout(db, who.subject_id, starts_at)
    return _shown(request, who.subject_id, response)


def _refuse_odd(body: AwayIn, now: datetime) -> None:
    lasts = body.ends_at - body.starts_at
    if not timedelta(0) < lasts <= LONGEST_AWAY:
        raise Invalid("Look at the times again.", faults=[Fault("It lasts up to a year", column="ends_at")])
    if body.ends_at <= now:
        raise Invalid("Look at the times again.", faults=[Fault("This is over", column="ends_at")])
    if body.starts_at - now > FURTHEST_AHEAD:
        raise Invalid("Look at the times again.", faults=[Fault("This is too far ahead", column="starts_at")])


def _shown(request: Request, officer_id: str, response: Response) -> OwnTimeOut:
    with desk_of(request).store.read() as db:
        officer = officers.one(db, officer_id)
        response.headers["ETag"] = version_of(officer)
        return _view(db, OfficerNeeds.from_json(officer.needs))


def _view(db: Session, needs: OfficerNeeds) -> OwnTimeOut:
    cells = sorted(cells_of(hours.span for hours in (*needs.disliked, *needs.closed)))
    return OwnTimeOut(
        travel_minutes=dict(needs.travel_minutes),
        avoid=[PartOfWeek(weekday=day, part=part) for day, part in cells],
        avoid_strictly=bool(needs.closed),
        attends_on_leave=bool(needs.attends_on_leave),
        in_duty_time=bool(needs.in_duty_time),
        sleep_hours=needs.sleep_hours,
        wind_down_hours=needs.wind_down_hours,
        rests_after_nights=bool(needs.rests_after_nights),
        in_duty_time_allowed=policy_of(db).rest.in_duty_time_by_force,
        away=[AwayOut(starts_at=span.start, ends_at=span.end) for span in needs.blackouts],
    )


def _needs(body: OwnTimeIn, before: OfficerNeeds, sites: set[str]) -> OfficerNeeds:
    """What the body means, with the days away there were. Raises Invalid for places nobody knows."""
    unknown = sorted(body.travel_minutes.keys() - sites - before.travel_minutes.keys())
    if unknown:
        faults = [Fault("There is no such place.", column=f"travel_minutes.{site[:40]}") for site in unknown[:20]]
        raise Invalid("Some of these places do not exist here.", faults=faults)
    hours = tuple(Disliked(*span) for span in spans_of({(one.weekday, one.part) for one in body.avoid}))
    odd = tuple(one for one in (*before.disliked, *before.closed) if not is_of_cells(one.span))
    return replace(
        before,
        travel_minutes=body.travel_minutes,
        disliked=odd if body.avoid_strictly else (*hours, *odd),
        closed=hours if body.avoid_strictly else (),
        attends_on_leave=body.attends_on_leave or None,
        in_duty_time=body.in_duty_time or None,
        sleep_hours=body.sleep_hours,
        wind_down_hours=body.wind_down_hours,
        rests_after_nights=body.rests_after_nights or None,
    )
