"""Mail in the demo: kept in memory and shown on a page, so that somebody trying the desk can read their codes."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.foundation.mailer import ConsoleMailer
from app.foundation.pages import render

_KEPT = 100


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail as it would have been sent."""

    recipient: str
    subject: str
    body: str
    sent_at: datetime


class MemoryMailer:
    """A Mailer that keeps the newest mails and prints each to the terminal as well (unless `quiet`)."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.mails: deque[KeptMail] = deque(maxlen=_KEPT)
        self._console = None if quiet else ConsoleMailer()

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Keep the mail, newest first."""
        self.mails.appendleft(KeptMail(to, subject, body, now))
        if self._console:
            self._console.send(to, subject, body, now=now)


def mail_page(mailer: MemoryMailer) -> APIRouter:
    """The page /mail, for an app that is a demo; others must not include it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/mail")
    def mails(request: Request) -> HTMLResponse:
        return render(request, "mail.html", mails=list(mailer.mails))

    return router
