"""The demo's counsellors have a usual week and a holiday, and their hours are what comes of these."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.week_pattern import midnight
from app.care.services.week_hours import renew
from app.care.store import hours, providers
from app.demo.supply import stock
from app.foundation.database import Database

ZONE = ZoneInfo("Europe/London")
FIRST_ON, WEEKS = date(2026, 3, 2), 26


def test_the_nightly_rolling_on_finds_every_week_and_changes_nothing_of_it(care_sqlite: Database) -> None:
    now = midnight(FIRST_ON, ZONE)
    with care_sqlite.write() as db:
        people = [
            counsellor.id
            for provider in stock(db, ZONE, FIRST_ON, weeks=WEEKS, seed=1, now=now)
            for counsellor in providers.counsellors_of_provider(db, provider.id)
        ]
        assert len(people) == 6
        for one in people:
            assert len(hours.weeks_of(db, one)) == 1
            (leave,) = hours.leave_of(db, [one], now)
            assert timedelta(days=6) < leave.end_at - leave.start_at < timedelta(days=8)
            assert providers.hours_of_counsellors(db, [one], now, now + timedelta(days=7))
            done = renew(db, one, now=now)
            assert done is not None
            assert (done.added, done.gone) == ((), ())
