"""Standard Webhooks signatures, checked strictly and refused uniformly.

Signing with shared secrets is left to `standardwebhooks`. Its `verify` is not used: it reads a clock of its own, raises
four kinds of errors, takes ids with full stops (which shift the signed boundary) and timestamps such as "...010.9".
"""

import base64
import hmac
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from app.care.domain.signing_keys import Scheme, scheme_of, sign_with_private
from app.foundation.refusals import BadSignature

TOLERANCE = timedelta(minutes=5)
LARGEST_BODY = 64 * 1024
ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"
HEADERS = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIMESTAMP = re.compile(r"[0-9]{10}")
_LONGEST_SIGNATURE = 1024
_UNIFORM = (
    "The message was refused. It needs one webhook-id (letters, digits, _ and -), a webhook-timestamp within five "
    "minutes of now, a webhook-signature made with a secret that is in force, and at most 64 KiB of UTF-8."
)
# Stands in where there is no secret, so that an unknown provider costs as much work as a known one. Opens nothing:
# it is made anew in every process.
_DECOY = "whsec_" + base64.b64encode(os.urandom(32)).decode()


@dataclass(frozen=True, slots=True)
class Verified:
    """A message that one of the secrets signed, within the tolerance."""

    message_id: str
    at: datetime
    """When this attempt was signed; not when the event happened."""
    body: str


def new_secret() -> str:
    """A fresh signing secret of 256 random bits, as the convention writes it."""
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


def sign(message_id: str, body: str, secrets: Iterable[str], *, now: datetime) -> dict[str, str]:
    """The three headers that go with `body`: one signature for each of `secrets`, so that rotation loses nothing.

    `secrets` are shared ones (signed as "v1") and private keys (as "v1a"), in any order.
    """
    if not _ID.fullmatch(message_id):
        raise ValueError("a message id is 1 to 64 letters, digits, _ and -")
    at = now.astimezone(UTC)
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(int(at.timestamp())),
        SIGNATURE_HEADER: " ".join(_signature(secret, message_id, at, body) for secret in secrets),
    }


def _signature(secret: str, message_id: str, at: datetime, body: str) -> str:
    if scheme_of(secret) is Scheme.HMAC:
        return Webhook(secret).sign(message_id, at, body)
    return sign_with_private(secret, f"{message_id}.{int(at.timestamp())}.{body}".encode())


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], *, now: datetime) -> Verified:
    """The message, if any of `secrets` signed it within five minutes of `now`. Raises BadSignature for all else."""
    message_id = headers.get(ID_HEADER, "")
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    signatures = headers.get(SIGNATURE_HEADER, "")
    well_formed = (
        _ID.fullmatch(message_id) is not None
        and _TIMESTAMP.fullmatch(timestamp) is not None
        and 0 < len(signatures) <= _LONGEST_SIGNATURE
        and len(body) <= LARGEST_BODY
    )
    if not well_formed:
        raise bad_signature()
    at = datetime.fromtimestamp(int(timestamp), UTC)
    text = _utf8(body)
    signed = _any_matches(signatures.split(" "), [Webhook(s).sign(message_id, at, text) for s in secrets or [_DECOY]])
    if not signed or not secrets or abs(now - at) > TOLERANCE:
        raise bad_signature()
    return Verified(message_id, at, text)


def bad_signature() -> BadSignature:
    """The one answer, the same whatever was wrong: it must not tell which providers, secrets or ids exist."""
    return BadSignature(_UNIFORM)


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise bad_signature() from None


def _any_matches(given: Iterable[str], expected: Sequence[str]) -> bool:
    """Whether a given signature is an expected one. Compared as text: what is not exact base64 cannot match."""
    matches = [hmac.compare_digest(g.encode(), e.encode()) for g in given for e in expected]
    return any(matches)
