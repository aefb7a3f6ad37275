"""Why a session has no time, what would give it one, and what would open more choice, over the API."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from app.care.domain.openings import AHEAD_DAYS
from app.care.reads.choice import choice_of
from app.care.reads.next_best import next_best
from app.care.reads.officer_plan import plan_of_course
from app.care.reads.why_not import Asked, WhyNot, why_not
from app.care.web.api import showing
from app.care.web.api.asking import problems
from app.care.web.api.shapes_out import CourseOut
from app.care.web.api.shapes_why import (
    ChoiceOut,
    ChosenEasing,
    ChosenRemedy,
    EasingOut,
    NextBestOut,
    OpeningOut,
    ReasonOut,
    RemedyOut,
    TimeOut,
    WhyOut,
)
from app.care.web.officer.easing_words import could, in_the_way
from app.care.web.officer.letting_go import Refused, patience, take_easing, take_way
from app.care.web.officer.visitor import Officer, desk_of
from app.care.web.officer.wording import likely
from app.foundation.refusals import NotFound

router = APIRouter(prefix="/api/v1", tags=["courses"])
Number = Annotated[int, Path(ge=1, le=50)]


@router.get("/courses/{course_id}/sessions/{number}/why", responses=problems(404, 422))
def why(request: Request, who: Officer, course_id: str, number: Number) -> WhyOut:
    """Why session `number` has no time: the reasons, and what would give it one, each tried out.

    Looking for that stops after two seconds.
    """
    desk = desk_of(request)
    found = why_not(
        desk.store, Asked(who.subject_id, course_id, number), now=desk.clock(), enough=patience(desk.thinking_seconds)
    )
    return WhyOut(
        course=course_id,
        number=number,
        has_time=found.has_time,
        reasons=[ReasonOut(code=one, words=in_the_way(one, found)) for one in found.obstacles],
        remedies=_remedies(request, found),
        looked_at_all=found.ways.is_whole,
    )


@router.post("/courses/{course_id}/sessions/{number}/remedy", responses=problems(404, 409, 422))
def apply_remedy(request: Request, who: Officer, course_id: str, number: Number, body: ChosenRemedy) -> CourseOut:
    """Let go of exactly what the remedy says, and plan; somebody else to see is thereby consented to.

    It is tried out once more first. 409 "no-way-any-more" when it would not help now; if the session has a time
    already, nothing is changed and the course is answered as it stands, so it may be sent again.
    """
    desk = desk_of(request)
    try:
        take_way(desk, Asked(who.subject_id, course_id, number, only=body.remedy))
    except Refused as refused:
        if not refused.has_time:
            raise
    with desk.store.read() as db:
        return showing.course(plan_of_course(db, who.subject_id, course_id, now=desk.clock()))


@router.get("/courses/{course_id}/sessions/{number}/next-best", responses=problems(404))
def next_best_time(request: Request, who: Officer, course_id: str, number: Number) -> NextBestOut:
    """The best other time of session `number`, as things stand now. Asking moves nothing."""
    desk = desk_of(request)
    found = next_best(desk.store, who.subject_id, course_id, number, now=desk.clock())
    if found is None or found.row is None or found.place is None:
        return NextBestOut(course=course_id, number=number, can_move=found is not None, next_best=None)
    row = found.row
    time = TimeOut(
        start_at=row.start_at,
        end_at=row.end_at,
        counsellor=found.counsellor_name,
        place=found.place.name,
        reliability=likely(row.risk),
    )
    return NextBestOut(course=course_id, number=number, can_move=True, next_best=time)


@router.get("/me/choice", responses=problems(404))
def choice(request: Request, who: Officer) -> ChoiceOut:
    """How much choice there is in the next four weeks, and what of one's own rules would open more."""
    desk = desk_of(request)
    found = choice_of(desk.store, who.subject_id, now=desk.clock())
    if found is None:
        raise NotFound("There is no course that goes on.")
    return ChoiceOut(
        days=AHEAD_DAYS,
        open=found.open,
        openings=[
            OpeningOut(easing=one.easing.key, words=could(one.easing, found.names, desk.zone), more=one.more)
            for one in found.openings
        ],
    )


@router.post("/me/choice", responses=problems(404, 409, 422))
def widen_choice(request: Request, who: Officer, body: ChosenEasing) -> ChoiceOut:
    """Let go of one rule, exactly as it was counted. 409 "no-way-any-more" when it would open nothing now."""
    take_easing(desk_of(request), who.subject_id, body.easing)
    return choice(request, who)


def _remedies(request: Request, found: WhyNot) -> list[RemedyOut]:
    zone, names = desk_of(request).zone, found.names
    return [
        RemedyOut(
            remedy=way.key,
            easings=[EasingOut(code=one.ease, words=could(one, names, zone)) for one in way.easings],
            start_at=way.row.start_at,
            end_at=way.row.end_at,
            counsellor=names.counsellors[way.row.counsellor_id],
            place=names.places[way.row.place_id].name,
        )
        for way in found.ways.found
    ]
