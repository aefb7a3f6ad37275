"""What is noted with an upload that could be published: warnings by rule, and a picture."""

from app.foundation.database import Database
from app.rota.domain.picture import picture_kept
from app.rota.store.tables.uploads import Upload
from tests.rota.builders import line, long_csv
from tests.rota.hr import sent

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


def test_a_file_with_faults_has_neither_picture_nor_warnings(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, long_csv(line("1", *LONG_DAY), line("2", kind="gardening")))
        assert (row.state.value, row.warnings, row.picture) == ("faulty", [], {})
