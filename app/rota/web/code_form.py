"""The rows in which HR writes a code table down, and what is wrong with them, each at its cell."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from fastapi import Request

from app.foundation.refusals import Fault
from app.rota.domain.code_table import WrongPart, entry_of, shown_code


class CodeRow(NamedTuple):
    """One row as typed."""

    code: str = ""
    kind: str = ""
    starts: str = ""
    ends: str = ""

    @property
    def entry(self) -> dict[str, str]:
        """What the code means, as plain values."""
        return {"kind": self.kind, "starts": self.starts, "ends": self.ends}


async def typed_rows(request: Request) -> list[CodeRow]:
    """The rows of the form that have a code."""
    form = await request.form()
    columns = ([str(cell).strip() for cell in form.getlist(part)] for part in CodeRow._fields)
    return [CodeRow(*row) for row in zip_longest(*columns, fillvalue="") if row[0]]


def row_faults(rows: Sequence[CodeRow]) -> Iterator[Fault]:
    """Every fault in the rows; its column names the cell on the page: starts-3."""
    if not rows:
        yield Fault("A code table needs at least one code.", column="code-1")
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if row.code in seen:
            remedy = "Keep one row for each code."
            yield Fault(f"Code {shown_code(row.code)} is there twice.", column=f"code-{number}", remedy=remedy)
        seen.add(row.code)
        try:
            entry_of(row.code, row.entry)
        except WrongPart as wrong:
            message = f"Code {shown_code(row.code)}: {wrong}."
            yield Fault(message, column=f"{wrong.part}-{number}", remedy=wrong.remedy)
