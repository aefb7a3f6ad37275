"""Going back to a version: a new one that says the same, with a preview, a second word and a record."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from app.rota.domain.upload import UploadState
from app.rota.services.go_back import Meant, go_back, way_back
from app.rota.store.months import whole_roster
from app.rota.store.tables.access import AuditEntry
from app.rota.store.versions import latest_number, version
from tests.rota.builders import line, long_csv
from tests.rota.hr import LONDON, NOW, HrDesk, published, sent
from tests.rota.services.test_explicit_duties import team

FIRST = long_csv(line(), line("00124"), line("00123", "2026-12-03,14:00", "2026-12-03,22:00"))
SECOND = long_csv(line(start="2026-12-01,15:00"), line("00125"))
LATER = long_csv(line("00124", "2027-02-01,14:00", "2027-02-01,22:00"))


def _duties(db: Session, number: int) -> dict[str, object]:
    return {who: months for who, months in whole_roster(db, number) if months}


def _back(db: Session, number: int, base: int, *, confirmed: bool = True) -> int:
    return go_back(db, number, LONDON, Meant("hr1", base, confirmed), now=NOW + timedelta(days=1)).number


def test_the_new_version_says_what_the_old_one_said(rota_db: Database) -> None:
    with rota_db.write() as db:
        for data in (FIRST, SECOND, LATER):
            published(db, data)
        assert _back(db, 1, 3) == 4
        assert _duties(db, 4) == _duties(db, 1) != _duties(db, 3)
        row, old = version(db, 4), version(db, 1)
        assert (row.restores, row.covers_from_on, row.covers_to_on) == (1, old.covers_from_on, old.covers_to_on)
        assert row.changes["removed"] == {"late": 2} and row.changes["moved"] == {"late": 1}
        assert row.staff == 3  # whom a version has named stays known
        assert _duties(db, 3)  # what was published stays on record


def test_going_back_and_forth_ends_where_it_began(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        published(db, SECOND)
        assert _back(db, 1, 2) == 3
        assert _back(db, 2, 3) == 4
        assert _duties(db, 4) == _duties(db, 2)
        published(db, LATER)
        assert _back(db, 3, 5) == 6
        assert _duties(db, 6) == _duties(db, 1)


def test_going_back_to_what_stands_makes_no_version(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        published(db, SECOND)
        assert _back(db, 2, 2) == 2
        _back(db, 1, 2)
        done = go_back(db, 1, LONDON, Meant("hr1", 3, confirmed=True), now=NOW)
        assert (done.number, done.is_new, latest_number(db)) == (3, False, 3)


def test_it_is_seen_before_it_is_done(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        published(db, SECOND)
        way = way_back(db, 1, LONDON)
        assert way.base == 2 and [one.staff_number for one in way.differences] == ["00123", "00125"]
        with pytest.raises(Conflict) as refused:
            _back(db, 1, 2, confirmed=False)
        assert refused.value.stable_code == "big-drop"
        with pytest.raises(Conflict) as refused:
            _back(db, 1, 1)
        assert refused.value.stable_code == "world-moved-on"
        with pytest.raises(NotFound):
            _back(db, 9, 2)
        assert latest_number(db) == 2


def test_days_that_were_gone_back_from_are_not_called_known(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        published(db, LATER)
        _back(db, 1, 2)
        published(db, long_csv(line("00124", "2027-03-01,14:00", "2027-03-01,22:00")))
        gaps = {(gap["from"], gap["to"]) for gap in version(db, 4).changes["gaps"]}
        assert ("2026-12-04", "2027-02-28") in gaps  # 01/02/2027 was taken back


def test_which_days_a_file_spoke_for_is_taken_back_with_it(rota_db: Database) -> None:
    """What a pattern must not be written over is what stands, not what was taken back; and again once it stands."""
    another, late = team(pattern="4 on 4 off"), line("00123", "2026-12-03,14:00", "2026-12-04,00:00")
    with rota_db.write() as db:
        published(db, team())
        published(db, long_csv(line("00123", "2026-12-03,09:00", "2026-12-03,17:00", "court")))
        assert sent(db, another).state is UploadState.ASKING
        _back(db, 1, 2)
        assert sent(db, another).state is UploadState.READY
        _back(db, 2, 3)
        assert sent(db, another).state is UploadState.ASKING
        _back(db, 1, 4)
        assert published(db, long_csv(late)).is_new is False  # it says what stands, after all that
        assert sent(db, another).state is UploadState.ASKING


def test_it_is_on_record(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, FIRST)
        published(db, SECOND)
        _back(db, 1, 2)
        [entry] = db.scalars(select(AuditEntry).where(AuditEntry.act == "roster.gone_back"))
        assert (entry.actor, entry.detail) == ("hr:hr1", {"to": 1, "from": 2})


def test_the_pages_lead_back(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, FIRST)
        published(db, SECOND)
    browser = hr.browser()
    assert 'href="/versions/1/go-back"' in browser.get("/versions/1").text
    assert "go-back" not in browser.get("/versions/2").text
    page = browser.get("/versions/1/go-back").text
    assert "a new version 3 is made" in page and "00125" in page
    assert "Confirm that this is meant" in browser.post("/versions/1/go-back", data={"base": "2"}).text
    done = browser.post("/versions/1/go-back", data={"base": "2", "confirm": "true"})
    assert done.url.path == "/versions/3" and "again as it was in version 1" in done.text
    assert "It went back to" in done.text
    assert "Nothing changes" in browser.get("/versions/1/go-back").text
    again = browser.post("/versions/1/go-back", data={"base": "2", "confirm": "true"})
    assert "already says this" in again.text and again.url.path == "/versions/3"


def test_machines_go_back_too(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, FIRST)
        published(db, SECOND)
    machine, here = hr.machine(), "/api/v1/rosters/versions/1/go-back"
    refused = machine.post(here, json={"standing": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "big-drop")
    done = machine.post(here, json={"standing": 2, "confirm": True})
    assert (done.status_code, done.json()) == (201, {"version": 3, "new": True})
    done = machine.post(here, json={"standing": 3, "confirm": True})
    assert (done.status_code, done.json()) == (200, {"version": 3, "new": False})
    assert machine.get("/api/v1/rosters/versions/3").json()["restores"] == 1
