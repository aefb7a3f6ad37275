"""What a course asks for over the API: where and whom the officer would like to meet."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.domain.wants import Wants
from app.care.reads.officer_choices import Choices, choices
from app.care.services.wishes import keep_wants, version_of_wants
from app.care.store import courses
from app.care.web.api.asking import problems
from app.care.web.api.shapes_preferences import Rhythm, WantsShape
from app.care.web.officer.planning import ask_now, plan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.care.web.officer.where_form import own_gaps, with_usual_gaps
from app.foundation.refusals import Fault, Invalid
from app.foundation.versions import if_match, refuse_unless_seen

router = APIRouter(prefix="/api/v1/courses/{course_id}", tags=["courses"])
Seen = Annotated[str | None, Depends(if_match)]


@router.get("/wants", responses=problems(404))
def wants(request: Request, who: Officer, course_id: str, response: Response) -> WantsShape:
    """What a course asks for. The ETag is its version."""
    with desk_of(request).store.read() as db:
        course = courses.of_officer(db, course_id, who.subject_id)
        response.headers["ETag"] = version_of_wants(course)
        return _shape(Wants.from_json(course.wants))


@router.put("/wants", responses=problems(404, 409, 412, 422, 428))
def set_wants(
    request: Request, who: Officer, course_id: str, response: Response, seen: Seen, body: WantsShape
) -> WantsShape:
    """Ask for something else from now on; the plan is fitted to it at once. Needs the ETag of what was read.

    Nobody is given another counsellor by this: if the present one is not whom is asked for, the course's `change`
    says who could be, and nothing is booked with them before the officer consents. 409 "illegal-move" for a course
    that has ended. `rhythm` "usual" takes back every longer or shorter gap that the officer has allowed.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        course = courses.of_officer(db, course_id, who.subject_id)
        refuse_unless_seen(seen, version_of_wants(course))
        wanted = _wants(body, Wants.from_json(course.wants), choices(db))
        keep_wants(db, who.subject_id, course_id, wanted, now=desk.clock(), seen=seen)
    plan_now(desk, course_id)
    ask_now(desk, course_id)
    return wants(request, who, course_id, response)


def _shape(wanted: Wants) -> WantsShape:
    return WantsShape(
        mode=wanted.mode,
        places=list(wanted.places),
        counsellor_gender=wanted.counsellor_gender,
        language=wanted.language,
        rhythm=Rhythm.OWN if own_gaps(wanted) else Rhythm.USUAL,
    )


def _wants(body: WantsShape, before: Wants, offered: Choices) -> Wants:
    """Raises Invalid with every wish that nobody could fulfil; what was wanted before may stay."""
    fits = {
        "places": set(body.places) <= {site for site, _ in offered.sites} | set(before.places),
        "counsellor_gender": body.counsellor_gender in {None, before.counsellor_gender, *offered.genders},
        "language": body.language in {None, before.language, *offered.languages},
    }
    faults = [Fault("Nobody offers this.", column=name) for name, fine in fits.items() if not fine]
    if faults:
        raise Invalid("Some of what was asked for does not exist here.", faults=faults)
    return replace(
        with_usual_gaps(before) if body.rhythm is Rhythm.USUAL else before,
        mode=body.mode,
        places=tuple(dict.fromkeys(body.places)),
        counsellor_gender=body.counsellor_gender,
        language=body.language,
    )
