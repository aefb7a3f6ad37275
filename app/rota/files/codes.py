"""Shift codes in cells: which code table they are read with, and what an unknown one leads to."""

from collections.abc import Iterable, Mapping
from datetime import time
from difflib import get_close_matches

from app.rota.domain.code_table import (
    LONGEST_CODE,
    NOT_ROSTERED,
    CodeMeaning,
    CodeTable,
    WrongPart,
    code_table_of,
    in_plain_words,
    meaning_of,
)
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DAYS_OFF
from app.rota.domain.reading import EACH_CODE, Question, code_table_question
from app.rota.files.findings import Findings, Place, ReadOrder
from app.rota.files.hour_ranges import Hours, hours_in
from scheduler.duty import DutyKind, kind_of_hours

IN_THE_FILE = "in the file"
MOST_ASKED = 40
EXAMPLE = "late 14:00-22:00"
_OFF = (*sorted(kind.value for kind in DAYS_OFF), NOT_ROSTERED)
_OFF_CHOICES = tuple((in_plain_words(word), in_plain_words(word)) for word in _OFF)
_BLANK = (
    (NOT_ROSTERED, "nothing is rostered on that day"),
    (DutyKind.REST_DAY.value, "a rest day"),
)
_BARE = (("hours", "hours on the 24-hour clock"), ("codes", "shift codes"))

Meanings = tuple[CodeMeaning, ...]


def table_for(order: ReadOrder, own: CodeTable | None, findings: Findings) -> CodeTable | None:
    """The table to read with: the file's own, or the one that was answered. None while it is being asked."""
    chosen = order.answers.get("code_table", "")
    if own is not None and chosen in ("", IN_THE_FILE):
        evidence = "The workbook has a sheet that says what its codes mean."
        findings.decide(Decision("code_table", "Code table", IN_THE_FILE, IN_THE_FILE, evidence, Confidence.CERTAIN))
        return own
    if chosen in order.code_tables:
        table, faults = code_table_of(order.code_tables[chosen])
        for fault in faults:
            findings.take(fault)
        findings.answered("code_table", "Code table", chosen, chosen)
        return table
    if chosen == EACH_CODE:
        findings.answered("code_table", "Code table", EACH_CODE, "none: each code is asked about")
        return {}
    findings.ask(code_table_question(order.code_tables))
    return None


def reader_of(
    order: ReadOrder, own: CodeTable | None, texts: Iterable[str], findings: Findings, legend: Mapping[str, str]
) -> "CodeReader | None":
    """The reader of a grid's cells. A code table is asked for only if some cell needs one; None while it is."""
    without = CodeReader(own or {}, order.answers, findings, legend)
    needed = [text for text in texts if not without.explains(text)]
    if (
        legend
        and own is None
        and any(code in legend for code in needed)
        and not _legend_settled(order, legend, findings)
    ):
        return None
    if order.answers.get("legend") == "use":
        without = CodeReader(dict(own or {}) | legend_table(legend), order.answers, findings, legend)
        needed = [text for text in needed if not without.explains(text)]
    by_legend = order.answers.get("legend") == "use" and "code_table" not in order.answers
    if own is None and (not needed or by_legend):
        return without
    table = table_for(order, own, findings)
    if table is None:
        return None
    if order.answers.get("legend") == "use":
        table = dict(table) | legend_table(legend)
    return CodeReader(table, order.answers, findings, legend)


def _legend_settled(order: ReadOrder, legend: Mapping[str, str], findings: Findings) -> bool:
    told = "; ".join(f"{code} = {text}" for code, text in list(legend.items())[:12])
    choices = (("use", "use it"), ("ignore", "do not use it"))
    answer = order.answers.get("legend", "")
    if answer in dict(choices):
        findings.answered("legend", "Legend in the sheet", answer, dict(choices)[answer])
        return True
    findings.ask(Question("legend", f"The sheet has a legend of its codes ({told}). Is it to be used?", choices))
    return False


def legend_table(legend: Mapping[str, str]) -> dict[str, CodeMeaning]:
    """The codes of a legend that say all that a code table must: their one stretch, or a day off."""
    found: dict[str, CodeMeaning] = {}
    for code, text in legend.items():
        meanings = meanings_of(text, {})
        if isinstance(meanings, tuple) and len(meanings) == 1:
            found[code] = meanings[0]
    return found


def meanings_of(text: str, table: CodeTable) -> Meanings | WrongPart:
    """What an answer says a code means: late 14:00-22:00, rest day, two stretches, or another code of the table."""
    if text in table:
        return (table[text],)
    hours = hours_in(text)
    try:
        if hours is None:
            return (meaning_of(text, "", ""),)
        if not hours.in_order:
            return WrongPart("starts", "its stretches do not follow each other", "Write each after the one before.")
        return tuple(_stretch(hours.label, starts, ends) for starts, ends in hours.stretches)
    except WrongPart as wrong:
        return wrong


