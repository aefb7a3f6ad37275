"""What a person at a terminal is told of an upload: questions, faults, what was settled, what would change."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.foundation.refusals import Fault
from app.rota.domain.coverage import gaps_kept
from app.rota.domain.plausibility import by_rule
from app.rota.domain.reading import Question
from app.rota.reads.upload_page import counts_by_kind
from app.rota.store.tables.uploads import Upload

MOST_SHOWN = 20
_HEADS = ("kind of duty", "added", "changed to", "changed from", "removed", "in all", "other hours")


def tell_faults(console: Console, row: Upload) -> None:
    """What is wrong, the first faults one by one."""
    console.print(
        f"[red]{row.fault_count} {'fault' if row.fault_count == 1 else 'faults'}; nothing was published.[/red]"
    )
    _list(console, (Fault(**fault) for fault in row.faults[:MOST_SHOWN]))
    if row.fault_count > MOST_SHOWN:
        console.print(f"  ... and {row.fault_count - MOST_SHOWN} more; all are on the HR desk's page of this upload.")


def tell_questions(console: Console, questions: Iterable[Question]) -> None:
    """What the file leaves open, each with the way to answer it."""
    for question in questions:
        console.print(f"[bold]{escape(question.text)}[/bold]")
        for value, words in question.choices:
            console.print(f"  --answer {escape(question.code)}={escape(value)}   {escape(words)}", soft_wrap=True)
        if not question.choices:
            console.print(f"  --answer {escape(question.code)}={escape(question.example or '...')}", soft_wrap=True)


def tell_preview(console: Console, row: Upload) -> None:
    """What was settled, what looks odd, what would change."""
    for decision in row.decisions:
        said = f"{decision['text']}: {decision['words']} ({decision['confidence']}). {decision['evidence']}"
        console.print(escape(said), style="dim", soft_wrap=True)
    if row.covers_from_on and row.covers_to_on:
        console.print(f"{row.staff} people, {row.covers_from_on:%d/%m/%Y} to {row.covers_to_on:%d/%m/%Y}.")
    _tell_counts(console, row)
    if row.warning_count:
        console.print(f"[yellow]{row.warning_count} odd, and read all the same:[/yellow]")
        _list(console, (fault for _, some in by_rule(row.warnings[:MOST_SHOWN]) for fault in some))
    for gap in gaps_kept(row.changes):
        days = f"{gap.first_on:%d/%m/%Y} to {gap.last_on:%d/%m/%Y}"
        console.print(f"[yellow]Nothing is known of {gap.people} people from {days}.[/yellow]")


def _tell_counts(console: Console, row: Upload) -> None:
    rows = counts_by_kind(row.changes)
    if not rows:
        return
    table = Table(*_HEADS, title=f"What changes against version {row.base_version}", title_justify="left")
    for counts in rows:
        table.add_row(*counts)
    console.print(table)
    if removed := sum(row.changes.get("removed", {}).values()):
        console.print(f"[yellow]{removed} duties would be removed.[/yellow]")


def _list(console: Console, faults: Iterable[Fault]) -> None:
    for fault in faults:
        console.print(f"  {escape(in_one_line(fault))}", soft_wrap=True)


def in_one_line(fault: Fault) -> str:
    """A fault with its place and remedy."""
    place: Sequence[str] = [
        *([f"sheet {fault.sheet}"] if fault.sheet else []),
        *([f"row {fault.row}"] if fault.row else []),
        *([fault.column] if fault.column else []),
    ]
    found = f" Found: {fault.value}." if fault.value else ""
    return (
        f"{', '.join(place)}{': ' if place else ''}{fault.message}{found}{' ' + fault.remedy if fault.remedy else ''}"
    )
