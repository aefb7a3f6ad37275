"""One roster file from the command line: read, ask, show, publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.foundation.refusals import Conflict, Fault, Invalid, Refusal, TooLarge
from app.import_roster.asking import ask, confirmed
from app.import_roster.telling import in_one_line, tell_faults, tell_preview, tell_questions
from app.rota.desk import RotaDesk
from app.rota.domain.drops import drop_words
from app.rota.domain.reading import Question, asked_now, question_of
from app.rota.domain.upload import UploadState
from app.rota.services.discard import discard
from app.rota.services.publish import Published, publish
from app.rota.services.receive import Arrived
from app.rota.store.codes import code_table_names
from app.rota.store.tables.uploads import Upload
from app.rota.web.receiving import take_answers, take_upload

BY = "command:import-roster"


class Ended(IntEnum):
    """How an import ended; also the exit code of the command."""

    PUBLISHED = 0
    FAULTY = 1
    ASKING = 2
    NOT_CONFIRMED = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever typed the command wants. `may_ask`: somebody is there to answer."""

    profile: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    yes: bool = False
    may_ask: bool = False
    confirm_drop: bool = False
    """Much of the roster may go; `yes` alone does not mean that."""

    @classmethod
    def of(
        cls, profile: str, answers: Sequence[str], *, yes: bool, may_ask: bool, confirm_drop: bool = False
    ) -> "Wanted":
        """From the options of the command. Raises Invalid for an answer that is not code=value."""
        parted = [text.partition("=") for text in answers]
        wrong = [code for code, sign, _ in parted if not (code.strip() and sign)]
        if wrong:
            faults = [Fault(f"“{text}” is not like date_order=day_first.", column="--answer") for text in wrong]
            raise Invalid("An answer cannot be read.", faults=faults)
        return cls(profile, {code.strip(): text.strip() for code, _, text in parted}, yes, may_ask, confirm_drop)


def import_all(desk: RotaDesk, files: Sequence[Path], wanted: Wanted, console: Console | None = None) -> Ended:
    """Import files in the order they were named; how the worst of them ended."""
    said = console or Console()
    return max(import_file(desk, file, wanted, said) for file in files)


def import_file(desk: RotaDesk, file: Path, wanted: Wanted, console: Console) -> Ended:
    """Import one file and tell how it went. Raises OSError for a file that cannot be read."""
    console.print(f"[bold]{escape(file.name)}[/bold]")
    try:
        row = _read(desk, file, wanted, console)
        row = _asked(desk, row, wanted, console)
        return _published(desk, row, wanted, console)
    except Refusal as refused:
        console.print(f"[red]{escape(refused.detail)}[/red]", soft_wrap=True)
        for fault in refused.faults:
            console.print(f"  {escape(in_one_line(fault))}", soft_wrap=True)
        return Ended.FAULTY


def _read(desk: RotaDesk, file: Path, wanted: Wanted, console: Console) -> Upload:
    size = file.stat().st_size
    if size > desk.most_bytes:
        raise TooLarge(f"A roster file may have {desk.most_bytes // 2**20} MiB; this one has {size // 2**20}.")
    with file.open("rb") as data, _working(console, f"Reading {_size(size)}"):
        arrived = Arrived(file.name, data, wanted.answers, BY)
        return take_upload(desk, arrived, profile=wanted.profile or None)


def _asked(desk: RotaDesk, row: Upload, wanted: Wanted, console: Console) -> Upload:
    """The upload once its questions are answered, or as it stands when nobody is there to."""
    while row.state is UploadState.ASKING and wanted.may_ask:
        answers = {question.code: ask(console, question) for question in _questions(desk, row) if question.required}
        with _working(console, "Reading it again"):
            row = take_answers(desk, row.id, answers)
    return row


def _questions(desk: RotaDesk, row: Upload) -> tuple[Question, ...]:
    with desk.store.read() as db:
        return asked_now(map(question_of, row.questions), code_table_names(db))


def _published(desk: RotaDesk, row: Upload, wanted: Wanted, console: Console) -> Ended:
    if row.state is UploadState.ASKING:
        console.print("[yellow]It leaves something open; nothing was published.[/yellow] Give the command again with:")
        tell_questions(console, _questions(desk, row))
        _let_go(desk, row)
        return Ended.ASKING
    if row.state is not UploadState.READY:
        tell_faults(console, row)
        return Ended.FAULTY
    tell_preview(console, row)
    if not row.changes.get("anything"):
        done = _publish(desk, row, console)
        console.print(f"Nothing changes: roster version {done.number} already says all this.")
        return Ended.PUBLISHED
    if not (wanted.yes or (wanted.may_ask and confirmed(console, f"Publish as version {row.base_version + 1}?"))):
        console.print("[yellow]Not published.[/yellow] Give --yes to publish without being asked.")
        _let_go(desk, row)
        return Ended.NOT_CONFIRMED
    if not _may_drop(row, wanted, console):
        console.print("[yellow]Not published.[/yellow] Give --confirm-drop if that is meant.")
        _let_go(desk, row)
        return Ended.NOT_CONFIRMED
    done = _publish(desk, row, console)
    console.print(f"[green]Published as roster version {done.number}.[/green]")
    return Ended.PUBLISHED


def _may_drop(row: Upload, wanted: Wanted, console: Console) -> bool:
    """Whether nothing large would be lost, or somebody said that it may."""
    words = drop_words(row.changes)
    for said in words:
        console.print(f"[yellow]{escape(said)}[/yellow]", soft_wrap=True)
    return not words or wanted.confirm_drop or (wanted.may_ask and confirmed(console, "Is that meant?"))


def _publish(desk: RotaDesk, row: Upload, console: Console) -> Published:
    """Publish; where somebody else published meanwhile, nothing is done that was not shown."""
    with _working(console, "Publishing"):
        try:
            with desk.store.write() as db:
                return publish(db, row.id, desk.zone, by=BY, now=desk.clock(), confirm_drop=True)
        except Conflict:
            _let_go(desk, row)
            raise


def _let_go(desk: RotaDesk, row: Upload) -> None:
    """The file lies where it lay; an upload that waits for nobody would only be in the way on the desk."""
    with desk.store.write() as db:
        discard(db, row.id, by=BY, now=desk.clock())


def _working(console: Console, what: str) -> Progress:
    """A bar that moves while something takes its time; gone when it is done, and absent where nobody looks."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    progress.add_task(what, total=None)
    return progress


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{max(1, size // 1024)} KiB"
