"""A folder that is watched: what appears in it is imported, then moved to done/ or failed/ with a report beside it."""

import fcntl
import hashlib
import io
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from app.foundation.refusals import Conflict
from app.import_roster.one_file import Ended, Wanted, import_file
from app.rota.desk import RotaDesk
from app.rota.store.uploads import published_before

DONE, FAILED, REPORT = "done", "failed", ".report.txt"
_LOCK = ".import-roster.lock"
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", REPORT)
_Look = dict[Path, tuple[int, int]]


def watch_folder(
    desk: RotaDesk, folder: Path, wanted: Wanted, *, every: float, once: bool = False, console: Console | None = None
) -> None:
    """Import what appears in `folder` until told to stop (SIGTERM, Ctrl-C), or only what lies there now.

    A file counts as whole when its size and time did not change between two looks. Raises Conflict when the folder is
    watched already, OSError when it cannot be written to.
    """
    said = console or Console()
    for name in (DONE, FAILED):
        (folder / name).mkdir(exist_ok=True)
    with _alone(folder), _stopped_by_signals() as stop:
        before = _look(folder)
        while not stop.wait(every):
            now = _look(folder)
            whole = sorted(file for file, state in now.items() if before.get(file) == state)
            for file in whole:
                _import(desk, file, wanted, said)
                if stop.is_set():
                    return
            if once and len(whole) == len(now):
                return
            before = now


def _look(folder: Path) -> _Look:
    """The files that may be imported, with size and time."""
    found: _Look = {}
    for file in folder.iterdir():
        if file.name.startswith((".", "~$")) or file.name.endswith(_UNFINISHED):
            continue
        if file.is_file() and not file.is_symlink():
            state = file.stat()
            found[file] = state.st_size, state.st_mtime_ns
    return found


def _import(desk: RotaDesk, file: Path, wanted: Wanted, said: Console) -> None:
    report = Console(file=io.StringIO(), width=110)
    try:
        ended = _once(desk, file, wanted, report)
    except OSError as wrong:
        report.print(f"The file cannot be read: {escape(wrong.strerror or 'unknown')}.")
        ended = Ended.FAULTY
    place = _put_away(file, file.parent / (DONE if ended is Ended.PUBLISHED else FAILED))
    text = report.file.getvalue() if isinstance(report.file, io.StringIO) else ""
    place.with_name(place.name + REPORT).write_text(text, encoding="utf-8")
    said.print(f"{escape(file.name)}: {ended.name.lower().replace('_', ' ')}, see {place.parent.name}/", soft_wrap=True)


def _once(desk: RotaDesk, file: Path, wanted: Wanted, report: Console) -> Ended:
    """Import it, unless this very content was published before: a copy left lying must not undo what came since."""
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with desk.store.read() as db:
        before = published_before(db, sha256)
    if before is None:
        return import_file(desk, file, wanted, report)
    report.print(f"[bold]{escape(file.name)}[/bold]")
    report.print(
        f"This very file was published before: roster version {before.version_number} holds what it says. Nothing was"
        " done. To lay it over what came since, import it by hand: relief import-roster FILE.",
        soft_wrap=True,
    )
    return Ended.PUBLISHED


def _put_away(file: Path, place: Path) -> Path:
    """Move it; a name that is taken gets a number."""
    target, number = place / file.name, 1
    while target.exists():
        number += 1
        target = place / f"{file.stem}-{number}{file.suffix}"
    return file.rename(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("This folder is watched already.") from None
        yield


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set, so that a file is never left half imported."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
