"""Cells that hold a time of day, alone or with a date; a slip is a fault, never mended."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.rota.domain.clock_times import WRITTEN_LIKE, slip_in
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.moment_texts import NUMBER, NUMBERS, Spot, clock_of, instant_of, numbers_may_be
from app.rota.domain.reading import Question
from app.rota.files.date_texts import written_date
from app.rota.files.findings import Findings, Place
from app.rota.files.unclear_hours import TWELVE

_MOMENT = re.compile(r"(.+?)(?: +|T|, ?)(\d{1,2}[:.h]\S*(?: ?[apAP]\.?[mM]\.?)?|\d{4}|\d{1,2} ?[apAP]\.?[mM]\.?)")
_RANGE = re.compile(r"(.{1,10}?)\s*(?:-|–|—|\bto\b|\bbis\b|\ba\b|/|[xX×])\s*(.{1,10})")
_NOON = 12
WHICH_CLOCK = "which_clock"
OF_EITHER_CLOCK = re.compile(r"(?:[1-9]|1[0-2])[:.][0-5]\d(?::00)?")
"""Times that a 12-hour clock shows as well: no leading zero, nothing above 12."""
_ABOUT = "What the numbers in the columns of times mean"


@lru_cache(maxsize=16_384)
def split_moment(text: str) -> tuple[str, str] | None:
    """A cell that holds a date with a time, as its two parts; None for anything else."""
    if clock_of(text) is not None or len(text) > 60:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None or (found[2].isdecimal() and written_date(text) is not None):
        return None  # 1 December 2026 is no moment at 20:26
    return found[1].rstrip(","), found[2]


@lru_cache(maxsize=16_384)
def split_range(text: str) -> tuple[str, str] | None:
    """A cell that holds a start and an end, as its two parts; None for anything else."""
    found = _RANGE.fullmatch(text) if len(text) <= 25 else None
    return (found[1], found[2]) if found and all(_may_be_time(part) for part in found.groups()) else None


def _may_be_time(text: str) -> bool:
    return clock_of(text) is not None or bool(re.fullmatch(r"\d{1,2}(?:[.,]\d{1,2})?", text))


def _all_before_one(numbers: set[str], meaning: str) -> bool:
    """Whether every number is a time up to 12:59 that a 12-hour clock would show as well."""
    clocks = [spot.clock for text in numbers if (spot := NUMBERS[meaning][1](text)) and spot.clock]
    plain = meaning in ("hours", "dotted", "decimal", "run_together")
    return plain and len(clocks) > 1 and all(1 <= clock.at.hour <= _NOON and not clock.days for clock in clocks)


class TimeCells:
    """Reads the times of one file: looks at all of them first, to settle what bare numbers mean."""

    def __init__(self, texts: Iterable[str], findings: Findings, answers: Mapping[str, str]) -> None:
        self._findings = findings
        every = {text for text in texts if text}
        numbers = {text for text in every if NUMBER.fullmatch(text) and text.isascii()}
        if not any(len(text) == 3 for text in numbers):
            numbers = {text for text in numbers if clock_of(text) is None}
        # Bare numbers between proper times are slips: they are told one by one, not taken to mean something.
        mixed = any(clock_of(text) is not None for text in every - numbers)
        self._is_open = self._is_twelve = False
        self._meaning = None if mixed or not numbers else self._settle(numbers, answers.get("numbers_mean", ""))
        self._numbers = numbers

        if not self._meaning and not self._is_open and answers.get(WHICH_CLOCK) == TWELVE:
            self._is_twelve, self._numbers = True, {text for text in every if OF_EITHER_CLOCK.fullmatch(text)}

    def _settle(self, numbers: set[str], answer: str) -> str | None:
        if answer == TWELVE:
            self._findings.answered("numbers_mean", _ABOUT, answer, "hours of the 12-hour clock")
            self._is_twelve = True
            return None
        if answer in NUMBERS:
            self._findings.answered("numbers_mean", _ABOUT, answer, NUMBERS[answer][0])
            return answer
        possible = numbers_may_be(numbers)
        if len(possible) == 1 and _all_before_one(numbers, possible[0]):
            self._ask_which_clock(numbers, possible[0])
            return None
        if len(possible) == 1:
            evidence = (
                f"All {len(numbers)} different numbers are times read this way, and read no other way that is known."
            )
            choices = tuple((name, words) for name, (words, _) in NUMBERS.items())
            words = NUMBERS[possible[0]][0]
            self._findings.decide(
                Decision("numbers_mean", _ABOUT, possible[0], words, evidence, Confidence.LIKELY, choices)
            )
            return possible[0]
        if possible:
            choices = tuple((name, NUMBERS[name][0]) for name in possible)
            text = f"The times are numbers (for example {', '.join(sorted(numbers)[:3])}). What do they mean?"
            self._findings.ask(Question("numbers_mean", text, choices))
            self._is_open = True
        return None

    def _ask_which_clock(self, numbers: set[str], possible: str) -> None:
        """No number is above 12, so that 5 may be the afternoon's: nobody can say that for all of them at once."""
        examples = ", ".join(sorted(numbers)[:3])
        text = f"The times are numbers, and none is above 12 (for example {examples}). Which clock are they of?"
        choices = ((possible, f"the 24-hour clock: {NUMBERS[possible][0]}"), (TWELVE, "the 12-hour clock"))
        self._findings.ask(Question("numbers_mean", text, choices))
        self._is_open = True

    def read(self, text: str, at: Place) -> Spot | None:
        """What a cell says; None after noting a fault, or while a question is open."""
        if text in self._numbers and (self._is_open or self._meaning):
            return self._number(text, at)
        if self._is_twelve and text in self._numbers:
            message = "On a 12-hour clock this may be in the morning or in the evening."
            self._findings.fault(message, at, text, "Write it like 07:00 or 19:00, or with a.m. or p.m.")
            return None
        clock, instant_at = clock_of(text), instant_of(text)
        if clock is not None:
            return Spot(clock)
        if instant_at is not None:
            return Spot(instant_at=instant_at)
        found = "There is no time here." if not text else "This is not a time of day."
        message, remedy = slip_in(text) or (found, WRITTEN_LIKE)
        self._findings.fault(message, at, text or None, remedy)
        return None

    def _number(self, text: str, at: Place) -> Spot | None:
        if self._meaning is None:
            return None
        words, reads = NUMBERS[self._meaning]
        spot = reads(text)
        if spot is None:
            self._findings.fault(f"This is no time when numbers are read as {words}.", at, text, WRITTEN_LIKE)
        return spot
