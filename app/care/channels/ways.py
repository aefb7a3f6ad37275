"""The ways to an officer: mail, text and push, each with what became of one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from app.care.channels.letters import Letter
from app.care.channels.mail_texts import Voice, mail_about
from app.care.channels.push import Pusher, is_gone
from app.care.channels.short_texts import notice_about, text_about
from app.care.domain.telling import Way
from app.care.domain.told import Told
from app.foundation.mailer import Mailer
from app.foundation.texter import Texter, TextNotSent

_log = structlog.get_logger("relief.tell")
_A_DAY, _TWO_HOURS = timedelta(days=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of one message. `hopeless`: trying this way again would not help. `gone`: browsers that left."""

    sent: bool
    hopeless: bool = False
    wish: timedelta | None = None
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Senders:
    """Those who carry messages. Without a pusher nothing is sent to browsers."""

    mailer: Mailer
    texter: Texter
    pusher: Pusher | None = None

    def send(self, letter: Letter, voice: Voice, *, now: datetime) -> Sending:
        """Send it. Never raises for what others do, and logs neither address nor words."""
        match letter.way:
            case Way.MAIL:
                return self._mail(letter, voice, now)
            case Way.TEXT:
                return self._text(letter, voice, now)
            case Way.PUSH:
                return self._push(letter, voice, now)
        assert_never(letter.way)

    def _mail(self, letter: Letter, voice: Voice, now: datetime) -> Sending:
        text = mail_about(letter.changes, voice, letter.to.wishes, letter.path)
        try:
            self.mailer.send(letter.to.contact or "", text.subject, text.body, now=now)
        except Exception as failure:  # noqa: BLE001 - a mailer fails in ways of its own; the mail stays due
            _log.warning("mail failed", kind=type(failure).__name__)
            return Sending(sent=False)
        return Sending(sent=True)

    def _text(self, letter: Letter, voice: Voice, now: datetime) -> Sending:
        text = text_about(letter.changes, voice, letter.to.wishes, letter.path)
        try:
            self.texter.send(letter.to.phone or "", text, now=now)
        except TextNotSent as failure:
            _log.warning("text failed", why=str(failure), hopeless=failure.hopeless)
            return Sending(sent=False, hopeless=failure.hopeless, wish=failure.wish)
        except Exception as failure:  # noqa: BLE001 - as for mail
            _log.warning("text failed", why=type(failure).__name__)
            return Sending(sent=False)
        return Sending(sent=True)

    def _push(self, letter: Letter, voice: Voice, now: datetime) -> Sending:
        """To every browser: told if one has taken it. Where none is left, this way is shut."""
        if self.pusher is None:
            return Sending(sent=False, hopeless=True)
        notice = notice_about(letter.changes, voice, letter.to.wishes, letter.path)
        soon = any(change.told is Told.APPOINTMENT_SOON for change in letter.changes)
        lasts = _TWO_HOURS if soon else _A_DAY
        answers = {one: self.pusher.send(browser, notice, lasts=lasts, now=now) for one, browser in letter.to.browsers}
        gone = tuple(one for one, answer in answers.items() if is_gone(answer))
        sent = any(answer.good for answer in answers.values())
        if not sent:
            _log.warning("push failed", statuses=[answer.status for answer in answers.values()])
        return Sending(sent=sent, hopeless=len(gone) == len(answers), gone=gone)
