"""Standard Webhooks as a receiver reads them: by the convention's own library, and by the public key of a key pair."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=5)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def verified(headers: Mapping[str, str], body: bytes, keys: Sequence[str], *, now: datetime) -> str | None:
    """The id of a message that one of the keys (`whsec_`, `whpk_`) verifies, signed within five minutes; else None."""
    message_id, stamp, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not message_id or not stamp.isdigit():
        return None
    at = datetime.fromtimestamp(int(stamp), UTC)
    if abs(now - at) > TOLERANCE:
        return None
    fits = any(_fits(one, key, (message_id, at, body)) for one in given.split(" ") for key in keys)
    return message_id if fits else None


def signed(message_id: str, body: str, secret: str, *, now: datetime) -> dict[str, str]:
    """The headers of a message of our own."""
    stamp = str(int(now.timestamp()))
    return {ID: message_id, TIMESTAMP: stamp, SIGNATURE: Webhook(secret).sign(message_id, now, body)}


def _fits(given: str, key: str, message: tuple[str, datetime, bytes]) -> bool:
    message_id, at, body = message
    scheme, _, signature = given.partition(",")
    try:
        if scheme == "v1" and key.startswith("whsec_"):
            expected = Webhook(key).sign(message_id, at, body.decode())
            return hmac.compare_digest(given.encode(), expected.encode())
        if scheme == "v1a" and key.startswith("whpk_"):
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
            content = f"{message_id}.{int(at.timestamp())}.".encode() + body
            public.verify(base64.b64decode(signature), content)
            return True
    except (InvalidSignature, UnicodeDecodeError, binascii.Error):
        return False
    return False
