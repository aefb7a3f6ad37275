"""What a shift code means, as somebody writes it into an answer: late 14:00-22:00, rest day, not rostered."""

from collections.abc import Mapping
from datetime import time

from app.rota.domain.code_table import LONGEST_CODE, CodeMeaning, CodeTable, WrongPart, meaning_of
from app.rota.domain.hour_ranges import hours_in
from app.rota.domain.kind_words import kind_of_word, said_plainly
from scheduler.duty import kind_of_hours

PREFIX = "code."
LIKE = "Write it like late 14:00-22:00, rest day, leave or not rostered."


def meanings_in_words(text: str, table: CodeTable | None = None) -> tuple[CodeMeaning, ...]:
    """What an answer says: late 14:00-22:00, rest day, two stretches, or another code of `table`.

    Raises WrongPart, which says what is wrong.
    """
    text = " ".join(text.split())
    if table and text in table:
        return (table[text],)
    hours = hours_in(text)
    if hours is None or hours.bare:
        return (_without_hours(text),)
    if not hours.in_order:
        raise WrongPart("starts", "its stretches do not follow each other", "Write each after the one before.")
    return tuple(_stretch(hours.label, starts, ends) for starts, ends in hours.stretches)


def meaning_in_words(text: str, table: CodeTable | None = None) -> CodeMeaning:
    """The meaning of an answer as a code table holds it: one stretch. WrongPart says what is wrong."""
    meanings = meanings_in_words(text, table)
    if len(meanings) > 1:
        raise WrongPart("starts", "it has several stretches", "A code table holds one stretch for each code.")
    return meanings[0]


def _without_hours(text: str) -> CodeMeaning:
    named = said_plainly(text) or kind_of_word(text)
    if named is None:
        if text and not any(map(str.isdigit, text)):
            return meaning_of(text, "", "")
        raise WrongPart("kind", f"{text[:40]!r} does not say what it means in a code table", LIKE)
    return meaning_of(named, "", "")


def _stretch(kind: str, starts: time, ends: time) -> CodeMeaning:
    if not kind:
        return CodeMeaning(kind_of_hours(starts, ends), starts, ends)
    return meaning_of(said_plainly(kind) or kind_of_word(kind) or kind, f"{starts:%H:%M}", f"{ends:%H:%M}")


def in_words(meaning: CodeMeaning) -> str:
    """The meaning as `meaning_in_words` reads it."""
    plain = meaning.as_json()
    hours = f" {plain['starts']}-{plain['ends']}" if "starts" in plain else ""
    return plain["kind"].replace("_", " ") + hours


def answered_codes(answers: Mapping[str, str]) -> dict[str, str]:
    """The codes that answers say something of, each with what they say."""
    return {code[len(PREFIX) :]: text for code, text in answers.items() if is_code_answer(code) and text}


def is_code_answer(code: str) -> bool:
    """Whether an answer's code stands for a shift code."""
    return code.startswith(PREFIX) and 0 < len(code) - len(PREFIX) <= LONGEST_CODE
