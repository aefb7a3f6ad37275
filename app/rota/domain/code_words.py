"""What a shift code means, as somebody writes it into an answer: late 14:00-22:00, rest day, not rostered."""

import re
from collections.abc import Mapping

from app.rota.domain.code_table import LONGEST_CODE, CodeMeaning, CodeTable, WrongPart, meaning_of
from scheduler.duty import kind_of_hours

PREFIX = "code."
_SPLIT = re.compile(
    r"^(?P<kind>[A-Za-z][A-Za-z _-]*?)?[ ,:]*(?:(?P<starts>\d[\d:.]*) ?(?:-|–|to) ?(?P<ends>\d[\d:.]*))?$"
)
LIKE = "Write it like late 14:00-22:00, rest day, leave or not rostered."


def meaning_in_words(text: str, table: CodeTable | None = None) -> CodeMeaning:
    """The meaning of an answer; another code of `table` means what that one means. WrongPart says what is wrong."""
    text = " ".join(text.split())
    if table and text in table:
        return table[text]
    found = _SPLIT.match(text)
    if found is None or not text:
        raise WrongPart("kind", f"{text[:40]!r} does not say what it means in a code table", LIKE)
    kind, starts, ends = found["kind"] or "", found["starts"] or "", found["ends"] or ""
    if not kind:
        hours = meaning_of("other", starts, ends)
        kind = kind_of_hours(hours.starts, hours.ends).value if hours.starts and hours.ends else ""
    return meaning_of(kind.strip(), starts, ends)


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
