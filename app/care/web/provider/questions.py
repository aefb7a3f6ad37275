"""What officers say was recorded wrongly: looked at again by the provider, on a page and over the API."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from app.care.domain.looker import Seen
from app.care.domain.outcome import Outcome
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_questions import OwnQuestion, own_questions
from app.care.services.outcome_question import answer_question
from app.care.store import questions
from app.care.store.looks import note_look
from app.care.web.provider.api_shapes import shape
from app.care.web.provider.seat import ProviderWho, desk_of, look, looker_of, note, side_of
from app.care.web.provider.week import NOT_SO, WORDS
from app.foundation.description import refused
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/provider/questions", tags=["provider"])
_ANSWERED = {True: "Thank you. It is put right.", False: "Noted. It stays as it was recorded."}


class QuestionRow(BaseModel):
    """One question. The officer says `claimed` where `recorded` stands."""

    question: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    officer: str = Field(examples=["R-7F3K2M"])
    appointment: str = Field(examples=["apt_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    recorded: Outcome
    claimed: Outcome


class QuestionRows(BaseModel):
    """All that wait for an answer, the oldest first."""

    questions: list[QuestionRow]


class Answer(BaseModel):
    """Whether the provider agrees with the officer."""

    model_config = shape({"agrees": True})

    agrees: bool


@pages.get("/provider/questions")
def questions_page(request: Request, who: ProviderWho) -> HTMLResponse:
    """Each with two answers, one tap each."""
    found = _seen(request, look(request, who, "questions"))
    return render(request, "provider/questions.html", questions=found, words=WORDS)


@pages.post("/provider/questions/{question_id}")
def answer_here(
    request: Request, who: ProviderWho, question_id: str, agrees: Annotated[bool, Form()]
) -> RedirectResponse:
    """Carry out the answer."""
    try:
        _answer(request, look(request, who, "question"), question_id, agrees=agrees)
    except Conflict as refusal:
        return see_other("/provider/questions", say=NOT_SO.get(refusal.stable_code, refusal.detail), tone="bad")
    return see_other("/provider/questions", say=_ANSWERED[agrees])


@router.get("")
def questions_waiting(request: Request, who: ProviderWho) -> QuestionRows:
    """What officers have asked to be looked at again. Every look is kept, and each officer can read who looked."""
    found = _seen(request, look(request, who, "questions"))
    rows = [
        QuestionRow(
            question=one.id,
            officer=one.officer,
            appointment=one.appointment,
            recorded=one.recorded,
            claimed=one.claimed,
        )
        for one in found
    ]
    return QuestionRows(questions=rows)


@router.post("/{question_id}", status_code=204, response_model=None, responses=refused(404, 409))
def answer(request: Request, who: ProviderWho, question_id: str, body: Answer) -> None:
    """Agree, and it is put right at once; or not, and it stays. The same answer again changes nothing.

    409 "already-answered" for another answer, "nothing-left" when all agreed sessions were attended besides.
    """
    _answer(request, look(request, who, "question"), question_id, agrees=body.agrees)


def _seen(request: Request, seat: Seat) -> list[OwnQuestion]:
    desk = desk_of(request)
    with desk.store.write() as db:
        found = own_questions(db, seat)
        note_look(db, looker_of(seat), {one.officer_id for one in found}, Seen.QUESTION, now=desk.clock())
    return found


def _answer(request: Request, seat: Seat, question_id: str, *, agrees: bool) -> None:
    desk = desk_of(request)
    with desk.store.write() as db:
        asked = questions.one_of_provider(db, question_id, seat.provider_id, seat.counsellor_id)
        note_look(db, looker_of(seat), {asked.officer_id}, Seen.QUESTION, now=desk.clock())
        answer_question(db, asked, agrees=agrees, by=side_of(seat).by, now=desk.clock())
        note(db, desk, seat, "answered.question", {"question": question_id, "agrees": str(agrees)})
