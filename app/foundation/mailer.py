"""Outgoing mail: the one thing the service asks of it, with a way over SMTP and one to the terminal.

Anything with this `send` is a Mailer. Subjects and bodies say nothing of what the service is for.
"""

import smtplib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ssl import create_default_context
from typing import Literal, Protocol


class Mailer(Protocol):
    """Sends one plain-text mail, or raises; safe to call again for the same mail."""

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Send `body` to the address `to`."""
        ...


class ConsoleMailer:
    """Prints each mail to the terminal: for trying things out, never where officers are."""

    def __init__(self, write: Callable[[str], object] = sys.stdout.write) -> None:
        self._write = write

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Print the mail."""
        self._write(f"--- mail {now:%Y-%m-%d %H:%M} to {to}: {subject}\n{body.rstrip()}\n---\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """Sends over SMTP. `tls`: "starttls" (port 587), "tls" (port 465) or "none" (a relay on the same machine only)."""

    host: str
    port: int = 587
    sender: str
    username: str | None = None
    password: str | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    seconds: float = 20.0

    def __post_init__(self) -> None:
        if self.tls == "none" and self.password:
            raise ValueError("a mail password needs TLS")

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Hand the mail to the server. Raises smtplib.SMTPException or OSError when it is not taken."""
        with self._connection() as server:
            if self.tls == "starttls":
                server.starttls(context=create_default_context())
            if self.username and self.password:
                server.login(self.username, self.password)
            server.send_message(self._message(to, subject, body, now=now))

    def _connection(self) -> AbstractContextManager[smtplib.SMTP]:
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)

    def _message(self, to: str, subject: str, body: str, *, now: datetime) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, subject
        mail["Date"] = format_datetime(now)
        # The domain of the sender, not this machine's name: a host name can say what the service is for.
        mail["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip(">") or "localhost")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        return mail
