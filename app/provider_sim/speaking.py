"""What a provider's system sends to care: signed reports, told well or badly."""

import json
import os
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx

from app.provider_sim.practice import Clock
from app.provider_sim.verifying import signed


class Manner(StrEnum):
    """How a report is sent."""

    PLAINLY = "plainly"
    TWICE = "twice"
    """The same message two times."""
    CORRUPTED = "corrupted"
    """A byte of the body turned after it was signed."""
    FORGED = "forged"
    """Signed with a secret that nobody agreed on."""
    STALE = "stale"
    """Signed an hour ago."""
    MADE_UP = "made up"
    """About an appointment that does not exist, rightly signed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it goes out."""

    body: bytes
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mouth:
    """Signs what is to be said. `speaks_with`: the secret agreed on for what the provider sends."""

    clock: Clock
    speaks_with: str = field(repr=False)

    def letters(
        self,
        kind: str,
        data: Mapping[str, Any],
        manner: Manner = Manner.PLAINLY,
        *,
        message_id: str = "",
        happened_at: datetime | None = None,
    ) -> Iterator[Letter]:
        """The messages by which it is said in this manner; one, but for those said twice.

        Who says it again gives the same id, and the same instant at which it happened: the body must not differ.
        """
        told = {**data, "appointment": "apt_" + secrets.token_hex(16)} if manner is Manner.MADE_UP else dict(data)
        now = self.clock()
        body = json.dumps({"type": kind, "timestamp": (happened_at or now).isoformat(), "data": told})
        signed_at = now - timedelta(hours=1) if manner is Manner.STALE else now
        secret = "whsec_" + b64encode(os.urandom(32)).decode() if manner is Manner.FORGED else self.speaks_with
        headers = signed(message_id or f"sim_{secrets.token_hex(12)}", body, secret, now=signed_at)
        letter = Letter(_spoilt(body) if manner is Manner.CORRUPTED else body.encode(), headers)
        yield letter
        if manner is Manner.TWICE:
            yield letter


def post(http: httpx.Client, desk: str, letter: Letter) -> httpx.Response:
    """Send one message to care's address for this provider."""
    headers = {"content-type": "application/json", **letter.headers}
    return http.post(desk, content=letter.body, headers=headers)


def _spoilt(body: str) -> bytes:
    raw = bytearray(body.encode())
    raw[len(raw) // 2] ^= 0x01
    return bytes(raw)
