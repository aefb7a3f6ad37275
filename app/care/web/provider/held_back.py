"""What a provider's system asked for and was not done yet: let through or dropped, on a page and over the API."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from app.care.domain.looker import Seen
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_held_back import OwnHeldBack, own_held_back
from app.care.services.hold_back import drop, release
from app.care.store import held_back
from app.care.store.looks import note_look
from app.care.web.provider.api_shapes import shape
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, looker_of, note, side_of
from app.care.web.provider.week import NOT_SO
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.description import refused
from app.foundation.pages import render, see_other
from app.foundation.refusals import Refusal

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/provider/held-back", tags=["provider"])
HERE = "/provider/held-back"
_SHOWN = 50
_SAID = {True: "Let through. It is done.", False: "Dropped. Nothing was done."}
Asked = Annotated[PageAsked, Depends(page_asked)]


class HeldBackRow(BaseModel):
    """One message that waits: what it asks for, and how many appointments it would end or unsettle."""

    held_back: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    message: str = Field(examples=["msg_1"], description="Its webhook-id.")
    type: str = Field(examples=["session.cancelled_by_provider"])
    undoing: int = Field(examples=[1])
    held_at: datetime
    appointment: str | None = Field(examples=["apt_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    officer: str | None = Field(examples=["R-7F3K2M"])
    counsellor_name: str | None = Field(examples=["Anneke Vos"])
    start: datetime | None
    end: datetime | None


class HeldBackRows(BaseModel):
    """A page of those that wait, the oldest first; `next` is the cursor of the page after it."""

    held_back: list[HeldBackRow]
    next: str | None


class Decision(BaseModel):
    """Whether the message is to happen."""

    model_config = shape({"release": True})

    release: bool


class Dropped(BaseModel):
    """How many messages were dropped."""

    dropped: int = Field(examples=[214])


@pages.get(HERE)
def held_back_page(request: Request, who: ProviderWho) -> HTMLResponse:
    """Each with two answers; all of them can be dropped at once."""
    seat = look_at_all(request, who, "held-back")
    rows = _seen(request, seat, None, _SHOWN)
    with desk_of(request).store.read() as db:
        count = held_back.count_undecided(db, seat.provider_id)
    return render(request, "provider/held_back.html", rows=rows, count=count)


@pages.post(f"{HERE}/drop-all")
def drop_all_here(request: Request, who: ProviderWho) -> RedirectResponse:
    """Drop everything that waits."""
    count = _drop_all(request, look_at_all(request, who, "held-back"))
    said = "One message was dropped" if count == 1 else f"{count} messages were dropped"
    return see_other(HERE, say=f"{said}. Nothing was done.")


@pages.post(f"{HERE}/{{held_id}}")
def decide_here(request: Request, who: ProviderWho, held_id: str, release: Annotated[bool, Form()]) -> RedirectResponse:
    """Let it through or drop it."""
    try:
        _decide(request, look_at_all(request, who, "held-back"), held_id, is_released=release)
    except Refusal as refusal:
        if refusal.status not in {404, 409, 422} or not release:
            raise
        return see_other(HERE, say=NOT_SO.get(refusal.stable_code, refusal.detail), tone="bad")
    return see_other(HERE, say=_SAID[release])


@router.get("")
def held_back_waiting(request: Request, answer: Response, who: ProviderWho, asked: Asked) -> HeldBackRows:
    """What would undo unusually much and waits for a person. Every look is kept, and officers can read who looked."""
    rows = _seen(request, look_at_all(request, who, "held-back"), asked.after, asked.limit + 1)
    part = page_of(rows, asked, _key, of=request.url.path)
    link_next(request, answer, part.next)
    return HeldBackRows(held_back=[_row(one) for one in part.rows], next=part.next)


@router.post("/drop-all")
def drop_all(request: Request, who: ProviderWho) -> Dropped:
    """Drop everything that waits: for when nobody here sent it. Then make a new secret to sign with."""
    return Dropped(dropped=_drop_all(request, look_at_all(request, who, "held-back")))


@router.post("/{held_id}", status_code=204, response_model=None, responses=refused(404, 409))
def decide(request: Request, who: ProviderWho, held_id: str, body: Decision) -> None:
    """Let a message happen now, or drop it. The same again changes nothing.

    409 "already-decided" for the other, or when it cannot be so any more; it then goes on waiting, to be dropped.
    """
    _decide(request, look_at_all(request, who, "held-back"), held_id, is_released=body.release)


def _seen(request: Request, seat: Seat, after: tuple[datetime, str] | None, most: int) -> list[OwnHeldBack]:
    desk = desk_of(request)
    with desk.store.write() as db:
        rows = own_held_back(db, seat, after, most=most)
        about = {one.officer_id for one in rows if one.officer_id}
        note_look(db, looker_of(seat), about, Seen.HELD_BACK, now=desk.clock())
    return rows


def _decide(request: Request, seat: Seat, held_id: str, *, is_released: bool) -> None:
    desk = desk_of(request)
    with desk.store.write() as db:
        held = held_back.one_of_provider(db, held_id, seat.provider_id)
        if is_released:
            release(db, side_of(seat), held, by=seat.account_id, now=desk.clock())
        else:
            drop(db, held, by=seat.account_id, now=desk.clock())
        note(db, desk, seat, "released.message" if is_released else "dropped.message", {"message": held.message_id})


def _drop_all(request: Request, seat: Seat) -> int:
    desk = desk_of(request)
    with desk.store.write() as db:
        count = held_back.drop_all(db, seat.provider_id, seat.account_id, now=desk.clock())
        note(db, desk, seat, "dropped.messages", {"count": str(count)})
    return count


def _key(one: OwnHeldBack) -> tuple[datetime, str]:
    return one.held_at, one.id


def _row(one: OwnHeldBack) -> HeldBackRow:
    return HeldBackRow(
        held_back=one.id,
        message=one.message,
        type=one.event,
        undoing=one.undoing,
        held_at=one.held_at,
        appointment=one.appointment or None,
        officer=one.officer or None,
        counsellor_name=one.counsellor_name or None,
        start=one.start_at,
        end=one.end_at,
    )
