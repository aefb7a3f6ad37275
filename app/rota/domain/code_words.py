"""What a shift code means, as somebody writes it into an answer: late 14:00-22:00, rest day, not rostered."""

import re
from collections.abc import Mapping

from app.rota.domain.code_table import LONGEST_CODE, CodeMeaning, WrongPart, meaning_of

PREFIX = "code."
_SPLIT = re.compile(
    r"^(?P<kind>[A-Za-z][A-Za-z _-]*?)?[ ,:]*(?:(?P<starts>\d[\d:.]*) ?(?:-|–|to) ?(?P<ends>\d[\d:.]*))?$"
)
LIKE = "Write it like late 14:00-22:00, rest day, leave or not rostered."


def meaning_in_words(text: str) -> CodeMeaning:
    """The meaning of an answer. WrongPart says what is wrong with it."""
    found = _SPLIT.match(" ".join(text.split()))
    if found is None or not found["kind"]:
        raise WrongPart("kind", f"{text.strip()[:40]!r} does not say what kind of duty it is", LIKE)
    return meaning_of(found["kind"].strip(), found["starts"] or "", found["ends"] or "")


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
