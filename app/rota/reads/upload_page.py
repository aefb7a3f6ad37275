"""Everything the page of one upload shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault
from app.rota.domain.code_table import in_plain_words
from app.rota.domain.code_words import is_code_answer
from app.rota.domain.coverage import Gap, gaps_kept
from app.rota.domain.difference import StaffDifference
from app.rota.domain.downloads import change_rows
from app.rota.domain.reading import Question, asked_now, question_of
from app.rota.reads.changes import changes_of_upload
from app.rota.reads.proposal import Proposal, proposal
from app.rota.store.codes import code_table_names
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import upload

MOST_ROWS = 100
MOST_FAULTS = 100
KindCounts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One upload, ready to be shown; long lists are cut, with a download of the whole beside them."""

    upload: Upload
    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]
    counts: list[KindCounts]
    gaps: tuple[Gap, ...]
    rows: list[tuple[str, str, str, str]]
    more_rows: bool
    time_zone: str
    code_tables: list[str]
    proposal: Proposal

    @property
    def asks_codes(self) -> bool:
        """Whether it is asked what a shift code means."""
        return any(is_code_answer(question.code) for question in self.questions)

    @property
    def can_answer(self) -> bool:
        """Whether any question can be answered here: a code table must first be there to be chosen."""
        return any(question.code != "code_table" or question.choices for question in self.questions)


def upload_page(db: Session, upload_id: str, zone: ZoneInfo) -> UploadPage:
    """Look it up. Raises NotFound."""
    row, tables = upload(db, upload_id), code_table_names(db)
    rows, more = shown_changes(changes_of_upload(db, upload_id, zone), zone)
    return UploadPage(
        upload=row,
        questions=asked_now(map(question_of, row.questions), tables),
        faults=tuple(Fault(**fault) for fault in row.faults[:MOST_FAULTS]),
        counts=counts_by_kind(row.changes),
        gaps=gaps_kept(row.changes),
        rows=rows,
        more_rows=more,
        time_zone=row.answers.get("time_zone", zone.key),
        code_tables=tables,
        proposal=proposal(db, row),
    )


def counts_by_kind(changes: dict[str, dict[str, int]]) -> list[KindCounts]:
    """Kind of duty, added, changed to it, changed from it, removed, more or fewer in all, moved; blank for none."""
    tables = [changes.get(name, {}) for name in ("added", "changed_to", "changed_from", "removed", "moved")]
    rows: list[KindCounts] = []
    for kind in sorted({kind for table in tables for kind in table}):
        added, gained, lost, removed, moved = (table.get(kind, 0) for table in tables)
        more = added + gained - lost - removed
        counts = (str(count or "") for count in (added, gained, lost, removed))
        rows.append((in_plain_words(kind), *counts, _signed(more), str(moved or "")))
    return rows


def _signed(count: int) -> str:
    return f"{'+' if count > 0 else '−'}{abs(count)}" if count else "0"


def shown_changes(
    differences: Iterable[StaffDifference], zone: ZoneInfo
) -> tuple[list[tuple[str, str, str, str]], bool]:
    """The first rows of a table of changes, and whether there are more."""
    rows = list(islice(change_rows(differences, zone), MOST_ROWS + 1))
    return rows[:MOST_ROWS], len(rows) > MOST_ROWS
