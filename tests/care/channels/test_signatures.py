"""Standard Webhooks signatures: what the official library signs and verifies, and everything that must be refused."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from app.care.channels.signatures import LARGEST_BODY, Verified, new_secret, sign, verify
from app.foundation.refusals import BadSignature

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
SECRET, OTHER = new_secret(), new_secret()
BODY = '{"type":"session.attended"}'


def signed(body: str = BODY, message_id: str = "msg_1", *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    """Headers as the official library of a provider would make them; it takes any id."""
    stamp = str(int(at.timestamp()))
    signature = Webhook(secret).sign(message_id, at, body)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signature}


def refused(headers: dict[str, str], body: bytes = BODY.encode(), *secrets: str) -> str:
    with pytest.raises(BadSignature) as refusal:
        verify(body, headers, secrets or [SECRET], now=NOW)
    return refusal.value.detail


def test_what_the_official_library_signs_verifies() -> None:
    assert verify(BODY.encode(), signed(), [SECRET], now=NOW) == Verified("msg_1", NOW, BODY)


def test_the_official_library_verifies_what_we_sign() -> None:
    headers = sign("msg_1", BODY, [SECRET], now=NOW)
    with time_machine.travel(NOW):
        assert Webhook(SECRET).verify(BODY, headers) == {"type": "session.attended"}
        with pytest.raises(WebhookVerificationError):
            Webhook(OTHER).verify(BODY, headers)


def test_the_known_vector_of_the_convention_verifies() -> None:
    """The one that every Standard Webhooks library is tested with."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    now = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert verify(b'{"test": 2432232314}', headers, [secret], now=now).message_id == headers["webhook-id"]


def test_the_headers_of_the_specification_are_read_with_a_signature_of_another_scheme_beside_ours() -> None:
    body = '{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52"}}'
    at = datetime.fromtimestamp(1674087231, UTC)
    headers = signed(body, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", at=at)
    asymmetric = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
    headers["webhook-signature"] = f"{asymmetric} {headers['webhook-signature']}"
    assert verify(body.encode(), headers, [SECRET], now=at).at == at


def test_while_a_secret_is_rotated_both_sides_may_be_early_or_late() -> None:
    assert verify(BODY.encode(), signed(secret=OTHER), [SECRET, OTHER], now=NOW)
    both = sign("msg_1", BODY, [SECRET, OTHER], now=NOW)
    for secret in (SECRET, OTHER):
        assert verify(BODY.encode(), both, [secret], now=NOW)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_either_way_are_tolerated(seconds: int) -> None:
    assert verify(BODY.encode(), signed(at=NOW + timedelta(seconds=seconds)), [SECRET], now=NOW)


@pytest.mark.parametrize("seconds", [-301, 301, -86400, 86400])
def test_a_stale_and_a_future_message_are_refused(seconds: int) -> None:
    refused(signed(at=NOW + timedelta(seconds=seconds)))


def test_an_altered_body_is_refused() -> None:
    refused(signed(), b'{"type":"session.not_attended"}')


def test_another_secret_and_no_secret_at_all_are_refused() -> None:
    refused(signed(secret=OTHER))
    with pytest.raises(BadSignature):
        verify(BODY.encode(), signed(), [], now=NOW)


def test_an_id_with_a_full_stop_cannot_shift_what_is_signed() -> None:
    """The signature of id "a.1796306400" fits id "a" with another timestamp and body just as well."""
    stamp = str(int(NOW.timestamp()))
    shifted = {"webhook-id": f"msg.{stamp}", "webhook-timestamp": stamp}
    genuine = Webhook(SECRET).sign("msg", NOW, f"{stamp}.{BODY}")
    assert Webhook(SECRET).sign(f"msg.{stamp}", NOW, BODY) == genuine  # why it matters
    refused(shifted | {"webhook-signature": genuine})


@pytest.mark.parametrize("message_id", ["", "a.b", "a b", "é", "x" * 65, "a\n", "../a"])
def test_an_id_of_another_shape_is_refused_even_if_signed(message_id: str) -> None:
    refused(signed(message_id=message_id))


@pytest.mark.parametrize(
    "stamp", ["", "1796306400.9", " 1796306400", "+1796306400", "179630640", "17963064000", "nan", "١٧٩٦٣٠٦٤٠٠"]
)
def test_a_timestamp_of_another_shape_is_refused(stamp: str) -> None:
    refused(signed() | {"webhook-timestamp": stamp})


@pytest.mark.parametrize(
    "signature", ["", "v1", "v1,", "v1,***", "v2,aGVsbG8=", "v1,,", ",", "v1,\xff", "v1," + "A" * 2000]
)
def test_a_malformed_signature_is_refused_like_any_other(signature: str) -> None:
    refused(signed() | {"webhook-signature": signature})


def test_padding_cut_off_is_not_the_signature() -> None:
    headers = signed()
    refused(headers | {"webhook-signature": headers["webhook-signature"].rstrip("=")})


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(missing: str) -> None:
    refused({name: value for name, value in signed().items() if name != missing})


def test_a_body_that_is_not_utf_8_and_one_that_is_too_long_are_refused() -> None:
    refused(signed(), b"\xff\xfe")
    long = "x" * (LARGEST_BODY + 1)
    refused(signed(long), long.encode())


def test_every_refusal_says_the_same() -> None:
    told = {
        refused(signed(), b"altered"),
        refused(signed(at=NOW - timedelta(days=1))),
        refused(signed(message_id="a.b")),
        refused(signed() | {"webhook-signature": "v1,***"}),
        refused(signed(), b"\xff"),
        refused({}),
    }
    assert len(told) == 1


def test_a_secret_is_32_random_bytes_and_ids_we_sign_have_the_strict_shape() -> None:
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32
    assert new_secret() != new_secret()
    with pytest.raises(ValueError, match="message id"):
        sign("a.b", BODY, [SECRET], now=NOW)
