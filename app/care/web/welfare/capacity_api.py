"""Capacity over the API: the map and the quarter, and changes to be tried; asked for, then looked at again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.domain.study import REASONS, UNFINISHED, StudyKind
from app.care.services.capacity_study import ask_gaps, ask_what_if, call_off
from app.care.store import studies
from app.care.web.welfare.capacity import desk_of, place_names
from app.care.web.welfare.capacity_shapes import (
    CapacityOut,
    ChangeBody,
    WhatIfOut,
    WhatIfsOut,
    figures_out,
    what_if_out,
)
from app.foundation.description import refused
from app.foundation.signin.who import Who, require

router = APIRouter(prefix="/api/v1/welfare", tags=["welfare"])
Lead = Annotated[Who, Depends(require("welfare"))]


@router.get("/capacity")
def capacity(request: Request, _who: Lead) -> CapacityOut:
    """Where hours are missing and what the quarter will bring, as published."""
    with desk_of(request).store.read() as db:
        done, newest = studies.newest_done(db, StudyKind.GAPS), studies.newest(db, StudyKind.GAPS)
        demand = studies.newest_done(db, StudyKind.DEMAND)
    coming = demand.result if demand is not None and demand.result else {}
    return CapacityOut(
        drawn_at=done.ended_at if done is not None else None,
        percent=newest.percent if newest is not None and newest.state in UNFINISHED else None,
        reason=REASONS.get(newest.reason, "") if newest is not None else "",
        map=figures_out(done.result if done is not None and done.result else {}),
        quarter=coming.get("quarter", ""),
        hours=coming.get("hours", []),
        coming=figures_out(coming),
    )


@router.post("/capacity/map", status_code=202, responses=refused(409))
def draw_again(request: Request, who: Lead) -> CapacityOut:
    """Have the map drawn anew, at most once a week; while it is being drawn, again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        ask_gaps(db, who.subject_id, now=desk.clock())
    return capacity(request, who)


@router.get("/what-ifs")
def what_ifs(request: Request, who: Lead) -> WhatIfsOut:
    """The changes one has tried in the last thirty days."""
    desk = desk_of(request)
    with desk.store.read() as db:
        names, mine = place_names(db), studies.all_of_lead(db, who.subject_id, now=desk.clock())
        return WhatIfsOut(what_ifs=[what_if_out(one, names) for one in mine])


@router.post("/what-ifs", status_code=202, responses=refused(409, 429))
def try_change(request: Request, answer: Response, who: Lead, body: ChangeBody) -> WhatIfOut:
    """Have a change tried; nothing is booked. `Location` says where to look. The same within a week is the same one."""
    desk = desk_of(request)
    with desk.store.write() as db:
        study = ask_what_if(db, who.subject_id, body.change(), now=desk.clock())
        answer.headers["Location"] = f"/api/v1/welfare/what-ifs/{study.id}"
        return what_if_out(study, place_names(db))


@router.get("/what-ifs/{study_id}")
def what_if(request: Request, who: Lead, study_id: str) -> WhatIfOut:
    """How far it is, or what it came to."""
    with desk_of(request).store.read() as db:
        return what_if_out(studies.of_lead(db, study_id, who.subject_id), place_names(db))


@router.post("/what-ifs/{study_id}/call-off", responses=refused(409))
def end(request: Request, who: Lead, study_id: str) -> WhatIfOut:
    """Call it off; again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        return what_if_out(call_off(db, who.subject_id, study_id, now=desk.clock()), place_names(db))
