"""A file of a shape that is known is read once, with the answers of its profile: however it is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import read_in_child
from app.rota.files.read_file import read_file as read_path
from tests.rota.builders import CODES, ZONE, grid_csv, long_csv, workbook

DATES = [f"{day:02}/04/2027" for day in range(1, 13)]
PEOPLE = {f"{n:05}": ["E", "L", "N", "RD", *"EELLNN", "RD", "AL"] for n in range(60)}
BOOK = workbook({"Roster": [["Staff No", *DATES], *([who, *codes] for who, codes in PEOPLE.items())]})
LONG = long_csv(*(f"{n},{d}/04/2027,07:00,{d}/04/2027,15:00,early" for n in range(60) for d in range(1, 13)))
ANSWERS = {"code_table": "response", "date_order": "day_first"}
FILES = {"grid": grid_csv(PEOPLE, DATES).encode(), "long": LONG.encode(), "workbook": BOOK}


def _read(tmp_path: Path, data: bytes, order: ReadOrder, least: int) -> Reading:
    (tmp_path / "upload").write_bytes(data)
    return read_path(tmp_path / "upload", order, least_for_mass=least)


@pytest.mark.parametrize("least", [0, 2**30], ids=["in mass", "by row"])
@pytest.mark.parametrize("kind", FILES)
def test_answers_count_from_the_moment_in_which_the_shape_is_known(tmp_path: Path, kind: str, least: int) -> None:
    bare = ReadOrder("roster.csv", {}, {"response": CODES}, ZONE)
    asking = _read(tmp_path, FILES[kind], bare, least)
    profiles = {"0" * 64: {"name": "Other", "answers": {}}, asking.fingerprint: {"name": "Ours", "answers": ANSWERS}}
    told = _read(tmp_path, FILES[kind], replace(bare, profiles=profiles), least)
    by_hand = _read(tmp_path, FILES[kind], replace(bare, answers=ANSWERS), least)
    assert (asking.profile, told.profile, told.is_clean) == ("", "Ours", True) and not asking.is_clean
    assert {**told.as_json(), "profile": ""} == by_hand.as_json() and [*told.lines] == [*by_hand.lines]


def test_answers_given_by_hand_win_over_the_profile(tmp_path: Path) -> None:
    bare = ReadOrder("roster.csv", {"date_order": "month_first"}, {"response": CODES}, ZONE)
    shape = _read(tmp_path, FILES["grid"], bare, 0).fingerprint
    told = _read(tmp_path, FILES["grid"], replace(bare, profiles={shape: {"name": "Ours", "answers": ANSWERS}}), 0)
    assert told.profile == "Ours" and told.cover is not None and told.cover.first_on.month == 1


def test_a_child_says_which_profile_fitted() -> None:
    bare = ReadOrder("roster.csv", {}, {"response": CODES}, ZONE)
    shape = read_in_child(FILES["grid"], bare).fingerprint
    told = read_in_child(FILES["grid"], replace(bare, profiles={shape: {"name": "Ours", "answers": ANSWERS}}))
    assert told.profile == "Ours" and told.is_clean
