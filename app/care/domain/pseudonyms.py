"""The names under which a provider knows appointments, courses, counsellors and officers.

Every provider has a key of its own, so two providers cannot join what they know, and neither can join it with
anything of the force. An id is a UUID, which is exactly one block of AES: enciphering it gives a name that is always
the same for one provider, that we alone can turn back, and that needs no table. A name made up by someone deciphers to
an id that nothing has, so it simply does not exist.
(A UUID of version 7 also tells when its row was made; the name hides that.)
"""

import hashlib
import hmac
import re
from enum import StrEnum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.foundation.refusals import NotFound

_SHAPE = re.compile(r"[0-9a-f]{32}")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none that are mistaken for each other on the telephone


class Kind(StrEnum):
    """What a pseudonym stands for; also its prefix."""

    APPOINTMENT = "apt"
    COURSE = "crs"
    COUNSELLOR = "cns"
    MESSAGE = "msg"
    HOURS = "hrs"


def outward(key: str, kind: Kind, row_id: str) -> str:
    """The name that the holder of `key` knows this row by. Raises ValueError unless `row_id` is 32 hex digits."""
    if not _SHAPE.fullmatch(row_id):
        raise ValueError("only ids of rows have pseudonyms")
    block = _cipher(key, kind).encryptor().update(bytes.fromhex(row_id))
    return f"{kind}_{block.hex()}"


def inward(key: str, kind: Kind, name: str) -> str:
    """The id behind a name. Whether such a row exists, and whose it is, the caller must ask. Raises NotFound."""
    prefix, _, digits = name.partition("_")
    if prefix != kind.value or not _SHAPE.fullmatch(digits):
        raise NotFound(f"There is no {kind.name.lower()} of that name here.")
    return _cipher(key, kind).decryptor().update(bytes.fromhex(digits)).hex()


def officer_reference(key: str, officer_id: str) -> str:
    """What provider pages call an officer: "R-7F3K2M". Cannot be turned back; 30 bits are plenty for one caseload."""
    number = int.from_bytes(_subkey(key, "officer reference", officer_id)[:4], "big") >> 2
    return "R-" + "".join(_LETTERS[(number >> shift) & 31] for shift in range(25, -1, -5))


def _cipher(key: str, kind: Kind) -> Cipher[modes.ECB]:
    # ECB is the bare permutation; it is unsafe for texts of several blocks, and an id is one.
    return Cipher(algorithms.AES(_subkey(key, "pseudonym", kind)), modes.ECB())


def _subkey(key: str, *purpose: str) -> bytes:
    return hmac.new(key.encode(), "\0".join(purpose).encode(), hashlib.sha256).digest()
