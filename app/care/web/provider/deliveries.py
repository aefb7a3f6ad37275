"""The log of messages to a provider's system."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.care.channels.tell_providers import NOWHERE
from app.care.reads.provider_deliveries import OwnMessage, connection, own_messages
from app.care.store import outbox
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, note
from app.foundation.pages import render, see_other
from app.foundation.refusals import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/provider/deliveries")
def deliveries(request: Request, who: ProviderWho) -> HTMLResponse:
    """The newest messages with every try and its answer."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "deliveries")
    with desk.store.read() as db:
        messages = own_messages(db, seat)
        has_address = bool(connection(db, seat, now=desk.clock()).url)
    unsent = {one.message_id for one in messages if one.state == "given up" and _went_nowhere(one)}
    return render(request, "provider/deliveries.html", messages=messages, unsent=unsent, has_address=has_address)


@router.post("/provider/deliveries/{message_id}/again")
def again(request: Request, who: ProviderWho, message_id: str) -> RedirectResponse:
    """Send a message that was given up once more."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "deliveries")
    with desk.store.write() as db:
        if not outbox.revive(db, message_id, seat.provider_id, now=desk.clock()):
            raise NotFound("There is no such message, or it is still being sent.")
        note(db, desk, seat, "resent.message", {"message": message_id})
    return see_other("/provider/deliveries", say="It will be sent again shortly.")


def _went_nowhere(message: OwnMessage) -> bool:
    """Whether it was never sent at all, because no address was set: nothing failed."""
    return all(one.answer == NOWHERE.text for one in message.tries)
