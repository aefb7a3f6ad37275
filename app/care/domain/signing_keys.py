"""Keys that webhooks are signed with: shared secrets (`whsec_`) and key pairs (`whsk_` ours alone, `whpk_` public).

The serialisations are those of Standard Webhooks 1.0.0. Of a key pair the convention does not say which bytes stand
behind `whsk_`: we write the 64 of libsodium (seed, then public key), as the sender's own tools of the convention's
authors do. It never leaves this service; what receivers are given is the 32 bytes of `whpk_`.
"""

import base64
import binascii
import os
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SHARED, _PRIVATE, _PUBLIC = "whsec_", "whsk_", "whpk_"
_SEED = 32


class Scheme(StrEnum):
    """How a message is signed, by the identifier that stands before the signature."""

    HMAC = "v1"
    """HMAC-SHA256 with a secret that both sides know."""
    ED25519 = "v1a"
    """Only we can sign; whoever has the public key can verify."""


def scheme_of(key: str) -> Scheme:
    """What a key is for, by its prefix. ValueError for one of neither kind."""
    if key.startswith(_SHARED):
        return Scheme.HMAC
    if key.startswith(_PRIVATE):
        return Scheme.ED25519
    raise ValueError("a signing key begins with whsec_ or whsk_")


def new_key_pair() -> str:
    """A fresh private key, from which `public_key` follows."""
    seed = os.urandom(_SEED)
    return _PRIVATE + base64.b64encode(seed + _public_bytes(_private(seed))).decode()


def public_key(private_key: str) -> str:
    """What the receiver verifies with: no secret, it may be shown as often as anybody asks."""
    return _PUBLIC + base64.b64encode(_public_bytes(_opened(private_key))).decode()


def sign_with_private(private_key: str, content: bytes) -> str:
    """A signature as it stands in the header: "v1a,...". `content` is id, timestamp and body with full stops."""
    return f"{Scheme.ED25519},{base64.b64encode(_opened(private_key).sign(content)).decode()}"


def _opened(private_key: str) -> Ed25519PrivateKey:
    if scheme_of(private_key) is not Scheme.ED25519:
        raise ValueError("a shared secret is no private key")
    try:
        raw = base64.b64decode(private_key.removeprefix(_PRIVATE), validate=True)
    except binascii.Error:
        raise ValueError("a private key is base64 behind whsk_") from None
    if len(raw) not in {_SEED, 2 * _SEED}:
        raise ValueError("a private key has 32 bytes, or 64 with the public key behind them")
    key = _private(raw[:_SEED])
    if raw[_SEED:] not in {b"", _public_bytes(key)}:
        raise ValueError("the public key behind the private one is another's")
    return key


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
