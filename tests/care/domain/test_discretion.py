"""The list of words that nobody may see over an officer's shoulder."""

import pytest

from app.care.domain.discretion import FORBIDDEN_WORDS, leaks


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_every_forbidden_word_is_found_in_a_sentence(word: str) -> None:
    assert word in leaks(f"About your {word.title()}s, tomorrow")


@pytest.mark.parametrize(
    "text",
    [
        "Your COUNSELLING",
        "well-being",
        "well\u2011being",
        "coun\u00adselling",
        "th\u00e9rapie",
        "psy\u200bchology",
        "pre_session",
        "occupational\nhealth",
    ],
)
def test_disguises_do_not_help(text: str) -> None:
    assert leaks(text)


@pytest.mark.parametrize("text", ["A change to your diary", "Take the rapid bus", "Your plan has been updated", ""])
def test_discreet_texts_are_let_through(text: str) -> None:
    assert leaks(text) == []