def _stretch(kind: str, starts: time, ends: time) -> CodeMeaning:
    if not kind:
        return CodeMeaning(kind_of_hours(starts, ends), starts, ends)
    return meaning_of(kind, f"{starts:%H:%M}", f"{ends:%H:%M}")


class CodeReader:
    """Reads cells with one table and the answers. Blank cells mean what the answer says, never what we think."""

    def __init__(
        self,
        table: CodeTable,
        answers: Mapping[str, str],
        findings: Findings,
        legend: Mapping[str, str] | None = None,
    ) -> None:
        self._table, self._answers, self._findings = dict(table), answers, findings
        self._legend = legend or {}
        self._asked: set[str] = set()

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
        if hours and (not hours.bare or self._bare_are_hours(text)):
            return self._by_hours(text, hours, at)
        if hours and hours.bare and self._answers.get("bare_hours") != "codes":
            return None
        off = self._day_off(text)
        if off is None:
            self._unknown(text, at)
        return off

    def explains(self, text: str) -> bool:
        """Whether a cell can be read, or asked about, without any further code table."""
        if not text or text in self._table or f"code.{text}" in self._answers or not self._can_be_code(text):
            return True
        hours = hours_in(text)
        if hours and hours.bare:
            return self._answers.get("bare_hours") != "codes"
        if hours:
            return not hours.label or hours.label in self._table or kind_in_words(hours.label) is not None
        return self._day_off(text) is not None

    def _blank(self) -> Meanings | None:
        answer = self._answers.get("blank_cells", "")
        if answer in dict(_BLANK):
            self._findings.answered("blank_cells", "Blank cells", answer, dict(_BLANK)[answer])
            return (meaning_of(answer, "", ""),)
        self._findings.ask(Question("blank_cells", "Some cells are blank. What does a blank cell mean?", _BLANK))
        return None

    def _bare_are_hours(self, text: str) -> bool:
        answer = self._answers.get("bare_hours", "")
        if answer in dict(_BARE):
            self._findings.answered("bare_hours", "Two numbers", answer, dict(_BARE)[answer])
        elif hours := hours_in(text):
            starts, ends = hours.stretches[0]
            asked = (
                f"Some cells hold two numbers, for example {text}. Are these hours ({starts:%H:%M} to {ends:%H:%M})?"
            )
            self._findings.ask(Question("bare_hours", asked, _BARE))
        return answer == "hours"

    def _by_hours(self, text: str, hours: Hours, at: Place) -> Meanings | None:
        if not hours.in_order:
            remedy = "Write the earlier stretch first, and only the last one over midnight."
            self._findings.fault("The stretches in this cell do not follow each other.", at, text, remedy)
            return None
        if not hours.label:
            return tuple(CodeMeaning(kind_of_hours(starts, ends), starts, ends) for starts, ends in hours.stretches)
        word = self._word_beside_hours(hours.label, at)
        if word == NOT_ROSTERED:
            self._findings.fault("The code says not rostered, but there are hours.", at, text, "Take one of them out.")
        if word is None or word == NOT_ROSTERED:
            return None
        return tuple(CodeMeaning(DutyKind(word), starts, ends) for starts, ends in hours.stretches)

    def _word_beside_hours(self, label: str, at: Place) -> str | None:
        """What kind of duty it is whose hours are in the cell, by the code or word beside them; None while asked."""
        answered = self._answers.get(f"code.{label}", "").strip()
        named = kind_in_words(answered) or (kind_in_words(label) if label not in self._table else None)
        if named is not None:
            return named.value
        meanings = meanings_of(answered or label, self._table)
        if isinstance(meanings, WrongPart):
            self._unknown(label, at)
            return None
        return meanings[0].kind.value if meanings[0].kind else NOT_ROSTERED

    def _day_off(self, text: str) -> Meanings | None:
        """A day off that the cell itself names in plain words."""
        if in_plain_words(text.casefold()) not in dict(_OFF_CHOICES):
            return None
        words = in_plain_words(text.casefold())
        evidence = "The cells say so in words."
        self._findings.decide(
            Decision(f"code.{text}", f"Code {text}", words, words, evidence, Confidence.CERTAIN, _OFF_CHOICES)
        )
        return (meaning_of(words, "", ""),)

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
        self._ask(text, f"The code {text!r}{_where(at)} is not in the code table. What does it mean?{hint}{said}", at)

    def _can_be_code(self, text: str) -> bool:
        return len(text) <= LONGEST_CODE and text.isprintable() and not text.startswith("(a formula")

    def _ask(self, text: str, asked: str, at: Place | None = None) -> None:
        if text in self._asked:
            return
        self._asked.add(text)
        if len(self._asked) <= MOST_ASKED:
            self._findings.ask(Question(f"code.{text}", asked, _OFF_CHOICES, example=EXAMPLE))
        elif at is not None:
            remedy = "Make a code table with all of them, or check that the right sheet and columns are read."
            message = f"More than {MOST_ASKED} different codes are not in the code table."
            self._findings.fault(message, at, text, remedy)


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
