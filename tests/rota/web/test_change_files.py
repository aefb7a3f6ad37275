"""All that changes, to take away: written in parts, whole all the same, and never of two rosters mixed."""

import csv
import io
from itertools import chain

import pytest

from app.foundation.database import Database
from app.rota.domain.downloads import change_rows
from app.rota.reads.changes import changes_of_upload, changes_of_version, parts_of, ready_reading
from app.rota.store.months import PAGE, changed_after
from app.rota.web.change_files import _MovedOn, _of_reading
from tests.rota.builders import line, long_csv
from tests.rota.hr import LONDON, HrDesk, hr_desk, published, sent

PEOPLE = [f"{n:05}" for n in range(PAGE + 20)]
FIRST = long_csv(*map(line, PEOPLE))
SECOND = long_csv(*(line(who, "2026-12-01,15:00") for who in PEOPLE[5:]), line("x9"))


def _rows(hr: HrDesk, path: str) -> list[list[str]]:
    text = hr.browser().get(path).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def test_a_file_in_parts_holds_what_the_page_shows_and_everybody(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, FIRST)
        row = sent(db, SECOND)
        of_upload = [list(change) for change in change_rows(changes_of_upload(db, row.id, LONDON), LONDON)]
    assert _rows(hr, f"/uploads/{row.id}/changes.csv") == of_upload and len(of_upload) == len(PEOPLE) - 5 + 2
    with hr.store.write() as db:
        published(db, SECOND)
        of_version = [list(change) for change in change_rows(changes_of_version(db, 2, LONDON), LONDON)]
    assert _rows(hr, "/versions/2/changes.csv") == of_version == of_upload
    assert len(_rows(hr, "/versions/1/changes.csv")) == 2 * len(PEOPLE)


def test_parts_are_of_some_people_each_and_leave_nobody_out(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        first = changed_after(db, 1, "")
        assert (len(first), [*first, *changed_after(db, 1, first[-1])]) == (PAGE, PEOPLE)
        reading = ready_reading(db, sent(db, SECOND).id)
    assert reading is not None
    parts = [*parts_of(reading, people=100)]
    assert len(parts) > 5 and [*chain(*(part.staff for part in parts))] == [*reading.staff]
    assert [*chain(*(part.lines for part in parts))] == [*reading.lines]


@pytest.mark.parametrize("another", [True, False], ids=["another roster meanwhile", "control: none"])
def test_a_file_breaks_off_when_another_roster_is_published_meanwhile(rota_sqlite: Database, another: bool) -> None:
    desk = hr_desk(rota_sqlite).app.state.desk
    with rota_sqlite.write() as db:
        published(db, FIRST)
        reading = ready_reading(db, sent(db, SECOND).id)
    parts = _of_reading(desk, reading, 1)
    seen = len(next(parts))
    if another:
        with rota_sqlite.write() as db:
            published(db, long_csv(line("00001", "2026-12-01,16:00")))
        with pytest.raises(_MovedOn):
            next(parts)
    else:
        assert seen + sum(map(len, parts)) == len(PEOPLE) - 5 + 1
