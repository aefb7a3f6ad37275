"""The care desk as it is put together: the jobs that time makes due are known by name, and old ones are let go."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.foundation.clock import system_clock
from app.foundation.jobs import leave_job
from app.main import Care, open_care
from app.settings import CareSettings


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    house = open_care(CareSettings(data=tmp_path, quiet=True, feed_token="t" * 32))
    yield house
    house.close()


def done_jobs(care: Care) -> int:
    with care.desk.store.read() as db:
        return int(db.execute(text("SELECT count(*) FROM workflow_status WHERE status = 'SUCCESS'")).scalar_one())


def test_jobs_done_more_than_a_day_ago_are_let_go(care: Care) -> None:
    care.start_jobs(scheduled=False)
    with care.desk.store.write() as db:
        leave_job(db, "replan_unplanned", {})
    care.jobs.wait_idle()
    care.forget_done({}, system_clock())
    assert done_jobs(care) == 1, "what was done just now stays"
    care.forget_done({}, system_clock() + timedelta(days=2))
    assert done_jobs(care) == 0
