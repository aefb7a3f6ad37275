"""Outgoing text messages: the one thing the service asks of whoever sends them, with a way to the terminal.

Anything with this `send` is a Texter. Texts say nothing of what the service is for.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Texter(Protocol):
    """Sends one text message, or raises; safe to call again for the same text."""

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Send `body` to the number `to` (E.164, such as +447700900123)."""
        ...


class ConsoleTexter:
    """Prints each text to the terminal: for trying things out, never where officers are."""

    def __init__(self, write: Callable[[str], object] = sys.stdout.write) -> None:
        self._write = write

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Print the text."""
        self._write(f"--- text {now:%Y-%m-%d %H:%M} to {to}\n{body.rstrip()}\n---\n")
