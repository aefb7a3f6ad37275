"""Publishing: whole versions, idempotent by content, laid over what stood before."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from app.rota.domain.difference import StaffDifference
from app.rota.domain.downloads import change_rows
from app.rota.domain.duty_line import instant_text
from app.rota.domain.feed import feed_lines
from app.rota.domain.months import unpack_months
from app.rota.domain.upload import UploadState
from app.rota.reads.changes import changes_of_upload, changes_of_version
from app.rota.services.discard import discard
from app.rota.services.publish import publish
from app.rota.services.receive import read_again
from app.rota.store.codes import teams
from app.rota.store.months import whole_roster
from app.rota.store.uploads import upload
from app.rota.store.versions import head_of, latest_number, version
from tests.rota.builders import grid_csv, line, long_csv, read
from tests.rota.hr import LONDON, NOW, published, sent

LATE = line()
OTHER = line("00124", "2026-12-01,07:00", "2026-12-01,17:00", "early")


def _roster(db: Session, number: int) -> dict[str, list[str]]:
    """Who does what at a version: kinds with their starts."""
    return {
        who: [f"{duty.kind.value} {instant_text(duty.start_at)}" for duty in unpack_months(months)]
        for who, months in whole_roster(db, number)
    }


def _summary(differences: Iterable[StaffDifference]) -> set[tuple[str, str]]:
    return {(who, change) for who, change, _, _ in change_rows(differences, LONDON)}


def test_first_upload_becomes_version_one(rota_db: Database) -> None:
    with rota_db.write() as db:
        done = published(db, long_csv(LATE, OTHER))
        assert (done.number, done.is_new) == (1, True)
        assert _roster(db, 1) == {"00123": ["late 2026-12-01T14:00:00Z"], "00124": ["early 2026-12-01T07:00:00Z"]}
        row = version(db, 1)
        assert (str(row.covers_from_on), str(row.covers_to_on), row.staff) == ("2026-12-01", "2026-12-01", 2)
        assert row.changes["added"] == {"early": 1, "late": 1}


def test_the_same_file_again_changes_nothing(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, long_csv(LATE))
        again = sent(db, long_csv(LATE))
        assert again.changes["anything"] is False
        done = publish(db, again.id, LONDON, by="hr1", now=NOW)
        assert (done.number, done.is_new) == (1, False)
        assert latest_number(db) == 1


def test_publishing_twice_publishes_once(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, long_csv(LATE))
        first = publish(db, row.id, LONDON, by="hr1", now=NOW)
        again = publish(db, row.id, LONDON, by="hr1", now=NOW)
        assert (first.number, first.is_new, again.number, again.is_new) == (1, True, 1, False)


def test_an_upload_replaces_only_its_people_on_its_dates(rota_db: Database) -> None:
    first = long_csv(LATE, line("00123", "2026-12-03,14:00", "2026-12-04,00:00"), OTHER)
    moved = long_csv(line("00123", "2026-12-01,15:00", "2026-12-01,23:00"), line("00125"))
    with rota_db.write() as db:
        published(db, first)
        done = published(db, moved, NOW + timedelta(days=1))
        assert done.number == 2
        assert _roster(db, 1) == {
            "00123": ["late 2026-12-01T14:00:00Z", "late 2026-12-03T14:00:00Z"],
            "00124": ["early 2026-12-01T07:00:00Z"],
        }
        assert _roster(db, 2) == {
            "00123": ["late 2026-12-01T15:00:00Z", "late 2026-12-03T14:00:00Z"],
            "00124": ["early 2026-12-01T07:00:00Z"],
            "00125": ["late 2026-12-01T14:00:00Z"],
        }
        changed = _summary(changes_of_version(db, 2, LONDON))
        assert changed == {("00123", "moved"), ("00125", "added"), ("00125", "new on the roster")}


def test_a_duty_left_out_is_removed_and_the_preview_says_so_before(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, grid_csv({"00123": ["E", "L"], "00124": ["E", "E"]}), code_table="response")
        row = sent(db, grid_csv({"00123": ["-", "N"]}), code_table="response")
        assert row.changes["removed"] == {"early": 1}
        assert (row.changes["changed_from"], row.changes["changed_to"]) == ({"late": 1}, {"night": 1})
        assert _summary(changes_of_upload(db, row.id, LONDON)) == {("00123", "removed"), ("00123", "changed")}
        publish(db, row.id, LONDON, by="hr1", now=NOW)
        assert _roster(db, 2) == {
            "00123": ["night 2026-12-14T22:00:00Z"],
            "00124": ["early 2026-12-13T07:00:00Z", "early 2026-12-14T07:00:00Z"],
        }


def test_somebody_without_duties_is_on_the_roster_too(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, grid_csv({"00123": ["E", "L"], "00999": ["-", "-"]}), code_table="response")
        assert _roster(db, 1)["00999"] == []


def test_a_roster_that_only_reaches_further_is_a_new_version(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, grid_csv({"00123": ["-", "-"]}), code_table="response")
        later = grid_csv({"00123": ["-", "-"]}, dates=("15/12/2026", "16/12/2026"))
        assert published(db, later, code_table="response").number == 2
        assert str(version(db, 2).covers_to_on) == "2026-12-16"


def test_a_duty_that_clashes_with_what_stays_is_a_fault(rota_db: Database) -> None:
    night = line("00123", "2026-11-30,22:00", "2026-12-01,07:00", "night")
    early = line("00123", "2026-12-01,05:00", "2026-12-01,13:00", "early")
    with rota_db.write() as db:
        published(db, long_csv(night))
        row = sent(db, long_csv(early))
        assert row.state is UploadState.FAULTY
        assert "already published" in row.faults[0]["message"]
        assert row.faults[0]["row"] == 2


def test_months_are_cut_at_local_midnight_by_the_start_of_the_duty(rota_db: Database) -> None:
    summer = long_csv(
        line("1", "2026-06-30,23:30", "2026-07-01,07:00", "night"),
        line("2", "2026-07-01,00:30", "2026-07-01,07:00", "night"),
    )
    with rota_db.write() as db:
        published(db, summer)
        assert {who: list(months) for who, months in whole_roster(db, 1)} == {"1": ["2026-06"], "2": ["2026-07"]}


def test_what_was_published_meanwhile_is_not_overwritten_unseen(rota_db: Database) -> None:
    with rota_db.write() as db:
        waiting = sent(db, long_csv(LATE))
        published(db, long_csv(OTHER))
        with pytest.raises(Conflict) as refused:
            publish(db, waiting.id, LONDON, by="hr1", now=NOW)
        assert refused.value.stable_code == "world-moved-on"
        read_again(db, waiting.id, {}, read(long_csv(LATE)), LONDON, now=NOW)
        assert publish(db, waiting.id, LONDON, by="hr1", now=NOW).number == 2


@pytest.mark.parametrize("data", ["", "date,start,end\n2026-12-01,07:00,15:00\n"], ids=["faulty", "asking"])
def test_what_is_not_ready_is_not_published(rota_db: Database, data: str) -> None:
    with rota_db.write() as db:
        row = sent(db, data)
        with pytest.raises(Invalid):
            publish(db, row.id, LONDON, by="hr1", now=NOW)
        assert latest_number(db) == 0


def test_a_discarded_upload_is_gone_for_good(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, long_csv(LATE))
        discard(db, row.id, by="hr1", now=NOW)
        with pytest.raises(Invalid):
            publish(db, row.id, LONDON, by="hr1", now=NOW)
        with pytest.raises(Conflict):
            read_again(db, row.id, {}, read(long_csv(LATE)), LONDON, now=NOW)
        with pytest.raises(NotFound):
            upload(db, "0" * 32)


def test_a_failed_publication_leaves_no_trace(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = sent(db, long_csv(LATE))
    with pytest.raises(RuntimeError), rota_db.write() as db:
        publish(db, row.id, LONDON, by="hr1", now=NOW)
        raise RuntimeError("the machine stops here")
    with rota_db.read() as db:
        assert latest_number(db) == 0
        assert upload(db, row.id).state is UploadState.READY


def test_the_digest_of_a_version_stays_true_whatever_comes_later(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, long_csv(LATE, OTHER))
        published(db, long_csv(line("00123", "2026-12-01,15:00", "2026-12-01,23:00"), line("00001")))
        for number in (1, 2):
            last = json.loads(list(feed_lines(head_of(version(db, number)), whole_roster(db, number)))[-1])
            assert last == {"end": True, "digest": version(db, number).digest}


def test_a_team_on_a_pattern_is_kept_and_may_be_moved(rota_db: Database) -> None:
    def team(name: str, anchor: str) -> str:
        entry = {"team": name, "pattern": "2-2-2-4", "anchor_on": anchor, "staff": ["00123", "00124"]}
        return json.dumps({"teams": [entry], "period_from": "2026-12-01", "period_to": "2026-12-31"})

    with rota_db.write() as db:
        published(db, team("A", "2026-11-30"))
        assert len(_roster(db, 1)["00123"]) == 19
        published(db, team("B", "2026-12-01"))
        assert [(row.name, str(row.anchor_on)) for row in teams(db)] == [("A", "2026-11-30"), ("B", "2026-12-01")]


def test_publishing_writes_a_line_of_the_audit_trail(rota_db: Database) -> None:
    from sqlalchemy import select

    from app.rota.store.tables.access import AuditEntry

    with rota_db.write() as db:
        published(db, long_csv(LATE))
        acts: list[Any] = list(db.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.act for entry in acts] == ["upload.read", "roster.published"]
    assert acts[1].detail == {"version": 1, "new": True}
