"""Large texts in other encodings, or with cells that need their quotes, are read in mass as they are row by row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.reading import Reading
from app.rota.files.findings import Unreadable
from app.rota.files.mass_scan import NotPlain
from app.rota.files.mass_text import read_mass
from app.rota.files.read import read_upload
from app.rota.files.read_file import read_file, read_in_mass
from tests.rota.builders import order

DAYS = [date(2027, 1, 4) + timedelta(days=day) for day in range(30)]
HEAD = ["Name", "Staff no", "Date", "Start", "End"]


def _text(name: str = "Zoë Poole", mark: str = ",", end: str = "\r\n") -> str:
    wrap = '"{}"' if mark in name else "{}"
    rows = [[wrap.format(name), f"{n:04d}", str(on), "07:00", "15:00"] for n in range(5) for on in DAYS]
    return end.join(mark.join(row) for row in [HEAD, *rows]) + end


def _grid() -> str:
    rows = [["Name", "Staff no", *map(str, DAYS)]]
    rows += [['"Zoë, A."', f"{n:04d}", *["07:00-15:00"] * len(DAYS)] for n in range(60)]
    return "\n".join(",".join(row) for row in rows) + "\n"


def _in_order(reading: Reading) -> Reading:
    return replace(reading, lines=tuple(packed_lines(reading.lines)))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_text().encode("utf-16"), "UTF-16"),
        (_text(mark="\t").encode("utf-16"), "UTF-16"),
        (_text().encode("cp1252"), "Windows-1252"),
        (_text("Poole, Zoë").encode(), "UTF-8"),
        (_text("Poole; Zoë", ";").encode("utf-8-sig"), "UTF-8"),
        (_text("Poole, Zoë").encode("cp1252"), "Windows-1252"),
        (_grid().encode("utf-16"), "UTF-16"),
    ],
)
def test_it_reads_alike_in_mass(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    with pytest.raises(NotPlain):
        read_mass(path, order())
    in_mass, by_row = (_in_order(reading) for reading in (read_in_mass(path, order()), read_upload(data, order())))
    assert in_mass == by_row
    assert len(in_mass.lines) >= 150
    assert in_mass.notes[0] == f"Read as {says}."
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("Zoë Poole", '"Zoë\nPoole"', 1),
        lambda text: text.replace("Zoë Poole", '"Zoë, ""Z"""', 1),
        lambda text: text.replace("Zoë Poole", '"a,b;c\td"', 1),
        lambda text: text.replace("Zoë Poole", '"Zoë, Poole', 1),
    ],
)
def test_what_cannot_be_copied_plainly_is_left_to_the_reader_of_rows(
    tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    data = spoil(_text()).encode()
    path = tmp_path / "upload"
    path.write_bytes(data)
    with pytest.raises((NotPlain, Unreadable)):
        read_in_mass(path, order())
    assert read_file(path, order(), least_for_mass=1).as_json() == read_upload(data, order()).as_json()


def test_beside_the_faults_of_a_large_file_stands_what_would_help_as_in_a_small_one(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(_text().replace("0004,2027-01-05", ",2027-01-05").encode())
    assert [q.code for q in read_in_mass(path, order()).questions] == []
    large = read_file(path, order(), least_for_mass=1)
    assert large.fault_count == 1
    assert [q.code for q in large.questions] == ["same_person"]
    assert read_file(path, order(same_person="above"), least_for_mass=1).is_clean
