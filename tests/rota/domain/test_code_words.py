"""What people write to explain a shift code is read, or refused with a word."""

import pytest

from app.rota.domain.code_table import WrongPart
from app.rota.domain.code_words import answered_codes, in_words, meaning_in_words


@pytest.mark.parametrize(
    ("typed", "kind", "hours"),
    [
        ("late 14:00-22:00", "late", ("14:00", "22:00")),
        ("  Night  22:00 - 07:00 ", "night", ("22:00", "07:00")),
        ("early, 07:00 to 15:00", "early", ("07:00", "15:00")),
        ("court 0900-1700", "court", ("09:00", "17:00")),
        ("14:00-22:00", "late", ("14:00", "22:00")),
        ("rest day", "rest_day", None),
        ("Rest-Day", "rest_day", None),
        ("not rostered", "not_rostered", None),
        ("leave", "leave", None),
    ],
)
def test_a_meaning_in_words(typed: str, kind: str, hours: tuple[str, str] | None) -> None:
    meaning = meaning_in_words(typed)
    plain = meaning.as_json()
    assert plain["kind"] == kind
    assert (plain.get("starts"), plain.get("ends")) == (hours or (None, None))
    assert meaning_in_words(in_words(meaning)) == meaning


@pytest.mark.parametrize("typed", ["", "late", "late 14:00", "gardening", "late 25:00-26:00", "=late", "late 14-22"])
def test_what_does_not_say_it_is_refused(typed: str) -> None:
    with pytest.raises(WrongPart) as wrong:
        meaning_in_words(typed)
    assert wrong.value.remedy


def test_only_answers_about_codes_are_taken() -> None:
    assert answered_codes({"code.E1": "early 07:00-15:00", "code.": "x", "code_table": "a", "code.Z": ""}) == {
        "E1": "early 07:00-15:00"
    }
