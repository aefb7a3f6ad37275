"""The log of messages to a provider's system."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.care.channels.parcels import UNSENT
from app.care.reads.provider_deliveries import OwnMessage, connection, own_messages
from app.care.web.provider import sending
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all
from app.foundation.pages import render, see_other

router = APIRouter(include_in_schema=False)
_NEVER_SENT = frozenset(answer.text for answer in UNSENT)


@router.get("/provider/deliveries")
def deliveries(request: Request, who: ProviderWho) -> HTMLResponse:
    """The newest messages with every try and its answer."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "deliveries")
    with desk.store.read() as db:
        messages = own_messages(db, seat)
        found = connection(db, seat, now=desk.clock())
    unsent = {one.message_id for one in messages if one.state == "given up" and _went_nowhere(one)}
    return render(
        request, "provider/deliveries.html", messages=messages, unsent=unsent, has_address=bool(found.url),
        sending=found.sending,
    )  # fmt: skip


@router.post("/provider/deliveries/{message_id}/again")
def again(request: Request, who: ProviderWho, message_id: str) -> RedirectResponse:
    """Send a message that was given up once more."""
    sending.send_again(request, look_at_all(request, who, "deliveries"), message_id)
    return see_other("/provider/deliveries", say="It will be sent again shortly.")


@router.post("/provider/deliveries/again")
def all_again(request: Request, who: ProviderWho) -> RedirectResponse:
    """Send every message that was given up once more, in the order in which they became true."""
    count = sending.send_all_again(request, look_at_all(request, who, "deliveries"))
    if not count:
        return see_other("/provider/deliveries", say="There was nothing to send again.")
    said = "It will be sent" if count == 1 else f"All {count} will be sent"
    return see_other("/provider/deliveries", say=f"{said} again, in order.")


def _went_nowhere(message: OwnMessage) -> bool:
    """Whether it was never sent at all, because sending was off: nothing failed."""
    return all(one.answer in _NEVER_SENT for one in message.tries)
