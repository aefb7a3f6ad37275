"""What is read in mass is read as row by row: the same duties, faults, questions and notes, in the same places."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.mass_grid import read_mass_grid
from app.rota.files.mass_scan import NotPlain
from app.rota.files.mass_text import read_mass
from app.rota.files.read import read_upload
from tests.rota.builders import CODES, LONG, ZONE, workbook

_SLIPS = ("", "24:00", "7:5", "x", "99:99", "01:30")
_HOURS = (("07:00", "15:00", 0, "early"), ("14:00", "22:00", 0, "late"), ("22:00", "07:00", 1, "night"))


def _order(**answers: str) -> ReadOrder:
    return ReadOrder("roster.csv", answers, {"response": CODES}, ZONE)


def _as_plain(reading: Reading) -> Reading:
    """With lines as they are compared: in one order. What is only offered beside faults is not offered in mass."""
    asked = tuple(question for question in reading.questions if question.required)
    return replace(reading, lines=tuple(packed_lines(reading.lines)), questions=asked)


def _same(tmp_path: Path, text: bytes, **answers: str) -> Reading:
    path = tmp_path / "upload"
    path.write_bytes(text)
    in_mass = _as_plain(read_mass(path, _order(**answers)))
    by_row = _as_plain(read_upload(text, _order(**answers)))
    assert in_mass == by_row
    return by_row


def _rows(chance: random.Random, slips: float) -> list[str]:
    rows = []
    for person in range(chance.randrange(1, 6)):
        for day in range(chance.randrange(1, 30)):
            on = date(2027, 3, 20) + timedelta(days=day)
            start, end, over, kind = chance.choice(_HOURS)
            cells = [f"{person:04d}", str(on), start, str(on + timedelta(days=over)), end, kind]
            if chance.random() < slips:
                cells[chance.randrange(6)] = chance.choice(_SLIPS)
            if chance.random() < slips / 4:
                cells = chance.choice(
                    ([], [""] * 6, cells[:-1], [*cells, ""], [*cells, "x"], [" " + cells[0], *cells[1:]])
                )
            rows.append(",".join(cells))
            if chance.random() < slips / 4:
                rows.append(rows[-1])
    chance.shuffle(rows) if chance.random() < 0.5 else None
    return rows


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from((0.0, 0.02, 0.2)), st.sampled_from(("\n", "\r\n")))
def test_any_long_table_reads_alike_in_mass(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, slips: float, end: str
) -> None:
    text = end.join([LONG, *_rows(chance, slips), ""])
    _same(tmp_path_factory.getbasetemp(), text.encode())


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("quoted", [False, True])
def test_other_columns_and_quotation_marks_change_nothing(tmp_path: Path, mark: str, quoted: bool) -> None:
    rows = [["Name", "Staff No", "Date", "Start", "End", "Note"]]
    rows += [["A", f"00{n}", f"{day}/12/2027", "22:00", "06:00", "x y"] for n in range(3) for day in range(1, 29)]
    wrap = '"{}"' if quoted else "{}"
    text = "\n".join(mark.join(wrap.format(cell) for cell in row) for row in rows)
    assert len(_same(tmp_path, text.encode()).lines) == 84


def test_the_hour_that_comes_twice_is_asked_and_the_one_that_is_skipped_is_a_fault(tmp_path: Path) -> None:
    row = "{},2027-{},{},2027-{},09:00,early"
    twice = row.format("1", "10-31", "01:30", "10-31")
    skipped = row.format("2", "03-28", "01:30", "03-28")
    text = "\n".join([LONG, twice, skipped, *(row.format(n, "10-30", "01:30", "10-30") for n in range(3, 9)), ""])
    assert [q.code for q in _same(tmp_path, text.encode()).questions] == ["repeated_hour"]
    assert _same(tmp_path, text.encode(), repeated_hour="second").fault_count == 1


def test_every_fault_is_counted_and_the_first_five_thousand_kept(tmp_path: Path) -> None:
    rows = [f"{n:05d},2027-12-01,7:5,2027-12-01,15:00,{'early' if n % 3 else 'jolly'}" for n in range(6_000)]
    reading = _same(tmp_path, "\n".join([LONG, *rows, ""]).encode())
    assert (reading.fault_count, len(reading.faults)) == (8_000, 5_000)


@pytest.mark.parametrize(
    "text",
    [
        "staff number,start date\x00,x\n1,2,3\n",
        LONG + '\n1,"2027-12-01,\n",07:00,2027-12-01,15:00,early\n',
        LONG + "\n1,2027-12-01,07:00\r2027-12-01,15:00,early\n",
        "Staff No,13/12/2027,14/12/2027\n1,E,L\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_reader_of_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(text.encode())
    with pytest.raises(NotPlain):
        read_mass(path, _order())


def _grid(chance: random.Random, slips: float) -> list[list[str]]:
    days = [f"{date(2027, 3, 20) + timedelta(days=day):%d/%m/%Y}" for day in range(20)]
    rows = [["Name", "Staff No", *days]]
    for person in range(60):
        rows.append(
            [f"Somebody {person}", f"{person:04d}", *(chance.choice(("E", "L", "RD", "AL", "-")) for _ in days)]
        )
        if chance.random() < slips:
            rows[-1][chance.randrange(2, 22)] = chance.choice(("N", "ZZ", "07:00-15:00", "e"))
    return rows


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from((0.0, 0.1)))
def test_any_large_grid_reads_alike_in_mass(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, slips: float
) -> None:
    path, rows = tmp_path_factory.getbasetemp() / "upload.xlsx", _grid(chance, slips)
    text = "\n".join(",".join(row) for row in rows).encode()
    path.write_bytes(chance.choice((workbook({"Roster": rows}), text)))
    answers = {"code_table": "response", "date_order": "day_first"}
    by_row = _as_plain(read_upload(path.read_bytes(), _order(**answers)))
    in_mass = _as_plain(read_mass_grid(path, _order(**answers), least_sheet=1))
    assert in_mass == by_row


@pytest.mark.parametrize("number", ["", "0001", "07:00-15:00"])
def test_a_grid_that_does_not_name_everybody_once_is_left_to_the_reader_of_rows(tmp_path: Path, number: str) -> None:
    rows = _grid(random.Random(1), 0)
    rows[50][1] = number
    path = tmp_path / "upload"
    path.write_bytes("\n".join(",".join(row) for row in rows).encode())
    with pytest.raises(NotPlain, match="nobody, or somebody twice"):
        read_mass_grid(path, _order(code_table="response", date_order="day_first"))
