"""Explicit duties override a pattern: it is never written over them unless somebody says so."""

import json
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.rota.domain.months import unpack_months
from app.rota.domain.upload import UploadState
from app.rota.services.publish import publish
from app.rota.services.receive import read_again
from app.rota.store.months import whole_roster
from tests.rota.builders import line, long_csv, read
from tests.rota.hr import LONDON, NOW, published, sent

COURT = line("00123", "2026-12-03,09:00", "2026-12-03,17:00", "court")


def team(first: str = "2026-12-01", last: str = "2026-12-10", **changes: Any) -> str:
    """Two people on 2-2-2-4 from 1 December: earlies on 1 and 2, lates on 3 and 4, nights on 5 and 6."""
    entry = {"team": "A", "pattern": "2-2-2-4", "anchor_on": "2026-12-01", "staff": ["00123", "00124"], **changes}
    return json.dumps({"teams": [entry], "period_from": first, "period_to": last})


def kinds(db: Session, number: int, who: str = "00123") -> list[str]:
    """Day and kind of each duty."""
    months = dict(whole_roster(db, number))[who]
    return [f"{duty.start_at:%d} {duty.kind.value}" for duty in unpack_months(months)]


def test_an_explicit_roster_wins_over_the_pattern_it_is_sent_after(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team())
        published(db, long_csv(COURT))
        assert kinds(db, 2) == ["01 early", "02 early", "03 court", "04 late", "05 night", "06 night"]


def test_writing_the_pattern_out_again_asks_before_it_touches_explicit_duties(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team())
        published(db, long_csv(COURT))
        row = sent(db, team())
        assert row.state is UploadState.ASKING
        assert [question["code"] for question in row.questions] == ["explicit_days"]
        assert "1 day of 1 person (00123 from 03/12/2026)" in row.questions[0]["text"]


def test_kept_explicit_duties_stay_and_are_asked_about_again_next_time(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team(last="2026-12-03"))
        published(db, long_csv(COURT))
        row = sent(db, team())
        read_again(db, row.id, {"explicit_days": "keep"}, read(team(), explicit_days="keep"), LONDON, now=NOW)
        assert row.decisions[-1]["answer"] == "keep"
        assert publish(db, row.id, LONDON, by="hr1", now=NOW).number == 3
        assert kinds(db, 3) == ["01 early", "02 early", "03 court", "04 late", "05 night", "06 night"]
        assert sent(db, team()).state is UploadState.ASKING


def test_replaced_explicit_duties_belong_to_the_pattern_from_then_on(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team())
        published(db, long_csv(COURT))
        published(db, team(), explicit_days="replace")
        assert kinds(db, 3)[2] == "03 late"
        assert sent(db, team(pattern="4 on 4 off")).state is UploadState.READY


def test_a_day_that_an_explicit_roster_left_free_is_explicit_too(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team())
        late = line("00123", "2026-12-04,14:00", "2026-12-05,00:00")
        published(db, long_csv(line("00123", "2026-12-01,07:00", "2026-12-01,17:00", "early"), late))
        assert kinds(db, 2) == ["01 early", "04 late", "05 night", "06 night"]
        row = sent(db, team())
        assert "2 days of 1 person (00123 from 02/12/2026)" in row.questions[0]["text"]


def test_an_explicit_roster_that_changed_nothing_is_remembered_all_the_same(rota_db: Database) -> None:
    late = line("00123", "2026-12-03,14:00", "2026-12-04,00:00")
    with rota_db.write() as db:
        published(db, team())
        assert published(db, long_csv(late)).is_new is False
        assert sent(db, team()).state is UploadState.READY  # they say the same
        assert sent(db, team(pattern="4 on 4 off")).state is UploadState.ASKING


def test_a_pattern_over_days_nobody_sent_is_never_asked_about(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team())
        published(db, long_csv(COURT))
        assert sent(db, team("2026-12-04", "2026-12-20")).state is UploadState.READY
        assert sent(db, team(staff=["00124"], team="B")).state is UploadState.READY
        assert sent(db, long_csv(line("00123", "2026-12-03,15:00", "2026-12-03,23:00"))).state is UploadState.READY


def test_what_was_published_before_claims_were_kept_speaks_for_everybody(rota_db: Database) -> None:
    """The migration cannot know whom an old file named, so it asks too often rather than too seldom."""
    from app.rota.domain.explicit_days import Claim
    from app.rota.store.claims import add_claim

    with rota_db.write() as db:
        published(db, team(last="2026-12-03"))
        add_claim(db, "0" * 32, Claim(True, date(2026, 12, 1), date(2026, 12, 3), None))
        assert sent(db, team(pattern="4 on 4 off")).state is UploadState.ASKING
