"""`make bench`: runs every bench_*.py in a process of its own and writes its table into docs/benchmarks.md.

A bench is a module with `measure() -> Table`; it raises NothingToMeasure to be passed over. Text of docs/benchmarks.md
outside the marked tables is left alone. A bench is stopped after half an hour, or RELIEF_BENCH_PATIENCE seconds.
"""

import importlib
import json
import os
import platform
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench.rows import NothingToMeasure, Row, Table, machine, yardstick

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PATIENCE_SECONDS = int(os.environ.get("RELIEF_BENCH_PATIENCE", "1800"))
OPENING = """# Benchmarks

Written by `make bench`. Figures of different machines cannot be compared; ratios within one table can. The yardstick
under each table is the time of a fixed piece of plain Python, measured just before it. `make bench BENCH=bench_others`
repeats one of them; the first lines of `tests/bench/bench_*.py` say how each is made longer or shorter.
"""


def measured(name: str) -> str:
    """Run one bench here and give its table as JSON, yardstick first (the child's half of `tables`)."""
    stick = yardstick()
    try:
        table: Table = importlib.import_module(f"tests.bench.{name}").measure()
    except NothingToMeasure as reason:
        return json.dumps({"skipped": str(reason)})
    return json.dumps({"yardstick": stick, **asdict(table)})


def rendered(answer: dict[str, object]) -> str:
    """The table in Markdown."""
    rows = tuple(Row(**row) for row in answer["rows"])  # type: ignore[attr-defined] # our own JSON
    table = Table(str(answer["title"]), str(answer["note"]), rows)
    lines = [f"## {table.title}", "", table.note, "", "| what | measured | ratio |", "| --- | ---: | ---: |"]
    lines += [f"| {row.what} | {_figure(row)} | {_ratio(table, row)} |" for row in rows]
    stick = float(str(answer["yardstick"]))
    python = platform.python_version()
    return "\n".join([*lines, "", f"Yardstick {stick:.3f} s, {machine()}, Python {python}."])


def _figure(row: Row) -> str:
    if row.value is None:
        return "none"
    return f"{row.value:,.0f} {row.unit}" if abs(row.value) >= 1000 else f"{row.value:.3g} {row.unit}"


def _ratio(table: Table, row: Row) -> str:
    ratio = table.ratio(row)
    return "" if ratio is None else f"{ratio:.2f} × {row.against}"


def placed(page: str, name: str, block: str) -> str:
    """The page with the table of that bench in its marked place, or at the end when it has none yet."""
    opens, closes = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    marked = f"{opens}\n{block}\n{closes}"
    place = re.compile(re.escape(opens) + ".*?" + re.escape(closes), re.DOTALL)
    if place.search(page):
        return place.sub(lambda _: marked, page)
    return f"{page.rstrip()}\n\n{marked}\n"


def bench_names(place: Path = HERE) -> list[str]:
    """Every bench there is."""
    return sorted(path.stem for path in place.glob("bench_*.py"))


def run_one(name: str) -> str | None:
    """The table of one bench from a process of its own, empty when it was passed over; None when it failed.

    The reason of either is printed.
    """
    command = [sys.executable, "-m", "tests.bench.run", "--one", name]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
        answer = json.loads(done.stdout.splitlines()[-1])
    except subprocess.CalledProcessError as failed:
        print(f"{name} failed:\n{failed.stdout}{failed.stderr}", file=sys.stderr)
    except subprocess.TimeoutExpired:
        print(f"{name} was stopped after {PATIENCE_SECONDS} s", file=sys.stderr)
    else:
        return _table_of(name, answer)
    return None


def _table_of(name: str, answer: dict[str, object]) -> str:
    if "skipped" not in answer:
        return rendered(answer)
    print(f"{name} skipped: {answer['skipped']}", file=sys.stderr)
    return ""


def main(wanted: list[str]) -> int:
    """Run the wanted benches, or all; the exit code is the number that failed."""
    failed = 0
    for name in wanted or bench_names():
        print(f"{name} ...", file=sys.stderr)
        block = run_one(name)
        if not block:
            failed += block is None
            continue
        PAGE.parent.mkdir(exist_ok=True)
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else OPENING
        PAGE.write_text(placed(page, name, block), encoding="utf-8")
        print(f"\n{block}\n")
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(measured(sys.argv[2]))
    else:
        sys.exit(main(sys.argv[1:]))
