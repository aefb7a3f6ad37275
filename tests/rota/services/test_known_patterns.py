"""A file cannot quietly change a pattern that the desk knows."""

import json
from typing import Any

import pytest

from app.foundation.database import Database
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import plain_cycle
from app.rota.domain.upload import UploadState
from app.rota.services.keep_patterns import keep_pattern
from app.rota.store.patterns import own_patterns
from scheduler.pattern import ShiftPattern
from tests.rota.hr import NOW, published, sent

OURS = ShiftPattern("Ours", LIBRARY["DNO"].pattern.cycle)


def team(name: str, cycle: Any) -> str:
    entry = {"team": "A", "pattern": {"name": name, "cycle": cycle}, "anchor_on": "2026-12-01", "staff": ["00123"]}
    return json.dumps({"teams": [entry], "period_from": "2026-12-01", "period_to": "2026-12-09"})


@pytest.mark.parametrize("name", ["Ours", "2-2-2-4"])
def test_a_known_name_with_other_days_is_a_fault(rota_db: Database, name: str) -> None:
    with rota_db.write() as db:
        keep_pattern(db, OURS, by="hr1", now=NOW)
        row = sent(db, team(name, plain_cycle(LIBRARY["Panama"].pattern.cycle)))
        assert (row.state, row.faults[0]["value"]) == (UploadState.FAULTY, name)
        assert own_patterns(db) == [OURS]


def test_the_same_days_under_the_same_name_are_welcome(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep_pattern(db, OURS, by="hr1", now=NOW)
        published(db, team("Ours", plain_cycle(OURS.cycle)))
        assert own_patterns(db) == [OURS]


def test_a_new_name_brings_its_days_along(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, team("Theirs", plain_cycle(OURS.cycle)))
        assert own_patterns(db) == [ShiftPattern("Theirs", OURS.cycle)]
