"""A force's roster from file to care desk, stage by stage, as CSV and XLSX, beside plain Python and openpyxl.

RELIEF_BENCH_PEOPLE, RELIEF_BENCH_DAYS: the large size, 45,000 people and 365 days unless said otherwise. Each stage
runs in a process of its own, on SQLite, then on PostgreSQL; the plain ways read a part and are scaled up.
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import openpyxl
from sqlalchemy import URL

from tests.bench.roster_force import write_long, write_workbook
from tests.bench.rows import Row, Table, seconds
from tests.bench.run import ROOT
from tests.support.postgres import database_on, started_for_this_run, why_absent

PEOPLE, DAYS = int(os.environ.get("RELIEF_BENCH_PEOPLE", "45000")), int(os.environ.get("RELIEF_BENCH_DAYS", "365"))
STAGES = ("read", "keep", "publish", "feed", "pull")
_PART_ROWS, _PART_PEOPLE = 200_000, 500


def measure() -> Table:
    """A quarter of 2,000 people and the large size, each as CSV and as XLSX; the large one on PostgreSQL, too."""
    with TemporaryDirectory(prefix="relief-bench-") as folder:
        place = Path(folder)
        rows = [
            *_way(place, "quarter, CSV", write_long, 2_000, 90),
            *_way(place, "quarter, XLSX", write_workbook, 2_000, 90),
            *_way(place, "force, CSV", write_long, PEOPLE, DAYS),
        ]
        rows.append(_plain_csv(place / "force, CSV" / "roster"))
        rows += _on_postgres(place / "force, CSV")
        rows += _way(place, "force, XLSX", write_workbook, PEOPLE, DAYS)
        rows.append(_plain_xlsx(place))
    return Table(
        "A whole force's roster",
        f"Quarter: 2,000 people, 90 days. Force: {PEOPLE:,} people, {DAYS} days. CSV: one duty a row; XLSX: a grid. "
        "Read: in a child, with every rule between duties, while the bytes are digested and packed. Keep: all of it, "
        "compared with the roster and looked over for what is odd. Publish. Feed: write it out. Pull: the care desk "
        "takes it in. Peak: the most that any process held. On SQLite unless it says otherwise. The plain ways "
        f"only read: {_PART_ROWS:,} rows with csv and datetime, {_PART_PEOPLE} people with openpyxl, scaled up.",
        tuple(rows),
    )


def _way(place: Path, name: str, write: Callable[[Path, int, int], int], people: int, days: int) -> list[Row]:
    folder = place / name
    folder.mkdir()
    write(folder / "roster", people, days)
    return _measured(name, folder, STAGES)


def _measured(name: str, folder: Path, stages: Sequence[str]) -> list[Row]:
    told = {stage: _staged(stage, folder, folder / "roster") for stage in stages}
    before = [one for stage, one in told.items() if stage != "pull"]
    rows = [Row(f"{name}: {stage}", told[stage]["wall"]) for stage in stages]
    rows.append(Row(f"{name}: {stages[0]} to feed", sum(one["wall"] for one in before)))
    used = sum(one["cpu"] for one in before)
    rows.append(Row(f"{name}: {stages[0]} to feed, processor", used, against=f"{name}: {stages[0]} to feed"))
    rows.append(Row(f"{name}: peak memory", max(one["peak_mib"] for one in told.values()), "MiB"))
    rows.append(Row(f"{name}: longest wait of a booking during the pull", told["pull"]["wait"]))
    return rows


def _on_postgres(csv_folder: Path) -> list[Row]:
    """What was read already, kept and published on a server that is started for it; nothing where there is none."""
    if why_absent():
        return []
    folder = csv_folder.with_name("force, PostgreSQL")
    folder.mkdir()
    for name in ("roster", "reading", "content", "content.json"):
        (folder / name).hardlink_to(csv_folder / name)
    with started_for_this_run("bench") as server, _stores(server) as stores:
        (folder / "stores.json").write_text(json.dumps(stores))
        return _measured("force, PostgreSQL", folder, STAGES[1:])


@contextmanager
def _stores(server: URL) -> Iterator[dict[str, str]]:
    with database_on(server, "bench_rota") as rota, database_on(server, "bench_care") as care:
        yield {zone: url.render_as_string(hide_password=False) for zone, url in (("rota", rota), ("care", care))}


def _staged(stage: str, folder: Path, roster: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.roster_stage", stage, str(folder), str(roster)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _plain_csv(roster: Path) -> Row:
    def read() -> list[tuple[str, datetime, datetime, str]]:
        with roster.open(newline="") as file:
            return list(_duties(islice(csv.reader(file), 1, _PART_ROWS + 1)))

    rows = min(_PART_ROWS, PEOPLE * DAYS)
    return Row(
        "force, CSV: csv and datetime, read only", seconds(read) * PEOPLE * DAYS / rows, against="force, CSV: read"
    )


def _duties(rows: Iterator[list[str]]) -> Iterator[tuple[str, datetime, datetime, str]]:
    zone = ZoneInfo("Europe/London")
    for number, start_on, start, end_on, end, kind in rows:
        began, ended = (
            datetime.fromisoformat(f"{on}T{at}").replace(tzinfo=zone) for on, at in ((start_on, start), (end_on, end))
        )
        yield number, began, ended, kind


def _plain_xlsx(place: Path) -> Row:
    part = place / "part.xlsx"
    people = min(_PART_PEOPLE, PEOPLE)
    write_workbook(part, people, DAYS)

    def read() -> int:
        book = openpyxl.load_workbook(part, read_only=True, data_only=True)
        return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))

    return Row("force, XLSX: openpyxl, read only", seconds(read) * PEOPLE / people, against="force, XLSX: read")
