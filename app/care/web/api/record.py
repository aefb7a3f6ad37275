"""The officer's own record over the API: who looked, all of it to take away, erased, put right."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.reads.officer_looks import looks_at
from app.care.reads.officer_questions import questions_at
from app.care.reads.officer_record import record_of
from app.care.services.erasure import erase, refuse_unless_meant
from app.care.services.outcome_question import question_outcome
from app.care.store.tables.access import IdempotencyRecord
from app.care.store.tables.rights import OutcomeQuestion
from app.care.web.api.asking import Once, problems
from app.care.web.api.record_shapes import EraseMeant, LookOut, LooksOut, QuestionOut, QuestionsOut, RecordOut
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.cursors import PageAsked, link_next, page_asked
from app.foundation.idempotency import once

router = APIRouter(prefix="/api/v1", tags=["record"])
Page = Annotated[PageAsked, Depends(page_asked)]


@router.get("/record/looks", responses=problems(422))
def looks(request: Request, answer: Response, who: Officer, page: Page) -> LooksOut:
    """Who looked at one's record and when, with one's own sign-ins; the newest first."""
    with desk_of(request).store.read() as db:
        part = looks_at(db, who.subject_id, page, of=request.url.path)
    link_next(request, answer, part.next)
    return LooksOut(
        looks=[
            LookOut(
                first_at=one.at,
                last_at=one.until_at,
                who=one.who,
                organisation=one.organisation,
                what=one.what,
                times=one.times,
            )
            for one in part.rows
        ],
        next=part.next,
    )


@router.get("/record", responses=problems())
def record(request: Request, who: Officer) -> RecordOut:
    """Everything that is kept about oneself, row by row; only digests of secrets are left out."""
    desk = desk_of(request)
    with desk.store.read() as db:
        found = record_of(db, who.subject_id)
    return RecordOut(made_at=desk.clock(), tables={one.table: [dict(row) for row in one.rows] for one in found})


@router.post("/record/erase", status_code=204, response_model=None, responses=problems(422))
def erase_record(request: Request, who: Officer, meant: EraseMeant) -> Response:
    """Erase one's record; cannot be taken back. What must be kept loses one's name, and every sign-in ends."""
    desk = desk_of(request)
    refuse_unless_meant(meant.word)
    with desk.store.write() as db:
        erase(db, who.subject_id, now=desk.clock())
    desk.store.let_go_of_the_past()
    return Response(status_code=204)


@router.get("/questions", responses=problems(422))
def questions(request: Request, answer: Response, who: Officer, page: Page) -> QuestionsOut:
    """What one has asked to be put right, and what came of it; the newest first."""
    with desk_of(request).store.read() as db:
        part = questions_at(db, who.subject_id, page, of=request.url.path)
    link_next(request, answer, part.next)
    rows = [
        QuestionOut(
            id=one.id,
            appointment=one.appointment_id,
            recorded=one.recorded,
            claimed=one.claimed,
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            agreed=one.agreed,
        )
        for one in part.rows
    ]
    return QuestionsOut(questions=rows, next=part.next)


@router.post(
    "/appointments/{appointment_id}/questions",
    status_code=201,
    response_model=QuestionOut,
    responses=problems(400, 404, 409, 422),
)
def ask(request: Request, who: Officer, appointment_id: str, asked: Once) -> JSONResponse:
    """Say that it is recorded wrongly: attended though one was not there, or missed though one was.

    The provider is asked to look again, and nothing moves before it answers. Needs an Idempotency-Key. 409
    "illegal-move" where nothing is recorded, "too-late", or "already-answered".
    """
    desk = desk_of(request)

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        return 201, _shown(question_outcome(db, who.subject_id, appointment_id, now=desk.clock()))

    return once(desk.store, IdempotencyRecord, asked, act, now=desk.clock())


def _shown(question: OutcomeQuestion) -> dict[str, Any]:
    out = QuestionOut(
        id=question.id,
        appointment=question.appointment_id,
        recorded=question.recorded,
        claimed=question.claimed,
        asked_at=question.asked_at,
        answered_at=question.answered_at,
        agreed=question.agreed,
    )
    return out.model_dump(mode="json")
