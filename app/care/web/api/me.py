"""Who is asking."""

from fastapi import APIRouter, Request

from app.care.reads.officer_choices import choices
from app.care.reads.officer_plan import plan_of_officer
from app.care.web.api.asking import problems
from app.care.web.api.shapes_out import ChoicesOut, MeOut, PlaceChoice
from app.care.web.officer.visitor import Officer, desk_of

router = APIRouter(prefix="/api/v1", tags=["officer"])


@router.get("/choices", responses=problems())
def what_there_is(request: Request, who: Officer) -> ChoicesOut:  # noqa: ARG001 - only officers may ask
    """What a course can ask for: places, languages, whom to see, what it is about."""
    with desk_of(request).store.read() as db:
        offered = choices(db)
    return ChoicesOut(
        sites=[PlaceChoice(id=site, name=name) for site, name in offered.sites],
        has_video=offered.has_video,
        has_telephone=offered.has_telephone,
        needs=list(offered.needs),
        languages=list(offered.languages),
        genders=list(offered.genders),
        lengths=list(offered.lengths),
    )


@router.get("/me", responses=problems())
def me(request: Request, who: Officer) -> MeOut:
    """The officer, with the course that goes on or else the newest."""
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
    return MeOut(
        officer=who.subject_id,
        course=plan.course_id if plan else None,
        state=plan.state if plan else None,
        human_route=desk.help_board.notice(desk.store, now=desk.clock()).human_route,
    )
