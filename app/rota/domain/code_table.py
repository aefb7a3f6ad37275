"""Code tables: what each shift code of a force means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DAYS_OFF
from scheduler.duty import DutyKind

NOT_ROSTERED = "not_rostered"
LONGEST_CODE = 40
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What one code stands for: a kind with its hours, a whole day off, or nothing rostered (kind None).

    Hours are wall-clock times; an end at or before the start is on the next day.
    ValueError: a working kind without hours, or half of the hours.
    """

    kind: DutyKind | None
    starts: time | None = None
    ends: time | None = None

    def __post_init__(self) -> None:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("give both a start and an end, or neither")
        if self.kind is None and self.starts is not None:
            raise ValueError("a code that means not rostered has no hours")
        if self.kind is not None and self.kind not in DAYS_OFF and self.starts is None:
            raise ValueError(f"a code for {self.kind.value} needs its hours")

    def as_json(self) -> dict[str, str]:
        """The meaning with its hours as HH:MM."""
        plain = {"kind": self.kind.value if self.kind else NOT_ROSTERED}
        if self.starts is not None and self.ends is not None:
            plain |= {"starts": f"{self.starts:%H:%M}", "ends": f"{self.ends:%H:%M}"}
        return plain


CodeTable = Mapping[str, CodeMeaning]


def meaning_of(kind: str, starts: str, ends: str) -> CodeMeaning:
    """A meaning from three texts, as typed or stored. ValueError says what is wrong."""
    return CodeMeaning(_kind(kind), _hours(starts), _hours(ends))


def code_table_of(entries: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, CodeMeaning], list[Fault]]:
    """The table that `entries` describe, or every fault in it, each naming its code."""
    table: dict[str, CodeMeaning] = {}
    faults: list[Fault] = []
    for code, entry in entries.items():
        try:
            table[_code(code)] = meaning_of(*(str(entry.get(part, "") or "") for part in ("kind", "starts", "ends")))
        except ValueError as wrong:
            faults.append(Fault(f"Code {code[:LONGEST_CODE]!r}: {wrong}.", column=code[:LONGEST_CODE]))
    return table, faults


def _code(text: str) -> str:
    code = text.strip()
    if not code or len(code) > LONGEST_CODE or not code.isprintable():
        raise ValueError(f"a code has 1 to {LONGEST_CODE} printable characters")
    return code


def _kind(text: str) -> DutyKind | None:
    word = text.strip().lower().replace(" ", "_").replace("-", "_")
    if word == NOT_ROSTERED:
        return None
    try:
        return DutyKind(word)
    except ValueError:
        known = ", ".join([*(kind.value for kind in DutyKind), NOT_ROSTERED])
        raise ValueError(f"{text.strip()[:40]!r} is not a kind of duty (known: {known})") from None


def _hours(text: str) -> time | None:
    if not text.strip():
        return None
    clock = _CLOCK.fullmatch(text.strip())
    if not clock:
        raise ValueError(f"{text.strip()[:40]!r} is not a time like 07:00")
    return time(int(clock[1]), int(clock[2]))
