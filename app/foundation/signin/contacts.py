"""Contacts as people type them: a personal e-mail address, or a mobile number that texts reach."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from sqlalchemy.orm import Session

from app.foundation.refusals import Fault, Invalid

_ADDRESS = re.compile(r"^[^@\s,;<>()\"\\]{1,64}@[^@\s,;<>()\"\\]{1,180}\.[^@\s,;<>()\"\\.]{2,60}$")
_NUMBER = re.compile(r"[+0-9 ().\-\u2010-\u2013/\u00a0]*[0-9][+0-9 ().\-\u2010-\u2013/\u00a0]*")
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
LOOKS_LIKE_WORK = "This looks like an address at work. Use a personal one, or say that it is yours alone"
_FOR_DRAMA = re.compile(r"\+447700900[0-9]{3}")
"""Ofcom keeps these for films and examples; nobody has one, so a text to one harms nobody."""
_AT_WORK = re.compile(r"(?:^|\.)(?:gov\.uk|mod\.uk|nhs\.uk|nhs\.net|cjsm\.net)$|police|(?:^|\.)pnn(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Contacts:
    """How a zone keeps the contacts of those who may change their own."""

    of: Callable[[Session, str], tuple[str, ...]]
    """(db, subject id) -> their contacts, the one that codes go to by default first."""
    keep: Callable[[Session, str, str], str | None]
    """(db, subject id, proven contact) -> the one of its kind that it replaces, if any. May raise a Refusal."""
    drop_number: Callable[[Session, str], None]
    """(db, subject id): forget the number. Raises a Refusal where it is the only contact."""


def is_number(contact: str) -> bool:
    """Whether a contact, once read, is a number (E.164); any other is an address."""
    return contact.startswith("+")


def clean_contact(typed: str, field: str = "contact", *, numbers: bool = False) -> str:
    """The contact as it is looked up: a small-letter address, or with `numbers` a number in E.164. Raises Invalid."""
    text = "".join(c for c in typed if unicodedata.category(c) != "Cf").strip()
    if numbers and _NUMBER.fullmatch(text):
        return _clean_number(text, field)
    contact = text.lower()
    if _ADDRESS.match(contact) and contact.isprintable():
        return contact
    either = ", or a mobile number" if numbers else ""
    raise Invalid(
        "This does not look like a contact." if numbers else "This does not look like an email address.",
        faults=[Fault(f"Enter an email address, such as name@example.com{either}", column=field)],
    )


def personal_contact(
    typed: str, *, numbers: bool = False, force_domains: Sequence[str] = (), is_sure: bool = False
) -> str:
    """The contact of somebody who means to use it from now on: one that nobody at work can read. Raises Invalid.

    An address of the force (`force_domains`, with everything under them) is refused. One that only looks like work is
    asked about once, by the code "looks-like-work", and taken if they are sure.
    """
    contact = clean_contact(typed, numbers=numbers)
    domain = contact.rpartition("@")[2]
    if is_number(contact):
        return contact
    if any(domain == one or domain.endswith(f".{one}") for one in force_domains):
        fault = Fault("Use a personal address: others can read mail that goes to a force address", column="contact")
        raise Invalid("This address belongs to the force.", code="force-address", faults=[fault])
    if not is_sure and _AT_WORK.search(domain):
        raise Invalid(
            "This looks like an address at work.",
            code="looks-like-work",
            faults=[Fault(LOOKS_LIKE_WORK, column="contact")],
        )
    return contact


def masked(contact: str) -> str:
    """The contact so that its owner knows it and somebody beside them does not learn it."""
    if is_number(contact):
        return f"number ending in {contact[-3:]}"
    name, _, domain = contact.partition("@")
    return f"{name[:1]}…@{domain}"


def _clean_number(text: str, field: str) -> str:
    """In E.164. Without a leading + or 0 it could be anybody's anywhere, so that is not guessed."""
    digits = "".join(c for c in text if c in "+0123456789()")
    if not digits.startswith(("+", "0", "(0")):
        raise _no_number("Begin with 0 for a UK number, or with + and the country code", field)
    try:
        number = phonenumbers.parse(digits, "GB")
    except NumberParseException:
        raise _no_number("Enter the whole number, such as 07700 900123 or +353 85 012 3456", field) from None
    contact = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _FOR_DRAMA.fullmatch(contact):
        return contact
    if not phonenumbers.is_valid_number(number):
        raise _no_number("Enter the whole number, such as 07700 900123 or +353 85 012 3456", field)
    if phonenumbers.number_type(number) not in _MOBILE:
        raise _no_number("Enter a mobile number: texts do not reach this one", field)
    return contact


def _no_number(says: str, field: str) -> Invalid:
    return Invalid("This does not look like a mobile number.", faults=[Fault(says, column=field)])
