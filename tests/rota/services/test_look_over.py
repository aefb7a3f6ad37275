"""What is noted with an upload that could be published: warnings by rule, a picture, and how much was looked at."""

from app.foundation.database import Database
from app.rota.domain.picture import picture_kept
from app.rota.services.look_over import Look, look_over, note_what_the_reader_warned_of
from app.rota.store.comparison import compare
from app.rota.store.tables.uploads import Upload
from tests.rota.builders import line, long_csv, read
from tests.rota.hr import LONDON, NOW, sent

LONG_DAY = "2026-12-01,06:00", "2026-12-01,22:00", "early"
THREE = long_csv(line("1", *LONG_DAY), line("2", *LONG_DAY), line("3", *LONG_DAY))


def _strips(row: Upload) -> list[tuple[str, int]]:
    picture = picture_kept(row.picture)
    assert picture is not None
    return [(strip.team, strip.people) for strip in picture.strips]


def test_odd_duties_are_noted_and_stand_in_nobodys_way(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, THREE)
        assert row.state.value == "ready" and row.warning_counts["long_duty"] == 3
        assert row.warning_count == sum(row.warning_counts.values())
        assert _strips(row) == [("Everybody", 3)]


def test_of_a_roster_that_is_too_large_the_first_people_are_looked_at_and_it_is_said(rota_db: Database) -> None:
    with rota_db.write() as db:
        row, reading = sent(db, THREE), read(THREE)
        assert reading.cover is not None
        note_what_the_reader_warned_of(row, reading)
        look_over(db, row, reading, compare(db, reading, reading.cover, LONDON), Look(LONDON, NOW, most=2))
        assert row.warning_counts["long_duty"] == 2 and row.warning_counts["other"] == 1
        assert any("only its first 2 people were looked at" in one["message"] for one in row.warnings)
        assert _strips(row) == [("The first 2 people", 2)]
        assert "drop" not in row.changes


def test_a_file_with_faults_has_neither_picture_nor_warnings(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, long_csv(line("1", *LONG_DAY), line("2", kind="gardening")))
        assert (row.state.value, row.warnings, row.picture) == ("faulty", [], {})
