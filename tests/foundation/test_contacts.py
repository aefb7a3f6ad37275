"""Contacts as people type them: what is read as a number, what as an address, and what is not guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.refusals import Invalid
from app.foundation.signin.contacts import clean_contact, is_number, masked, personal_contact

FORCE = ("police.uk", "pnn.police.uk")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("(07700) 900-123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900 123", "+447700900123"),
        ("\u202a+447700900123\u202c", "+447700900123"),
        ("07911 123456", "+447911123456"),
        ("+353 85 012 3456", "+353850123456"),
        ("+1 212 555 0123", "+12125550123"),
    ],
)
def test_a_number_is_read_as_its_owner_writes_it(typed: str, number: str) -> None:
    assert clean_contact(typed, numbers=True) == number
    assert clean_contact(number, numbers=True) == number  # read again, it is the same


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7700 900123", "Begin with 0 for a UK number"),
        ("447700900123", "Begin with 0 for a UK number"),
        ("999", "Begin with 0 for a UK number"),
        ("07700 90012", "Enter the whole number"),
        ("+44 7700 9001234", "Enter the whole number"),
        ("+999 123 456 789", "Enter the whole number"),
        ("+", "Enter an email address"),
        ("020 7946 0018", "Enter a mobile number"),
        ("0909 911 1111", "Enter a mobile number"),
        ("kim", "or a mobile number"),
        ("07700 900123 and 07700 900124", "or a mobile number"),
    ],
)
def test_what_could_be_more_than_one_number_or_none_is_not_guessed(typed: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_contact(typed, numbers=True)
    [fault] = refused.value.faults
    assert says in fault.message
    assert fault.column == "contact"


def test_a_desk_that_sends_no_texts_asks_for_an_address() -> None:
    with pytest.raises(Invalid) as refused:
        clean_contact("07700 900123")
    assert "mobile" not in refused.value.faults[0].message


@pytest.mark.parametrize("address", ["a@police.uk", "a@kent.police.uk", "a@x.pnn.police.uk", "A@KENT.POLICE.UK"])
def test_an_address_of_the_force_is_refused_however_sure_they_are(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        personal_contact(address, force_domains=FORCE, is_sure=True)
    assert refused.value.stable_code == "force-address"
    assert personal_contact("a@notpolice.uk.example", force_domains=FORCE, is_sure=True)
    assert personal_contact(address, is_sure=True)  # control: a force that lists none


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("a@kent.police.uk", True),
        ("a@met.pnn.police.uk", True),
        ("a@homeoffice.gov.uk", True),
        ("a@gov.uk", True),
        ("a@nhs.net", True),
        ("a@policefriends.example", True),
        ("police@example.com", False),
        ("a@example.com", False),
        ("a@notgov.uk", False),
    ],
)
def test_an_address_that_looks_like_work_is_asked_about(address: str, asked: bool) -> None:
    try:
        personal_contact(address)
    except Invalid as refused:
        assert (asked, refused.stable_code) == (True, "looks-like-work")
    else:
        assert not asked
    assert personal_contact(address, is_sure=True) == address


def test_a_shown_contact_is_known_by_its_owner_only() -> None:
    assert masked("kim.hale@example.com") == "k…@example.com"
    assert masked("+447700900123") == "number ending in 123"


@settings(max_examples=200)
@given(st.text(alphabet="+0123456789()-. @ab\u00a0\u0660", max_size=24))
def test_whatever_is_typed_is_a_contact_or_a_kind_refusal(typed: str) -> None:
    try:
        contact = clean_contact(typed, numbers=True)
    except Invalid as refused:
        assert refused.faults
    else:
        assert clean_contact(contact, numbers=True) == contact
        assert is_number(contact) or contact.count("@") == 1
