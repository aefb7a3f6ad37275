"""Notices to the browsers of officers: sealed for each (RFC 8291), signed by us (RFC 8292), taken along by others."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

import http_ece  # type: ignore[import-untyped]
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from app.care.channels.outside import Answer, Outside

CURVE = ec.SECP256R1()
TOKEN_LASTS = timedelta(hours=12)
"""RFC 8292 allows 24 hours."""
_PADDED_TO = 512
"""All notices are of a length that does not tell them apart."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NUMBER, _POINT, _AUTH = 32, 65, 16


@dataclass(frozen=True, slots=True)
class PushKey:
    """Our own key, by which push services know us again: 32 bytes in URL-safe base64. ValueError if it is none."""

    encoded: str = field(repr=False)

    def __post_init__(self) -> None:
        self.private_key()

    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """The key to sign with."""
        try:
            number = _bytes(self.encoded)
        except NotBase64:
            number = b""
        if len(number) != _NUMBER:
            raise ValueError("a push key is 32 bytes in URL-safe base64")
        return ec.derive_private_key(int.from_bytes(number), CURVE)

    @property
    def public(self) -> str:
        """What a browser must be given to let us send to it."""
        return _text(_point(self.private_key()))


def new_push_key() -> str:
    """A fresh key for `PushKey`."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return _text(number.to_bytes(_NUMBER))


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a browser's notices are taken, and the keys that seal them. ValueError if the keys are none."""

    endpoint: str = field(repr=False)
    public_key: str = field(repr=False)
    auth_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        try:
            point, secret = _bytes(self.public_key), _bytes(self.auth_secret)
        except NotBase64 as wrong:
            raise ValueError("the keys of a browser are URL-safe base64") from wrong
        if len(point) != _POINT or len(secret) != _AUTH:
            raise ValueError("the keys of a browser have 65 and 16 bytes")
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)

    def sealed(self, notice: str) -> bytes:
        """The notice as this browser alone can read it."""
        plain = notice.encode()
        plain = plain.ljust(-(-len(plain) // _PADDED_TO) * _PADDED_TO)
        sealed: bytes = http_ece.encrypt(
            plain,
            salt=os.urandom(16),
            private_key=ec.generate_private_key(CURVE),
            dh=_bytes(self.public_key),
            auth_secret=_bytes(self.auth_secret),
            version="aes128gcm",
        )
        return sealed


@dataclass(frozen=True, slots=True)
class Pusher:
    """Sends notices. `subject`: where a push service may complain of us, our own address."""

    outside: Outside
    key: PushKey
    subject: str

    def send(self, browser: Browser, notice: str, *, lasts: timedelta, now: datetime) -> Answer:
        """Hand over one notice, worthless after `lasts`; what came back. Never raises for what the other side does."""
        headers = {
            "authorization": f"vapid t={self._token(browser.endpoint, now)}, k={self.key.public}",
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(int(lasts.total_seconds())),
            "urgency": "high",
            "user-agent": "push/1",
        }
        return self.outside.post(browser.endpoint, browser.sealed(notice), headers, now=now)

    def _token(self, endpoint: str, now: datetime) -> str:
        url = httpx.URL(endpoint)
        port = f":{url.port}" if url.port else ""
        claims = {
            "aud": f"{url.scheme}://{url.host}{port}",
            "exp": int((now + TOKEN_LASTS).timestamp()),
            "sub": self.subject,
        }
        return jwt.encode({"alg": "ES256"}, claims, ECKey.import_key(self.key.private_key()))


def is_gone(answer: Answer) -> bool:
    """Whether the browser wants no more notices."""
    return answer.status in _GONE


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()
