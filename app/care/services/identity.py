"""Who somebody is to care: access codes issued to everybody, identities claimed, contacts looked up."""

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.care.store import accounts, officers, oidc_links
from app.care.store.tables.access import OidcLink
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import ProviderAccount
from app.foundation.refusals import Conflict
from app.foundation.sealing import digest, fingerprint
from app.foundation.signin.contacts import is_number
from app.foundation.signin.oidc_issuer import OidcPerson

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read wrongly off paper
_CODE_LENGTH = 12


def find_officer(db: Session, contact: str) -> str | None:
    """The officer who signs in with this address or number, if anybody does."""
    if is_number(contact):
        found = officers.by_phone_lookup(db, phone_lookup(contact))
    else:
        found = officers.by_contact_lookup(db, officer_lookup(contact))
    return found.id if found else None


def find_provider_account(db: Session, contact: str) -> str | None:
    """The account at a provider that signs in with this contact, if any."""
    found = accounts.of_contact(db, provider_lookup(contact))
    return found.id if found else None


def officer_stands(db: Session, officer_id: str) -> bool:
    """Whether somebody has claimed this identity, and not given it up."""
    return officers.is_claimed(db, officer_id)


def provider_account_stands(db: Session, account_id: str) -> bool:
    """Whether the account is still there."""
    return accounts.one(db, account_id) is not None


def find_oidc_officer(db: Session, person: OidcPerson) -> str | None:
    """The officer who has connected this account, or signs in with the address that the issuer has verified."""
    connected = oidc_links.officer_of(db, _person_lookup(person))
    if connected is not None:
        return connected
    return find_officer(db, person.email) if person.email else None


def connect_oidc(db: Session, officer_id: str, person: OidcPerson, now: datetime) -> None:
    """From now on this account signs in as the officer, in place of one they had connected before.

    Raises Conflict ("account-taken") if somebody else has connected it.
    """
    lookup = _person_lookup(person)
    if oidc_links.officer_of(db, lookup) not in {None, officer_id}:
        raise Conflict("This account signs in somebody else here. Nothing was connected.", code="account-taken")
    oidc_links.drop(db, officer_id)
    db.add(OidcLink(officer_id=officer_id, person_lookup=lookup, created_at=now))
    db.flush()


def has_oidc(db: Session, officer_id: str) -> bool:
    """Whether the officer has connected an account."""
    return oidc_links.of_officer(db, officer_id) is not None


def disconnect_oidc(db: Session, officer_id: str) -> None:
    """Forget the account that the officer has connected."""
    oidc_links.drop(db, officer_id)


def match_access_code(db: Session, staff_number: str, access_code: str) -> str | None:
    """The unclaimed officer whom number and code open together; None for every other pair."""
    found = officers.by_access_code(db, digest(plain_code(access_code)))
    fits = found is not None and found.staff_number == staff_number and found.claimed_at is None
    return found.id if found is not None and fits else None


def claim(db: Session, officer_id: str, contact: str, now: datetime) -> None:
    """From now on this contact signs in as the officer; the access code is spent, though still known as issued.

    Raises Conflict ("contact-taken") if the contact is somebody else's: whoever gets here has proved to own it.
    """
    officers.one(db, officer_id).claimed_at = now
    keep_contact(db, officer_id, contact)


def contacts_of(db: Session, officer_id: str) -> tuple[str, ...]:
    """Where the officer's codes may go: their address, their number."""
    officer = officers.one(db, officer_id)
    return tuple(one for one in (officer.contact, officer.phone) if one is not None)


def keep_contact(db: Session, officer_id: str, contact: str) -> str | None:
    """Make this proven address or number the officer's, in place of the one of its kind, which is returned.

    Raises Conflict ("contact-taken") if somebody else signs in with it.
    """
    officer = officers.one(db, officer_id)
    before = officer.phone if is_number(contact) else officer.contact
    if is_number(contact):
        officer.phone, officer.phone_lookup = contact, phone_lookup(contact)
    else:
        officer.contact, officer.contact_lookup = contact, officer_lookup(contact)
    try:
        db.flush()
    except IntegrityError:
        what = "number" if is_number(contact) else "address"
        raise Conflict(f"This {what} already signs in here. Sign in with it instead.", code="contact-taken") from None
    return before


def drop_number(db: Session, officer_id: str) -> None:
    """Forget the officer's number. Raises Conflict ("only-contact") while there is no address."""
    officer = officers.one(db, officer_id)
    if officer.contact is None:
        raise Conflict("Add an address first: codes must be able to go somewhere.", code="only-contact")
    officer.phone = officer.phone_lookup = None


def issue_access_codes(db: Session) -> list[tuple[str, str]]:
    """A fresh code for everybody, joined or not: (staff number, code), by staff number. Codes issued before end.

    Always for everybody, so that neither being given one nor the list says anything: who has joined gets one as well,
    which then opens nothing.
    """
    return [_issued(officer) for officer in officers.everybody(db)]


def issue_first_codes(db: Session) -> list[tuple[str, str]]:
    """The same for those who never had one, new starters for the most part; every code issued before stays good.

    Nobody can have joined without a code, so this list tells no more than the other.
    """
    return [_issued(officer) for officer in officers.without_access_code(db)]


def _issued(officer: Officer) -> tuple[str, str]:
    code = _new_access_code()
    officer.access_code_digest = digest(plain_code(code))
    return officer.staff_number, code


def add_provider_account(db: Session, provider_id: str, contact: str, counsellor_id: str | None = None) -> None:
    """Let a person at a provider sign in; with `counsellor_id` they see only that caseload."""
    lookup = provider_lookup(contact)
    db.add(
        ProviderAccount(provider_id=provider_id, counsellor_id=counsellor_id, contact=contact, contact_lookup=lookup)
    )


def plain_code(typed: str) -> str:
    """An access code without the spaces and dashes that people type."""
    return "".join(c for c in typed.upper() if c.isalnum())


def officer_lookup(contact: str) -> str:
    """What the store compares an officer's contact by."""
    return fingerprint(contact, "officer.contact")


def phone_lookup(number: str) -> str:
    """What the store compares an officer's number by."""
    return fingerprint(number, "officer.phone")


def provider_lookup(contact: str) -> str:
    """What the store compares a provider person's contact by."""
    return fingerprint(contact, "provider_account.contact")


def _person_lookup(person: OidcPerson) -> str:
    # Issuers' subjects may differ by case alone, and a fingerprint does not see case.
    return fingerprint(digest(f"{person.issuer}\0{person.subject}"), "oidc_link.person")


def _new_access_code() -> str:
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(code[i : i + 4] for i in range(0, _CODE_LENGTH, 4))
