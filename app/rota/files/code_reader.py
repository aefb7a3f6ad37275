"""Reads what one cell says of a day: a code, hours, plain words, or what an answer says of it."""

from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches

from app.rota.domain.code_table import (
    LONGEST_CODE,
    NOT_ROSTERED,
    CodeMeaning,
    CodeTable,
    WrongPart,
    in_plain_words,
    meaning_of,
)
from app.rota.domain.code_words import meanings_in_words
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DAYS_OFF
from app.rota.domain.hour_ranges import Hours, hours_in
from app.rota.domain.kind_words import OFTEN, kind_of_word, said_plainly
from app.rota.domain.reading import Question
from app.rota.files.findings import Findings, Place
from app.rota.files.unclear_hours import TWELVE, Readings, twelve_hour_readings
from scheduler.duty import DutyKind, kind_of_hours

MOST_ASKED = 40
EXAMPLE = "late 14:00-22:00"
_OFF = (*sorted(kind.value for kind in DAYS_OFF), NOT_ROSTERED)
_OFF_CHOICES = tuple((in_plain_words(word), in_plain_words(word)) for word in _OFF)
_BLANK = (
    (NOT_ROSTERED, "nothing is rostered on that day"),
    (DutyKind.REST_DAY.value, "a rest day"),
)
_TICKS = frozenset({"0", "1", "x", "y", "n", "yes", "no", "✓", "✔", "☑", "•", "●", "*"})
"""Marks that only say whether somebody is on duty."""
_BARE = (("hours", "hours on the 24-hour clock"), ("codes", "shift codes"))
_TWELVE = (TWELVE, "hours on the 12-hour clock: ask me about each of them")

Meanings = tuple[CodeMeaning, ...]


def meanings_of(text: str, table: CodeTable) -> Meanings | WrongPart:
    """What an answer says a code means, or what is wrong with the answer."""
    try:
        return meanings_in_words(text, table)
    except WrongPart as wrong:
        return wrong


