"""Writes docs/rosters.md: every real roster in ../shared, what is made of it, asked about it and said of it."""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence
from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.read import read_upload
from tests.support.roster_answers import ANSWERS
from tests.support.shared_data import PLACE, why_absent

WRITTEN = Path(__file__).parents[2] / "docs" / "rosters.md"
ROSTERS = PLACE / "data" / "rosters"
ZONE = "Europe/London"
MOST_WORDS = 3
_HEAD = """# Real rosters, and what the HR desk makes of them

Made by `make rosters-table` from the files in `../shared/data/rosters`, which are not part of the project: each is read
as it comes to a force without any code table, then with the answers that somebody at HR would give
(`tests/support/roster_answers.py`). *Detected* is what the file settles by itself: where a word stands in italics the
evidence only points that way, and the page shows it so that it can be changed. *Asked* is what the file leaves open:
nothing is imported until it is answered. No contents are copied here: codes, names and numbers are only counted.

| file | detected | asked | answered | imported | rejected, and why |
| --- | --- | --- | --- | --- | --- |
"""
_SHOWN = ("sheet", "shape", "header_row", "column.staff_number", "date_order", "year", "month", "first_day", "legend")


def main() -> int:
    """Write the table; without the files say so and leave it as it is."""
    reason = why_absent()
    if reason:
        print(f"Skipped: {reason}")
        return 0
    started = time.monotonic()
    files = files_there()
    WRITTEN.write_text(_HEAD + "".join(map(row_of, files)), encoding="utf-8")
    print(f"{WRITTEN.name}: {len(files)} rosters, {time.monotonic() - started:.0f} s")
    return 0


def files_there() -> list[str]:
    """The real rosters, each as its path below the folder of all."""
    return sorted(str(path.relative_to(ROSTERS)) for path in ROSTERS.rglob("*.*") if path.is_file())


def read(name: str, answers: Mapping[str, str]) -> Reading:
    """Read one of them for a force that has no code table yet."""
    path = ROSTERS / name
    return read_upload(path.read_bytes(), ReadOrder(path.name, dict(answers), {}, ZONE))


def asked_on_the_way(name: str, answers: Mapping[str, str]) -> list[str]:
    """The codes of all questions, those too that only an answer to another leads to."""
    given: dict[str, str] = {}
    asked: dict[str, None] = {}
    while True:
        new = [question.code for question in read(name, given).questions if question.code not in given]
        asked |= dict.fromkeys(new)
        more = {code: answers[code] for code in new if code in answers}
        if not more:
            return list(asked)
        given |= more


def row_of(name: str) -> str:
    """The line of one file."""
    answers = ANSWERS.get(name, {})
    reading = read(name, answers)
    cells = [
        f"`{name}`",
        _detected(reading),
        _counted(asked_on_the_way(name, answers)) or "nothing",
        _answered(answers) or "nothing",
        _imported(reading),
        _rejected(reading),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def _detected(reading: Reading) -> str:
    """Shape and mapping as far as the file says it."""
    found = [d for d in reading.decisions if d.confidence is not Confidence.ANSWERED and d.code in _SHOWN]
    plain = [f"{d.text.lower()}: {d.words}" for d in found if d.confidence is Confidence.CERTAIN]
    likely = [f"*{d.text.lower()}: {d.words}*" for d in found if d.confidence is Confidence.LIKELY]
    return "; ".join([*plain, *likely]) or reading.shape


def _counted(codes: Iterable[str]) -> str:
    codes = list(codes)
    meanings = sum(1 for code in codes if code.startswith("code."))
    plain = [f"`{code}`" for code in codes if not code.startswith("code.")]
    return ", ".join(plain + ([f"the meaning of {meanings} code{'s' * (meanings > 1)}"] if meanings else []))


def _answered(answers: Mapping[str, str]) -> str:
    meanings = sum(1 for code in answers if code.startswith("code."))
    plain = [f"`{code}` = {answer}" for code, answer in answers.items() if not code.startswith("code.")]
    return "; ".join(plain + ([f"the meaning of {meanings} code{'s' * (meanings > 1)}"] if meanings else []))


def _imported(reading: Reading) -> str:
    if not reading.is_clean:
        open_ones = _counted(question.code for question in reading.questions if question.required)
        return f"nothing: {open_ones} open" if open_ones else "nothing"
    cover = reading.cover
    days = f", {cover.first_on} to {cover.last_on}" if cover else ""
    people = "one person" if len(reading.staff) == 1 else f"{len(reading.staff):,} people"
    return f"{len(reading.lines):,} duties of {people}{days}"


def _rejected(reading: Reading) -> str:
    """Each kind of fault once, with how often it comes; what a message quotes from the file is left out."""
    kinds = Counter(_plain(fault) for fault in reading.faults)
    told = [f"{words} ({count}x)" if count > 1 else words for words, count in kinds.most_common(MOST_WORDS)]
    more = [f"and {len(kinds) - MOST_WORDS} other kinds of fault"] if len(kinds) > MOST_WORDS else []
    return "<br>".join([*told, *more]) or "nothing"


def _plain(fault: Fault) -> str:
    message = re.sub(r"Staff number .{1,40}?:", "Staff number …:", fault.message)
    message = re.sub(r"(this (?:overlaps|repeats)) .*", r"\1 another line.", message)
    message = re.sub(r"(?:This row has|This row ends after) \d+", lambda found: re.sub(r"\d+", "…", found[0]), message)
    return f"{message} {fault.remedy or ''}".strip()


if __name__ == "__main__":
    sys.exit(main())
