"""Notices to browsers: read back with the receiver's own key, and signed so that a push service believes it."""

import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from app.care.channels.outside import Answer, Outside
from app.care.channels.push import Browser, Pusher, PushKey, is_gone, new_push_key
from tests.care.channels.receiver import receiving

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
NOTICE = '{"title":"Your diary","body":"Booked: Thu 3 Dec, 14:00 – by video.","path":"/"}'


def text(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Receiver:
    """A browser, written from RFC 8291 and RFC 8188 with nothing but primitives: shares no line with what sends."""

    key: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def fresh(cls) -> "Receiver":
        return cls(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))

    def at(self, endpoint: str) -> Browser:
        return Browser(endpoint, text(point(self.key)), text(self.auth))

    def read(self, body: bytes) -> str:
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        info = b"WebPush: info\0" + point(self.key) + sender
        ikm = HKDF(SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(ikm)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(ikm)
        plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert plain[-1:] == b"\2", "the last record ends with 2 (RFC 8188)"
        return plain[:-1].decode()


def test_a_browser_reads_what_was_sent_to_it_and_no_other_does() -> None:
    mine, other = Receiver.fresh(), Receiver.fresh()
    sealed = mine.at("https://push.example/1").sealed(NOTICE)
    assert json.loads(mine.read(sealed)) == json.loads(NOTICE)
    assert b"diary" not in sealed
    with pytest.raises(InvalidTag):
        Receiver(other.key, mine.auth).read(sealed)
    with pytest.raises(InvalidTag):
        Receiver(mine.key, other.auth).read(sealed)


def test_notices_cannot_be_told_apart_by_their_length_nor_by_their_bytes() -> None:
    browser = Receiver.fresh().at("https://push.example/1")
    assert len(browser.sealed("{}")) == len(browser.sealed(NOTICE))
    assert browser.sealed(NOTICE) != browser.sealed(NOTICE)


def test_the_vectors_of_the_rfc_are_read_by_the_receiver() -> None:
    """RFC 8291, section 5: the control of the receiver above."""
    number = int.from_bytes(_bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    receiver = Receiver(ec.derive_private_key(number, ec.SECP256R1()), _bytes("BTBZMqHH6r4Tts7J_aSIgg"))
    body = _bytes(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert receiver.read(body) == "When I grow up, I want to be a watermelon"


def _bytes(encoded: str) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def test_a_push_service_is_told_who_sends_and_for_how_long() -> None:
    key = PushKey(new_push_key())
    with receiving() as service, Outside(loopback=True) as outside:
        service.will_answer(201)
        pusher = Pusher(outside, key, "https://desk.example")
        receiver = Receiver.fresh()
        browser = receiver.at(service.url)
        assert pusher.send(browser, NOTICE, lasts=timedelta(hours=2), now=NOW).good
        headers = {name.lower(): value for name, value in service.came[0].headers.items()}
    assert json.loads(receiver.read(service.came[0].body.encode(errors="surrogateescape"))) == json.loads(NOTICE)
    assert (headers["content-encoding"], headers["ttl"], headers["urgency"]) == ("aes128gcm", "7200", "high")
    assert headers["user-agent"] == "push/1"
    token, _, public = headers["authorization"].removeprefix("vapid t=").partition(", k=")
    assert public == key.public
    verifier = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(public))
    read = jwt.decode(token, ECKey.import_key(verifier), algorithms=["ES256"])
    origin = service.url.rsplit("/", 1)[0]
    assert read.claims == {
        "aud": origin,
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "https://desk.example",
    }


def test_an_address_inside_the_network_is_not_sent_to() -> None:
    with Outside() as outside:
        browser = Receiver.fresh().at("https://169.254.169.254/latest")
        answer = Pusher(outside, PushKey(new_push_key()), "https://desk.example").send(
            browser, NOTICE, lasts=timedelta(hours=1), now=NOW
        )
    assert answer.status is None


@pytest.mark.parametrize(
    ("public_key", "auth"),
    [
        ("", ""),
        ("é", "BTBZMqHH6r4Tts7J_aSIgg"),
        ("AAAA", "BTBZMqHH6r4Tts7J_aSIgg"),
        (text(b"\4" + b"\1" * 64), "BTBZMqHH6r4Tts7J_aSIgg"),
        (text(point(Receiver.fresh().key)), "short"),
    ],
)
def test_keys_that_are_none_are_refused(public_key: str, auth: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Browser("https://push.example/1", public_key, auth)


@pytest.mark.parametrize("key", ["", "no key!", text(b"\0" * 32)])
def test_a_push_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PushKey(key)


def test_keys_do_not_show() -> None:
    key = PushKey(new_push_key())
    assert key.encoded not in repr(key)
    assert len(_bytes(key.public)) == 65


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (201, False), (429, False), (None, False)])
def test_a_browser_that_left_is_known_by_the_answer(status: int | None, gone: bool) -> None:
    assert is_gone(Answer(status, "")) is gone
