"""Outgoing text messages: the one thing the service asks of whoever sends them, with a way to the terminal.

Anything with this `send` is a Texter. Texts say nothing of what the service is for.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol


class TextNotSent(Exception):
    """Whoever sends texts did not take one. `hopeless`: nor would they later; else `wish` may say when to try again."""

    def __init__(self, why: str, *, hopeless: bool, wish: timedelta | None = None) -> None:
        super().__init__(why)
        self.hopeless = hopeless
        self.wish = wish


class Texter(Protocol):
    """Sends one text message, or raises; safe to call again for the same text."""

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Send `body` to the number `to` (E.164, such as +447700900123). Raises TextNotSent."""
        ...


class ConsoleTexter:
    """Prints each text to the terminal: for trying things out, never where officers are."""

    def __init__(self, write: Callable[[str], object] = sys.stdout.write) -> None:
        self._write = write

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Print the text."""
        self._write(f"--- text {now:%Y-%m-%d %H:%M} to {to}\n{body.rstrip()}\n---\n")