class CodeReader:
    """Reads cells with one table and the answers. Blank cells mean what the answer says, never what we think."""

    def __init__(
        self,
        table: CodeTable,
        answers: Mapping[str, str],
        findings: Findings,
        legend: Mapping[str, str] | None = None,
        unclear: Readings | None = None,
    ) -> None:
        self._table, self._answers, self._findings = dict(table), answers, findings
        self._legend, self._unclear = legend or {}, unclear or {}
        self._asked: set[str] = set()
        self.of_halves = False
        """Whether the hours beside a code are those of half a day, so that the code may mean nothing."""

    def read(self, text: str, at: Place) -> CodeMeaning | None:
        """The one meaning of a cell; None after noting a fault or while something about it is asked."""
        meanings = self.read_all(text, at)
        if meanings and len(meanings) > 1:
            self._findings.fault("This cell holds several stretches.", at, text, "Give each stretch a row of its own.")
            return None
        return meanings[0] if meanings else None

    def read_all(self, text: str, at: Place) -> Meanings | None:
        """The stretches that a cell stands for; None after noting a fault or while something about it is asked."""
        if text in self._table:
            return (self._table[text],)
        if not text:
            return self._blank()
        if answered := self._answers.get(f"code.{text}", "").strip():
            return self._by_answer(text, answered)
        hours = hours_in(text)
        if hours and (hours.bare or text in self._unclear):
            return self._by_unclear_hours(text, hours, at)
        if hours:
            return self._by_hours(text, hours, at)
        return self._in_words(text, at)

    def _in_words(self, text: str, at: Place) -> Meanings | None:
        off = self._day_off(text)
        if off is None:
            self._unknown(text, at)
        return off

    def explains(self, text: str) -> bool:
        """Whether a cell can be read, or asked about, without any further code table."""
        if not text or text in self._table or f"code.{text}" in self._answers or not self._can_be_code(text):
            return True
        hours = hours_in(text)
        if hours and (hours.bare or text in self._unclear) and self._answers.get("bare_hours") == "codes":
            return False
        if hours:
            return not hours.label or hours.label in self._table or kind_of_word(hours.label) is not None
        return _day_off_named(text) is not None

    def _blank(self) -> Meanings | None:
        answer = self._answers.get("blank_cells", "")
        if answer in dict(_BLANK):
            self._findings.answered("blank_cells", "Blank cells", answer, dict(_BLANK)[answer])
            return (meaning_of(answer, "", ""),)
        self._findings.ask(Question("blank_cells", "Some cells are blank. What does a blank cell mean?", _BLANK))
        return None

    def _by_unclear_hours(self, text: str, hours: Hours, at: Place) -> Meanings | None:
        """Hours that may be codes, or be meant in two ways: read as answered, each asked about where that helps."""
        answer = self._how_hours_are_meant(text, hours)
        if answer == "codes":
            return self._in_words(text, at)
        readings = self._unclear.get(text, ())
        if answer == TWELVE and hours.may_be_twelve:
            readings = twelve_hour_readings(hours)
        if answer and readings and (answer == TWELVE or not hours.may_be_twelve):
            self._ask_which_hours(text, readings, at)
            return None
        return self._by_hours(text, hours, at) if answer else None

    def _how_hours_are_meant(self, text: str, hours: Hours) -> str:
        choices = (*_BARE[:1], _TWELVE, *_BARE[1:]) if hours.may_be_twelve or self._unclear else _BARE
        answer = self._answers.get("bare_hours", "")
        if answer in dict(choices):
            self._findings.answered("bare_hours", "Two numbers", answer, dict(choices)[answer])
            return answer
        starts, ends = hours.stretches[0]
        asked = f"Some cells hold two numbers, for example {text}. Are these hours ({starts:%H:%M} to {ends:%H:%M})?"
        if text in self._unclear and hours.may_be_twelve:
            asked = (
                f"Some cells hold hours such as {text}, which on the 24-hour clock are {starts:%H:%M} to {ends:%H:%M}. "
                "How are they meant?"
            )
        self._findings.ask(Question("bare_hours", asked, choices))
        return ""

    def _ask_which_hours(self, text: str, readings: tuple[str, ...], at: Place) -> None:
        choices = tuple((reading, reading) for reading in readings)
        self._ask(text, f"Which hours are meant by {text!r}{_where(at)}?", at, choices)

    def _by_hours(self, text: str, hours: Hours, at: Place) -> Meanings | None:
        if not hours.in_order:
            remedy = "Write the earlier stretch first, and only the last one over midnight."
            self._findings.fault("The stretches in this cell do not follow each other.", at, text, remedy)
            return None
        if not hours.label and any(starts == ends == time(0) for starts, ends in hours.stretches):
            self._ask(text, f"{text!r}{_where(at)} may be a whole day on duty, or a day off. What does it mean?", at)
            return None
        if not hours.label:
            return tuple(CodeMeaning(kind_of_hours(starts, ends), starts, ends) for starts, ends in hours.stretches)
        word = self._word_beside_hours(hours.label, at)
        if word == NOT_ROSTERED and self.of_halves:
            return (CodeMeaning(None),)
        if word == NOT_ROSTERED:
            self._findings.fault("The code says not rostered, but there are hours.", at, text, "Take one of them out.")
        if word is None or word == NOT_ROSTERED:
            return None
        return tuple(CodeMeaning(DutyKind(word), starts, ends) for starts, ends in hours.stretches)

    def _word_beside_hours(self, label: str, at: Place) -> str | None:
        """What kind of duty it is whose hours are in the cell, by the code or word beside them; None while asked."""
        answered = self._answers.get(f"code.{label}", "").strip()
        if answered and (own := kind_in_words(answered)):
            return own.value
        if not answered and label not in self._table and (named := kind_of_word(label)):
            self._tell_word(label, named.value)
            return named.value
        meanings = meanings_of(answered or label, self._table)
        if isinstance(meanings, WrongPart):
            self._unknown(label, at)
            return None
        return meanings[0].kind.value if meanings[0].kind else NOT_ROSTERED

    def _day_off(self, text: str) -> Meanings | None:
        """A day off that the cell itself names in plain words."""
        named = _day_off_named(text)
        if named is None:
            return None
        self._tell_word(text, named)
        return (meaning_of(named, "", ""),)

    def _tell_word(self, text: str, named: str) -> None:
        """Say what a word was taken to mean: certain in the words of this program, else likely, and to be changed."""
        own = said_plainly(text) == named
        if own and named not in _OFF:
            return
        evidence = "The cells say so in words." if own else "The word means this in everyday language."
        confidence = Confidence.CERTAIN if own else Confidence.LIKELY
        words = in_plain_words(named)
        self._findings.decide(
            Decision(f"code.{text}", f"Code {text}", words, words, evidence, confidence, _OFF_CHOICES)
        )

    def _by_answer(self, text: str, answered: str) -> Meanings | None:
        meanings = meanings_of(answered, self._table)
        if isinstance(meanings, WrongPart):
            self._ask(text, f"The answer {answered[:LONGEST_CODE]!r} for the code {text!r} cannot be: {meanings}.")
            return None
        self._findings.answered(f"code.{text}", f"Code {text}", answered, answered)
        return meanings

    def _unknown(self, text: str, at: Place) -> None:
        if text in self._findings.bad_codes:
            return
        if not self._can_be_code(text):
            remedy = "Mend the cell, or put a shift code or the hours in it."
            self._findings.fault("This is not in the code table and cannot be a code.", at, text, remedy)
            return
        known = [code for code in self._table if code.casefold() == text.casefold()] or get_close_matches(
            text, list(self._table), n=1, cutoff=0.5
        )
        hint = f" Is {known[0]!r} meant? Then write that." if known else ""
        said = f" The legend says {self._legend[text]!r}." if text in self._legend else ""
        said = said or (f" It often means {OFTEN[text.upper()]}." if text.upper() in OFTEN else "")
        asked = f"The code {text!r}{_where(at)} is not in the code table. What does it mean?"
        if text.casefold() in _TICKS and not known:
            asked = f"Cells hold {text!r}{_where(at)}. What does it mean: from when to when is whoever has it on duty?"
        self._ask(text, f"{asked}{hint}{said}", at)

    def _can_be_code(self, text: str) -> bool:
        return len(text) <= LONGEST_CODE and text.isprintable() and not text.startswith("(a formula")

    def _ask(
        self, text: str, asked: str, at: Place | None = None, choices: tuple[tuple[str, str], ...] = _OFF_CHOICES
    ) -> None:
        if text in self._asked:
            return
        self._asked.add(text)
        if len(self._asked) <= MOST_ASKED:
            self._findings.ask(Question(f"code.{text}", asked, choices, example=EXAMPLE))
        elif at is not None:
            remedy = "Make a code table with all of them, or check that the right sheet and columns are read."
            message = f"More than {MOST_ASKED} different codes are not in the code table."
            self._findings.fault(message, at, text, remedy)


def tell_word(text: str, kind: DutyKind, findings: Findings) -> None:
    """Say that a word beside hours or a date was taken for a kind of duty in everyday language."""
    words, evidence = in_plain_words(kind.value), "The word means this in everyday language."
    findings.decide(Decision(f"word.{text[:60]}", f"The word {text[:60]}", words, words, evidence, Confidence.LIKELY))


def _where(at: Place) -> str:
    """Where a code stands first, for somebody who has the sheet open."""
    parts = [at.row and f"row {at.row}", at.column and f"column {at.column}"]
    return f" (first in {', '.join(part for part in parts if part)})" if any(parts) else ""


def kind_in_words(text: str) -> DutyKind | None:
    """The kind of duty that a word names in plain English."""
    try:
        return DutyKind(text.strip().casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        return None


def _day_off_named(text: str) -> str | None:
    """The day off, or nothing rostered, that a text names in plain words; None for anything else."""
    own = said_plainly(text)
    kind = kind_of_word(text)
    return own if own in _OFF else kind.value if kind in DAYS_OFF else None
