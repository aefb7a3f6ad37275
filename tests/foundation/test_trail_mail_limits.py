"""The audit trail, outgoing mail and rate limits."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.foundation.audit import Line, record
from app.foundation.limits import Limits
from app.foundation.mailer import ConsoleMailer, SmtpMailer
from app.foundation.refusals import TooMany
from tests.foundation.mini_desk import NOON, MiniAudit, MiniDesk


def test_a_line_of_the_trail_is_stored_with_the_act_itself(mini: MiniDesk) -> None:
    line = Line("provider:p1", "outcome.recorded", "appointment:a1", {"outcome": "attended"})
    with mini.store.write() as db:
        record(db, MiniAudit, line, now=NOON)
    with mini.store.read() as db:
        kept = db.execute(
            select(MiniAudit.actor, MiniAudit.act, MiniAudit.subject, MiniAudit.detail, MiniAudit.at)
        ).one()
    assert tuple(kept) == ("provider:p1", "outcome.recorded", "appointment:a1", {"outcome": "attended"}, NOON)
    with pytest.raises(RuntimeError), mini.store.write() as db:
        record(db, MiniAudit, line, now=NOON + timedelta(hours=1))
        raise RuntimeError("the act failed")
    assert mini.count(MiniAudit) == 1


def test_a_line_says_who_what_and_on_what() -> None:
    with pytest.raises(ValueError, match="who, what and on what"):
        Line("", "act", "subject")


def test_the_console_shows_what_would_be_mailed() -> None:
    said: list[str] = []
    ConsoleMailer(said.append).send("sam@example.com", "Your code", "Your code is 123456\n", now=NOON)
    assert said == ["--- mail 2026-12-10 12:00 to sam@example.com: Your code\nYour code is 123456\n---\n"]


def test_a_mail_by_smtp_names_neither_this_machine_nor_the_service() -> None:
    mailer = SmtpMailer(host="mail.test", sender="Relief <no-reply@mail.example>")
    mail = mailer._message("sam@example.com", "Your code", "Your code is 123456", now=NOON)
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Relief <no-reply@mail.example>",
        "sam@example.com",
        "Your code",
    )
    assert mail["Message-ID"].endswith("@mail.example>")
    assert mail["Date"] == "Thu, 10 Dec 2026 12:00:00 +0000"


def test_a_subject_cannot_smuggle_in_another_header() -> None:
    mailer = SmtpMailer(host="mail.test", sender="no-reply@mail.example")
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        mailer._message("sam@example.com", "Your code\nBcc: thief@example.com", "x", now=NOON)


def test_a_mail_password_is_never_sent_in_the_clear() -> None:
    with pytest.raises(ValueError, match="needs TLS"):
        SmtpMailer(host="mail.test", sender="a@b.example", username="u", password="p", tls="none")


def test_smtp_speaks_to_a_real_server() -> None:
    with _server() as (port, taken):
        SmtpMailer(host="127.0.0.1", port=port, sender="no-reply@mail.example", tls="none").send(
            "sam@example.com", "Your code", "Your code is 123456", now=NOON
        )
    assert "rcpt TO:<sam@example.com>" in taken and "Your code is 123456" in taken


def _server() -> Any:
    """The smallest server that takes one mail; what it heard is kept line by line."""
    import socket
    from contextlib import contextmanager
    from threading import Thread

    @contextmanager
    def serving() -> Any:
        taken: list[str] = []
        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = Thread(target=_take_one_mail, args=(listening, taken))
            thread.start()
            yield listening.getsockname()[1], taken
            thread.join(5)

    return serving()


def _take_one_mail(listening: Any, taken: list[str]) -> None:
    caller, _ = listening.accept()
    with caller, caller.makefile("rwb", buffering=0) as wire:
        wire.write(b"220 here\r\n")
        in_mail = False
        for raw in wire:
            line = raw.decode().rstrip("\r\n")
            taken.append(line)
            if in_mail and line != ".":
                continue
            in_mail = line.lower() == "data"
            wire.write(b"354 go on\r\n" if in_mail else b"221 bye\r\n" if line.lower() == "quit" else b"250 fine\r\n")


def test_beyond_the_allowance_one_is_told_when_to_come_back() -> None:
    limits = Limits()
    for _ in range(3):
        limits.spend("code", "somebody", "3/15 minutes")
    with pytest.raises(TooMany) as refused:
        limits.spend("code", "somebody", "3/15 minutes")
    assert refused.value.extra == {"retry_after_seconds": 900}
    limits.spend("code", "somebody else", "3/15 minutes")
    limits.spend("another thing", "somebody", "3/15 minutes")
