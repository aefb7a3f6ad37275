"""The demo's mail page: what officers and provider staff would have found in their mailboxes."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.care.desk import CareDesk
from app.care.store import sent_mail
from app.foundation.pages import render
from app.foundation.refusals import NotFound

router = APIRouter(include_in_schema=False)
_SHOWN = 100


@router.get("/mail")
def mails(request: Request) -> HTMLResponse:
    """The newest mails, sign-in codes among them. Exists in the demo only."""
    desk: CareDesk = request.app.state.desk
    if not desk.demo:
        raise NotFound("The address may be mistyped, or what was here is gone.")
    with desk.store.read() as db:
        return render(request, "mail.html", mails=sent_mail.newest(db, most=_SHOWN))
