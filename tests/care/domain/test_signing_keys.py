"""Keys that webhooks are signed with: their serialisations, and what a key pair signs."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.care.domain.signing_keys import Scheme, new_key_pair, public_key, scheme_of, sign_with_private

# RFC 8032, section 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNED = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize("raw", [SEED, SEED + PUBLIC])
def test_the_vector_of_the_standard_comes_out_of_either_serialisation(raw: bytes) -> None:
    key = "whsk_" + b64(raw)
    assert public_key(key) == "whpk_" + b64(PUBLIC)
    assert sign_with_private(key, b"\x72") == "v1a," + b64(SIGNED)


def test_a_new_pair_signs_what_its_public_key_verifies_and_nothing_else() -> None:
    key = new_key_pair()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key(key).removeprefix("whpk_")))
    signature = base64.b64decode(sign_with_private(key, b"msg_1.1796306400.{}").removeprefix("v1a,"))
    public.verify(signature, b"msg_1.1796306400.{}")
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"msg_1.1796306401.{}")
    assert len(base64.b64decode(key.removeprefix("whsk_"))) == 64
    assert new_key_pair() != key


def test_the_prefix_says_what_a_key_is_for() -> None:
    assert (scheme_of("whsec_AAAA"), scheme_of(new_key_pair())) == (Scheme.HMAC, Scheme.ED25519)
    for none in ("", "whpk_AAAA", "secret"):
        with pytest.raises(ValueError, match="begins with"):
            scheme_of(none)


@pytest.mark.parametrize(
    "key", ["whsec_" + b64(SEED), "whsk_***", "whsk_" + b64(SEED[:31]), "whsk_" + b64(SEED + SEED), "whsk_"]
)
def test_what_is_no_private_key_signs_nothing(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        sign_with_private(key, b"")
