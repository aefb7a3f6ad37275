"""Appointments over the API: booked, let go, called off, moved."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import appointment_of_officer
from app.care.services.call_off import cancel_by_officer
from app.care.services.hold import book_held, let_go
from app.care.store import appointments
from app.care.store.tables.access import IdempotencyRecord
from app.care.store.tables.appointments import Appointment
from app.care.web.api import showing
from app.care.web.api.asking import Once, problems, shown, with_alternatives
from app.care.web.api.shapes_in import CallOff, ChosenMove, ChosenOffer
from app.care.web.api.shapes_out import AppointmentOut, MovePreviewOut
from app.care.web.officer.calling_off import CallingOff, call_off_and_keep
from app.care.web.officer.choosing import Chooser
from app.care.web.officer.planning import plan_later, plan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.idempotency import Asked, once
from app.foundation.refusals import Conflict
from app.foundation.signin.who import Who

router = APIRouter(prefix="/api/v1/appointments/{appointment_id}", tags=["appointments"])


@router.get("", responses=problems(404))
def appointment(request: Request, who: Officer, appointment_id: str) -> AppointmentOut:
    """One's own appointment, whatever became of it."""
    with desk_of(request).store.read() as db:
        return showing.appointment(appointment_of_officer(db, who.subject_id, appointment_id))


@router.post("/book", response_model=AppointmentOut, responses=problems(400, 404, 409, 422))
def book(request: Request, who: Officer, appointment_id: str, asked: Once) -> JSONResponse:
    """Book what is held; the rest of the course is planned around it right after the answer. Needs an Idempotency-Key.

    409 "hold-lapsed", with `alternatives`, when it took too long.
    """
    desk, old = desk_of(request), _mine(request, who.subject_id, appointment_id)

    def booked(db: Session) -> Appointment:
        return book_held(db, who.subject_id, appointment_id, now=desk.clock())

    return _once(request, who, asked, old, booked)


@router.post("/move/preview", responses=problems(404, 409, 422))
def preview_a_move(request: Request, who: Officer, appointment_id: str, body: ChosenOffer) -> MovePreviewOut:
    """What else would shift if it moved to an offered time. Nothing is changed.

    Send `seen` along with the move, and it is refused (409 "world-moved-on") should this not be true any more by then.
    409 "slot-gone", with `alternatives`, when the time cannot be had any more.
    """
    desk, (course_id, number) = desk_of(request), _mine(request, who.subject_id, appointment_id)
    try:
        seen = Chooser(who.subject_id, course_id, desk.clock()).preview(desk.store, appointment_id, body.offer)
    except Conflict as refused:
        raise with_alternatives(request, who.subject_id, course_id, refused, number=number) from None
    with desk.store.read() as db:
        places = dict(names_of(db, ()).places)
    return showing.move_preview(seen, places)


@router.post("/move", response_model=AppointmentOut, responses=problems(400, 404, 409, 422))
def move(request: Request, who: Officer, appointment_id: str, asked: Once, body: ChosenMove) -> JSONResponse:
    """Book an offered time in its place, as one step: if that fails, nothing has changed. Needs an Idempotency-Key.

    409 "world-moved-on" when the course is not as it was in the preview named by `seen`.
    """
    old = _mine(request, who.subject_id, appointment_id)
    chooser = Chooser(who.subject_id, old[0], desk_of(request).clock())

    foreseen = chooser.foreseen(desk_of(request).store, appointment_id, body.offer)

    def moved(db: Session) -> Appointment:
        return chooser.move(db, appointment_id, body.offer, foreseen=foreseen, seen=body.seen)

    return _once(request, who, asked, old, moved)


@router.post("/let-go", responses=problems(404, 409))
def release(request: Request, who: Officer, appointment_id: str) -> AppointmentOut:
    """Give a held time back. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        let_go(db, who.subject_id, appointment_id, now=desk.clock())
    return appointment(request, who, appointment_id)


@router.post("/cancel", responses=problems(404, 409, 422))
def cancel(request: Request, who: Officer, appointment_id: str, body: CallOff | None = None) -> AppointmentOut:
    """Call it off. The session stays owed and is planned again, unless `rebook` is false. Again changes nothing.

    With `hold` the best new time is not booked but held for a few minutes, first a call that same day where one can be
    had: see `.../instead`. What is held and not kept lapses, and is planned again by itself.
    """
    desk, wish = desk_of(request), body or CallOff()
    now = desk.clock()
    if wish.rebook and wish.hold:
        call_off_and_keep(desk, CallingOff(who.subject_id, appointment_id, wish.why or ""))
        return appointment(request, who, appointment_id)
    with desk.store.write() as db:
        gone = cancel_by_officer(db, who.subject_id, appointment_id, now=now, rebook=wish.rebook, why=wish.why or "")
    plan_now(desk, gone.course_id)
    return appointment(request, who, appointment_id)


def _once(
    request: Request, who: Who, asked: Asked, old: tuple[str, int], do: Callable[[Session], Appointment]
) -> JSONResponse:
    """Do it once under its key, and plan the rest when that is answered; a refusal comes with other times where it can.

    `old`: the course and the session that it is about.
    """
    desk, (course_id, number) = desk_of(request), old

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        return 200, shown(db, who.subject_id, do(db).id)

    try:
        answer = once(desk.store, IdempotencyRecord, asked, act, now=desk.clock())
    except Conflict as refused:
        raise with_alternatives(request, who.subject_id, course_id, refused, number=number) from None
    # Nobody should wait for the other sessions to be told that this one is theirs.
    answer.background = BackgroundTask(plan_later, desk, course_id)
    return answer


def _mine(request: Request, officer_id: str, appointment_id: str) -> tuple[str, int]:
    with desk_of(request).store.read() as db:
        row = appointments.one_of_officer(db, appointment_id, officer_id)
        return row.course_id, row.number
