"""A software authenticator: makes passkeys and answers with them, honestly or with one thing wrong."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    """Bytes as WebAuthn writes them in JSON."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class SoftKey:
    """A device with one passkey. Arguments of its acts say in what it lies."""

    origin: str = "http://localhost"
    host: str = "localhost"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    count: int = 0

    def make(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Make the passkey that was asked for; the answer as JSON."""
        self.handle = raw(options["user"]["id"])
        data = self._client_data("webauthn.create", options["challenge"], lies)
        body = {"fmt": "none", "attStmt": {}, "authData": self._authenticator_data(lies, with_key=True)}
        response = {"clientDataJSON": text(data), "attestationObject": text(cbor2.dumps(body))}
        return self._credential(response)

    def answer(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Sign the challenge; the answer as JSON."""
        self.count += 1
        data = self._client_data("webauthn.get", options["challenge"], lies)
        state = self._authenticator_data(lies, with_key=False)
        signer = lies.get("signer", self.key)
        signature = signer.sign(state + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(data),
            "authenticatorData": text(state),
            "signature": text(signature),
            "userHandle": text(lies.get("handle", self.handle)),
        }
        return self._credential(response)

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        named = text(self.credential)
        return {"id": named, "rawId": named, "type": "public-key", "response": response}

    def _client_data(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        told = {"type": lies.get("kind", kind), "challenge": lies.get("challenge", challenge)}
        return json.dumps({**told, "origin": lies.get("origin", self.origin), "crossOrigin": False}).encode()

    def _authenticator_data(self, lies: dict[str, Any], *, with_key: bool) -> bytes:
        flags = _PRESENT | (_VERIFIED if lies.get("verified", True) else 0) | (_WITH_KEY if with_key else 0)
        count = lies.get("count", self.count)
        state = hashlib.sha256(lies.get("host", self.host).encode()).digest() + bytes([flags]) + count.to_bytes(4)
        if not with_key:
            return state
        return state + bytes(16) + len(self.credential).to_bytes(2) + self.credential + self._public_key()

    def _public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
