"""Passkeys: asked for, taken in and checked. A device proves that its holder unlocked it; no name is ever typed."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.foundation.ids import new_id
from app.foundation.refusals import Conflict, Fault, Invalid, NotFound
from app.foundation.sealing import fingerprint
from app.foundation.signin.challenge import CHALLENGES_LAST, Challenge, open_ticket
from app.foundation.signin.door import Door, SignInDesk
from app.foundation.signin.passkey_rows import (
    Row,
    add_passkey,
    mark_used,
    passkey_by_credential,
    passkeys_of,
    remove_passkey,
    spend_challenge,
)
from app.foundation.signin.relying_party import RelyingParty

MOST = 10
LONGEST_NAME = 40
LONGEST_ANSWER = 20_000
_ID = re.compile(r"[0-9a-f]{32}")
_PATIENCE_MS = int(CHALLENGES_LAST.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a device answered: its credential as JSON, and the ticket of the challenge that it signed."""

    ticket: str
    credential: str


def party_of(desk: SignInDesk) -> RelyingParty:
    """As whom this desk asks devices. Raises NotFound where its address allows no passkeys."""
    if desk.relying_party is None:
        raise NotFound("There are no passkeys at this address.")
    return desk.relying_party


def ask_to_sign_in(desk: SignInDesk, door: Door) -> dict[str, Any]:
    """What a device is asked in order to sign in. The same for everybody: nothing in it depends on who asks."""
    challenge = Challenge.fresh(door.audience, "", now=desk.clock())
    options = generate_authentication_options(
        rp_id=party_of(desk).id,
        challenge=challenge.value,
        timeout=_PATIENCE_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {"ticket": challenge.ticket(), "options": options_to_json_dict(options)}


def ask_to_add(db: Session, desk: SignInDesk, door: Door, subject_id: str) -> dict[str, Any]:
    """What a device is asked in order to make a passkey. It learns a random handle and the product's name, no more."""
    party, theirs = party_of(desk), passkeys_of(db, desk.tables, door.audience, subject_id)
    _refuse_too_many(theirs)
    challenge = Challenge.fresh(door.audience, subject_id, now=desk.clock())
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=_handle(door, subject_id),
        user_name=party.name,
        user_display_name=party.name,
        challenge=challenge.value,
        timeout=_PATIENCE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential) for row in theirs],
    )
    return {"ticket": challenge.ticket(), "options": options_to_json_dict(options)}


def take_in(db: Session, desk: SignInDesk, door: Door, subject_id: str, answered: Answered, name: str) -> str:
    """Keep the passkey that the device has made; its id. Raises Invalid for what does not hold, Conflict if known."""
    party, now = party_of(desk), desk.clock()
    challenge = open_ticket(answered.ticket, door.audience, subject_id, now=now)
    made = None if challenge is None else _checked_new(party, challenge, answered.credential)
    spent = challenge is not None and made is not None and _spend(db, desk, challenge)
    if made is None or not spent:
        raise Invalid(
            "That did not work. Nothing was added; you can try again.",
            code="passkey-does-not-fit",
            faults=[Fault("ask the device again: an answer is good once, for five minutes", column="credential")],
        )
    _refuse_too_many(passkeys_of(db, desk.tables, door.audience, subject_id))
    row = {
        "id": new_id(), "audience": door.audience, "subject_id": subject_id, "credential": made.credential_id,
        "public_key": made.credential_public_key, "sign_count": made.sign_count, "name": clean_name(name),
        "created_at": now,
    }  # fmt: skip
    add_passkey(db, desk.tables, row)
    return str(row["id"])


def who_signs_in(db: Session, desk: SignInDesk, door: Door, answered: Answered) -> str | None:
    """The subject whose passkey signed the challenge; None for every other answer, whatever is wrong with it."""
    party, now = party_of(desk), desk.clock()
    challenge = open_ticket(answered.ticket, door.audience, "", now=now)
    credential = _read(parse_authentication_credential_json, answered.credential)
    if challenge is None or credential is None:
        return None
    known = passkey_by_credential(db, desk.tables, door.audience, credential.raw_id)
    if known is None or not _is_of(door, known, credential.response.user_handle):
        return None
    if not door.stands(db, known.subject_id):
        return None
    count = _checked_count(party, challenge, credential, known)
    if count is None or not _spend(db, desk, challenge):
        return None
    mark_used(db, desk.tables, known.id, count, now=now)
    return str(known.subject_id)


def take_away(db: Session, desk: SignInDesk, door: Door, subject_id: str, passkey_id: str) -> None:
    """Forget one passkey. Raises NotFound if they have no such one."""
    if not _ID.fullmatch(passkey_id) or not remove_passkey(db, desk.tables, door.audience, subject_id, passkey_id):
        raise NotFound("There is no such passkey.")


def clean_name(typed: str) -> str:
    """What a passkey is called; "Passkey" if nothing was typed."""
    return "".join(c for c in " ".join(typed.split()) if c.isprintable())[:LONGEST_NAME].strip() or "Passkey"


def _checked_new(party: RelyingParty, challenge: Challenge, credential: str) -> Any | None:
    """The new credential if the device made it for us, for this challenge, and knew its holder; else None."""
    return _read(
        lambda sent: verify_registration_response(
            credential=parse_registration_credential_json(sent),
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        ),
        credential,
    )


def _checked_count(party: RelyingParty, challenge: Challenge, credential: Any, known: Row) -> int | None:
    """The device's new counter if its answer holds; None if not, or if it went back, as the counter of a copy does."""
    done = _read(
        lambda sent: verify_authentication_response(
            credential=sent,
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        ),
        credential,
    )
    return None if done is None else done.new_sign_count


def _read(read: Callable[[Any], Any], sent: Any) -> Any | None:
    try:
        return read(sent)
    except Exception:  # noqa: BLE001 - bytes from anywhere, through parsers of JSON, CBOR and keys: no answer fits, or one
        return None


def _is_of(door: Door, known: Row, handle: bytes | None) -> bool:
    return handle is not None and hmac.compare_digest(handle, _handle(door, known.subject_id))


def _handle(door: Door, subject_id: str) -> bytes:
    """By what devices know somebody: a keyed hash, so that it says nothing to who reads it off a device."""
    return bytes.fromhex(fingerprint(f"{door.audience}:{subject_id}", "passkey.handle"))


def _spend(db: Session, desk: SignInDesk, challenge: Challenge) -> bool:
    now = desk.clock()
    return spend_challenge(db, desk.tables, challenge.audience, challenge.value, now=now, until=challenge.until)


def _refuse_too_many(theirs: list[Row]) -> None:
    if len(theirs) >= MOST:
        raise Conflict(f"You have {MOST} passkeys. Remove one first.", code="too-many-passkeys")
