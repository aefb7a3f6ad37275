"""Code tables: what each shift code of a force means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from typing import Any

from app.foundation.refusals import Fault
from app.rota.domain.clock_times import WRITTEN_LIKE, clock_in, slip_in
from app.rota.domain.duty_line import DAYS_OFF
from scheduler.duty import DutyKind

NOT_ROSTERED = "not_rostered"
LONGEST_CODE = 40
KINDS = (*(kind.value for kind in DutyKind), NOT_ROSTERED)
"""Every word for what a code can mean."""


class WrongPart(ValueError):
    """What is wrong with one `part` of a code (code, kind, starts or ends), and what would put it right."""

    def __init__(self, part: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.part, self.remedy = part, remedy


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What one code stands for: a kind with its hours, a whole day off, or nothing rostered (kind None).

    Hours are wall-clock times; an end at or before the start is on the next day.
    WrongPart: a working kind without hours, or half of the hours.
    """

    kind: DutyKind | None
    starts: time | None = None
    ends: time | None = None

    def __post_init__(self) -> None:
        if (self.starts is None) != (self.ends is None):
            missing = "starts" if self.starts is None else "ends"
            raise WrongPart(missing, "only one half of its hours is given", "Give both a start and an end, or neither.")
        if self.kind is None and self.starts is not None:
            raise WrongPart("starts", "a code that means not rostered has no hours", "Leave start and end empty.")
        if self.kind is not None and self.kind not in DAYS_OFF and self.starts is None:
            words = in_plain_words(self.kind.value)
            raise WrongPart("starts", f"a code for {words} needs its hours", "Give a start and an end.")

    def as_json(self) -> dict[str, str]:
        """The meaning with its hours as HH:MM."""
        plain = {"kind": self.kind.value if self.kind else NOT_ROSTERED}
        if self.starts is not None and self.ends is not None:
            plain |= {"starts": f"{self.starts:%H:%M}", "ends": f"{self.ends:%H:%M}"}
        return plain


def in_plain_words(kind: str) -> str:
    """A kind of duty as people write it: rest day."""
    return kind.replace("_", " ")


CodeTable = Mapping[str, CodeMeaning]


def meaning_of(kind: str, starts: str, ends: str) -> CodeMeaning:
    """A meaning from three texts, as typed or stored. WrongPart says what is wrong."""
    return CodeMeaning(_kind(kind), _hours("starts", starts), _hours("ends", ends))


def entry_of(code: str, entry: Mapping[str, Any]) -> tuple[str, CodeMeaning]:
    """A code with its meaning, from plain values. WrongPart says what is wrong."""
    return _code(code), meaning_of(*(str(entry.get(part, "") or "") for part in ("kind", "starts", "ends")))


def shown_code(code: str) -> str:
    """A code as a fault may name it."""
    return repr(code[:LONGEST_CODE])


def code_table_of(entries: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, CodeMeaning], list[Fault]]:
    """The table that `entries` describe, or every fault in it, each naming its code."""
    table: dict[str, CodeMeaning] = {}
    faults: list[Fault] = []
    for code, entry in entries.items():
        try:
            table.update([entry_of(code, entry)])
        except WrongPart as wrong:
            message = f"Code {shown_code(code)}: {wrong}."
            faults.append(Fault(message, column=code[:LONGEST_CODE], remedy=wrong.remedy))
    return table, faults


def _code(text: str) -> str:
    code = text.strip()
    if not code or len(code) > LONGEST_CODE or not code.isprintable():
        message = f"a code has 1 to {LONGEST_CODE} printable characters"
        raise WrongPart("code", message, "Write the code as it stands in the roster.")
    return code


def _kind(text: str) -> DutyKind | None:
    word = text.strip().lower().replace(" ", "_").replace("-", "_")
    if word == NOT_ROSTERED:
        return None
    try:
        return DutyKind(word)
    except ValueError:
        message = f"{text.strip()[:40]!r} is not a kind of duty" if text.strip() else "its kind of duty is missing"
        raise WrongPart("kind", message, _kinds_to_choose_from(word)) from None


def _kinds_to_choose_from(word: str) -> str:
    near = get_close_matches(word, KINDS, n=1)
    meant = f" Is {in_plain_words(near[0])} meant?" if near else ""
    return f"Write one of these: {', '.join(map(in_plain_words, KINDS))}.{meant}"


def _hours(part: str, text: str) -> time | None:
    text = text.strip()
    clock = clock_in(text)
    if text and clock is None:
        _, remedy = slip_in(text) or ("", WRITTEN_LIKE)
        raise WrongPart(part, f"{text[:40]!r} is not a time like 07:00", remedy)
    return clock
