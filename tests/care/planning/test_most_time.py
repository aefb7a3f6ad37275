"""Of many counsellors those with most open time: added up by the store as one would by hand."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from app.care.domain.looking_at import MOST, SOON
from app.care.reads.free_people import with_most_time, with_most_time_at
from app.care.store import providers
from app.foundation.database import Database
from tests.support.builders import NOW, a_counsellor, a_provider, at


@pytest.mark.parametrize("seed", range(5))
def test_those_with_most_open_time_are_those_whose_hours_add_up_to_most(care_db: Database, seed: int) -> None:
    dice, now = Random(seed), NOW + timedelta(days=seed, hours=3)
    with care_db.write() as db:
        practice = a_provider(db)
        ids = [a_counsellor(db, practice, hours=_some_hours(dice)).id for _ in range(20)]
        found = with_most_time(db, ids, now)
        assert len(found) == MOST
        assert found == _by_hand(db, ids, now)


def test_few_are_all_looked_at(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        ids = [a_counsellor(db, hours=()).id for _ in range(MOST)]
        assert with_most_time(db, ids, NOW) == set(ids)


def test_who_can_come_in_the_evening_only_is_shown_those_with_most_evenings(care_db: Database) -> None:
    with care_db.write() as db:
        practice = a_provider(db)
        by_day = [a_counsellor(db, practice, hours=_hours(9, range(1, 20))).id for _ in range(MOST)]
        by_night = [a_counsellor(db, practice, hours=_hours(18, range(1, days))).id for days in range(3, 3 + MOST)]
        ids = [*by_day, *by_night]
        assert with_most_time_at(db, ids, NOW, lambda start_at: start_at.hour >= 17) == set(by_night)
        assert with_most_time(db, ids, NOW) == set(by_day)
        assert with_most_time_at(db, by_night, NOW, lambda _: False) == set(by_night)


def _hours(starts: int, days: range) -> list[tuple[datetime, datetime]]:
    return [(at(day, starts), at(day, starts + 2)) for day in days]


def _some_hours(dice: Random) -> list[tuple[datetime, datetime]]:
    days = dice.sample(range(40), dice.randint(1, 25))
    return [(at(day, dice.randint(7, 11)), at(day, dice.randint(12, 20))) for day in days]


def _by_hand(db: Session, ids: list[str], now: datetime) -> set[str]:
    free = dict.fromkeys(sorted(ids), timedelta(0))
    for row in providers.hours_of_counsellors(db, ids, now, now + SOON):
        free[row.counsellor_id] += min(row.end_at, now + SOON) - max(row.start_at, now)
    return set(sorted(free, key=lambda who: -free[who])[:MOST])
