"""Shift codes in cells: which code table they are read with, and what an unknown one is told."""

import re
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches

from app.rota.domain.code_table import CodeMeaning, CodeTable, code_table_of
from app.rota.domain.reading import Question, code_table_question
from app.rota.files.findings import Findings, Place, ReadOrder
from scheduler.duty import kind_of_hours

IN_THE_FILE = "in the file"
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?[-–] ?([01]\d|2[0-3]):([0-5]\d)")


def table_for(order: ReadOrder, own: CodeTable | None, findings: Findings) -> CodeTable | None:
    """The table to read with: the file's own, or the one that was answered. None while it is being asked."""
    chosen = order.answers.get("code_table", "")
    if own is not None and chosen in ("", IN_THE_FILE):
        return own
    if chosen in order.code_tables:
        table, faults = code_table_of(order.code_tables[chosen])
        for fault in faults:
            findings.take(fault)
        return table
    findings.ask(code_table_question(order.code_tables))
    return None


class CodeReader:
    """Reads codes with one table. Blank cells mean what the answer says, never what we think."""

    def __init__(self, table: CodeTable, answers: Mapping[str, str], findings: Findings) -> None:
        self._table, self._answers, self._findings = table, answers, findings

    def read(self, text: str, at: Place) -> CodeMeaning | None:
        """The meaning of a cell; None after noting a fault, here or at the code's row, or while blanks are asked."""
        if text in self._table:
            return self._table[text]
        if not text:
            return self._blank()
        hours = _HOURS.fullmatch(text)
        if hours:
            starts, ends = time(int(hours[1]), int(hours[2])), time(int(hours[3]), int(hours[4]))
            return CodeMeaning(kind_of_hours(starts, ends), starts, ends)
        if text not in self._findings.bad_codes:
            self._unknown(text, at)
        return None

    def _blank(self) -> CodeMeaning | None:
        meaning = self._answers.get("blank_cells", "")
        if meaning == "not_rostered":
            return CodeMeaning(None)
        choices = (("not_rostered", "nothing is rostered on that day"),)
        self._findings.ask(Question("blank_cells", "Some cells are blank. What does a blank cell mean?", choices))
        return None

    def _unknown(self, text: str, at: Place) -> None:
        known = [code for code in self._table if code.casefold() == text.casefold()] or get_close_matches(
            text, list(self._table), n=1, cutoff=0.5
        )
        hint = f" Did you mean {known[0]!r}?" if known else ""
        self._findings.fault(
            "This shift code is not in the code table.", at, text, f"Add it to the code table or mend the cell.{hint}"
        )
