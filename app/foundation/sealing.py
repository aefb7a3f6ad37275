"""Encryption at rest: seal, open and look up short texts with the force's key."""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_ID = b"\x01"
_NONCE = 12


class SealBroken(Exception):
    """A sealed text could not be opened: another key, another column, or tampering."""


class _Keyring:
    """Holds the key that `use_key` set; module state, because column types have no other way to it."""

    key: bytes | None = None


def new_key() -> str:
    """A fresh 256-bit key as URL-safe base64, for the key file or environment."""
    return urlsafe_b64encode(os.urandom(32)).decode()


def use_key(encoded: str) -> None:
    """Set the key of this process. Raises ValueError unless it is 32 bytes in URL-safe base64."""
    key = urlsafe_b64decode(encoded)
    if len(key) != 32:
        raise ValueError("the encryption key must be 32 bytes in URL-safe base64")
    _Keyring.key = key


def _key() -> bytes:
    if _Keyring.key is None:
        raise SealBroken("no encryption key has been set for this process")
    return _Keyring.key


def seal(text: str, label: str) -> bytes:
    """Encrypt `text` for the column `label` ("table.column"): key id, nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return _KEY_ID + nonce + AESGCM(_key()).encrypt(nonce, text.encode(), label.encode())


def open_sealed(sealed: bytes, label: str) -> str:
    """Decrypt what `seal` made for the same label. Raises SealBroken for anything else."""
    if sealed[:1] != _KEY_ID:
        raise SealBroken("sealed with a key that this process does not know")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(_key()).decrypt(nonce, body, label.encode()).decode()
    except InvalidTag as wrong:
        raise SealBroken("a sealed text does not open") from wrong


def fingerprint(text: str, label: str) -> str:
    """A keyed hash of `text`, for looking up a sealed value by equality without storing it in the clear."""
    key = hashlib.sha256(b"relief lookup" + _key()).digest()
    return hmac.new(key, f"{label}\0{text.strip().lower()}".encode(), hashlib.sha256).hexdigest()


def digest(token: str) -> str:
    """The SHA-256 of a random token: what a store keeps of cookies and links, so that a stolen store opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
