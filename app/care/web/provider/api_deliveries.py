"""The providers' API: the log of what they were sent, and sending it again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.reads.provider_deliveries import OwnMessage, own_messages_after
from app.care.web.provider import sending
from app.care.web.provider.api_sending_shapes import DeliveryRow, DeliveryRows, SentAgain, TryRow
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.description import refused

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
Asked = Annotated[PageAsked, Depends(page_asked)]


@router.get("/deliveries")
def deliveries(request: Request, answer: Response, who: ProviderWho, asked: Asked) -> DeliveryRows:
    """The messages to the provider's system, the newest first, each as it was sent, with every try and its answer."""
    seat = look_at_all(request, who, "deliveries")
    with desk_of(request).store.read() as db:
        rows = own_messages_after(db, seat, asked.after, most=asked.limit + 1)
    part = page_of(rows, asked, lambda one: (one.created_at, one.message_id), of=request.url.path)
    link_next(request, answer, part.next)
    return DeliveryRows(deliveries=[_row(one) for one in part.rows], next=part.next)


@router.post("/deliveries/{message_id}/again", status_code=202, responses=refused(404))
def again(request: Request, who: ProviderWho, message_id: str) -> None:
    """Send a message that was given up once more, as it was. `message_id`: its webhook-id. 404 while it is being sent.

    It carries its `sequence` of then: drop it where you hold a later one.
    """
    sending.send_again(request, look_at_all(request, who, "deliveries"), message_id)


@router.post("/deliveries/again", status_code=202)
def all_again(request: Request, who: ProviderWho) -> SentAgain:
    """The same for every message that was given up, in the order in which they became true."""
    return SentAgain(messages=sending.send_all_again(request, look_at_all(request, who, "deliveries")))


def _row(one: OwnMessage) -> DeliveryRow:
    return DeliveryRow.model_validate(
        {
            "message": one.name,
            "event": one.event,
            "created_at": one.created_at,
            "state": one.state,
            "next_try_at": one.next_try_at,
            "body": one.body,
            "tries": [
                TryRow(
                    attempt=tried.attempt,
                    tried_at=tried.tried_at,
                    status=tried.status_code,
                    answer=tried.answer,
                    headers=None if tried.headers is None else dict(tried.headers),
                    took_ms=tried.took_ms,
                )
                for tried in one.tries
            ],
        }
    )
