"""Courses over the API: asked for, looked at, paused, taken up again, ended; the answer to a change of counsellor."""

from datetime import datetime
from operator import itemgetter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.domain.referral import Referral
from app.care.domain.session_lengths import usual_of
from app.care.domain.wants import Wants
from app.care.reads.officer_choices import Choices, choices
from app.care.reads.officer_history import ledger_of_course
from app.care.reads.officer_plan import plan_of_course
from app.care.services.counsellor_change import answer_change
from app.care.services.course_life import pause, rebook_misses, resume, withdraw
from app.care.services.referral import refer
from app.care.store import courses
from app.care.store.tables.access import IdempotencyRecord
from app.care.web.api import showing
from app.care.web.api.asking import Once, problems
from app.care.web.api.shapes_in import ChangeAnswer, NewCourse
from app.care.web.api.shapes_out import CourseOut, LedgerOut
from app.care.web.api.shapes_preferences import Rebooking
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.idempotency import once
from app.foundation.refusals import Fault, Invalid, NotFound
from app.foundation.versions import etag_of, if_match, refuse_if_changed

router = APIRouter(prefix="/api/v1/courses", tags=["courses"])
Page = Annotated[PageAsked, Depends(page_asked)]
Seen = Annotated[str | None, Depends(if_match)]


@router.post("", status_code=201, response_model=CourseOut, responses=problems(400, 409, 422))
def ask_for_course(request: Request, who: Officer, asked: Once, body: NewCourse) -> JSONResponse:
    """Refer oneself: opens a course with ten sessions. Needs an Idempotency-Key. Then ask for its offers.

    409 "course-open" while another course goes on.
    """
    desk, opened = desk_of(request), list[str]()

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        referral = _referral(body, choices(db))
        course = refer(db, who.subject_id, referral, now=desk.clock())
        opened.append(course.id)
        return 201, showing.as_json(showing.course(plan_of_course(db, who.subject_id, course.id, now=desk.clock())))

    answer = once(desk.store, IdempotencyRecord, asked, act, now=desk.clock())
    for course_id in opened:
        plan_now(desk, course_id)
    return answer


@router.get("/{course_id}", responses=problems(404))
def course(request: Request, who: Officer, course_id: str, response: Response) -> CourseOut:
    """One's own course, with every session. The ETag is its version, for changes that name it as If-Match."""
    shown = _shown(request, who.subject_id, course_id)
    response.headers["ETag"] = _tag(shown)
    return shown


@router.get("/{course_id}/ledger", responses=problems(404, 422))
def ledger(request: Request, answer: Response, who: Officer, course_id: str, page: Page) -> LedgerOut:
    """Every entry of the entitlement's ledger from the first. Granted = attended + held + free after each."""
    with desk_of(request).store.read() as db:
        lines = ledger_of_course(db, who.subject_id, course_id)
    keyed = [((line.at, f"{place:06}"), line) for place, line in enumerate(lines)]
    left = [one for one in keyed if page.after is None or one[0] > page.after]
    part = page_of(left[: page.limit + 1], page, itemgetter(0), of=request.url.path)
    link_next(request, answer, part.next)
    return LedgerOut(course=course_id, entries=[showing.ledger_line(line) for _, line in part.rows], next=part.next)


@router.post("/{course_id}/pause", responses=problems(404, 409, 412))
def pause_course(request: Request, who: Officer, course_id: str, seen: Seen) -> CourseOut:
    """Take a break: what lies ahead is called off, nothing is lost. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        _refuse_if_changed(db, who.subject_id, course_id, seen, now=desk.clock())
        pause(db, who.subject_id, course_id, now=desk.clock())
    return _shown(request, who.subject_id, course_id)


@router.post("/{course_id}/resume", responses=problems(404, 409, 412))
def resume_course(request: Request, who: Officer, course_id: str, seen: Seen) -> CourseOut:
    """Go on after a break or a wait; new times are planned at once. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        _refuse_if_changed(db, who.subject_id, course_id, seen, now=desk.clock())
        resume(db, who.subject_id, course_id, now=desk.clock())
    plan_now(desk, course_id)
    return _shown(request, who.subject_id, course_id)


@router.post("/{course_id}/withdraw", responses=problems(404, 409, 412))
def withdraw_from_course(request: Request, who: Officer, course_id: str, seen: Seen) -> CourseOut:
    """End the course: what lies ahead is called off, what was not used is given back. Again changes nothing.

    Another course may be asked for at any time. 409 "illegal-move" for a course that is complete.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        _refuse_if_changed(db, who.subject_id, course_id, seen, now=desk.clock())
        withdraw(db, who.subject_id, course_id, now=desk.clock())
    return _shown(request, who.subject_id, course_id)


@router.post("/{course_id}/rebooking", responses=problems(404, 422))
def set_rebooking(request: Request, who: Officer, course_id: str, body: Rebooking) -> CourseOut:
    """Whether missed appointments are planned again without being asked for. The same again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        rebook_misses(db, who.subject_id, course_id, wanted=body.wanted, now=desk.clock())
    return _shown(request, who.subject_id, course_id)


@router.post("/{course_id}/counsellor-change", responses=problems(404, 409, 422))
def answer_counsellor_change(request: Request, who: Officer, course_id: str, body: ChangeAnswer) -> CourseOut:
    """Agree to a proposed change of counsellor, or not. Nothing is booked before; the same again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        courses.of_officer(db, course_id, who.subject_id)
        change = answer_change(db, who.subject_id, body.change, consents=body.consents, now=desk.clock())
        if change.course_id != course_id:
            raise NotFound("There is no such question.")
    plan_now(desk, course_id)
    return _shown(request, who.subject_id, course_id)


def _refuse_if_changed(db: Session, officer_id: str, course_id: str, seen: str | None, *, now: datetime) -> None:
    """Raise VersionChanged where a version was named and the course, locked, is not as it was read."""
    if seen is not None:
        courses.locked_of_officer(db, course_id, officer_id)
        refuse_if_changed(seen, _tag(showing.course(plan_of_course(db, officer_id, course_id, now=now))))


def _tag(shown: CourseOut) -> str:
    return etag_of(showing.as_json(shown))


def _shown(request: Request, officer_id: str, course_id: str) -> CourseOut:
    desk = desk_of(request)
    with desk.store.read() as db:
        return showing.course(plan_of_course(db, officer_id, course_id, now=desk.clock()))


def _referral(body: NewCourse, offered: Choices) -> Referral:
    """Raises Invalid with every wish that nobody could fulfil."""
    fits = {
        "need": body.need in {"general", *offered.needs},
        "places": set(body.places) <= {site for site, _ in offered.sites},
        "counsellor_gender": body.counsellor_gender in {None, *offered.genders},
        "language": body.language in {None, *offered.languages},
        "minutes": body.minutes in {None, *offered.lengths},
    }
    faults = [Fault("Nobody offers this.", column=name) for name, fine in fits.items() if not fine]
    if faults:
        raise Invalid("Some of what was asked for does not exist here.", faults=faults)
    wants = Wants(body.need, body.mode, tuple(dict.fromkeys(body.places)), body.counsellor_gender, body.language)
    minutes = body.minutes or usual_of(offered.lengths)
    return Referral(urgency=body.urgency, wants=wants, minutes=minutes, earliest_at=body.earliest_at)
