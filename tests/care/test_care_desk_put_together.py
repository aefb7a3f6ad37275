"""The care desk as it is put together: the jobs that time makes due are known by name, and old ones are let go."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.foundation.clock import system_clock
from app.foundation.jobs import leave_job
from app.foundation.jobs_dbos import DbosJobs
from app.main import Care, open_care
from app.settings import CareSettings


@pytest.fixture
def care(tmp_path: Path) -> Care:
    return open_care(CareSettings(data=tmp_path, quiet=True, feed_token="t" * 32))


def test_jobs_done_more_than_a_day_ago_are_let_go(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        care.start_jobs(scheduled=False)
        with care.desk.store.write() as db:
            leave_job(db, "replan_unplanned", {})
        care.jobs.wait_idle()
        asked: list[str] = []
        whole = DbosJobs.forget_done

        def remembered(jobs: DbosJobs, *, before: str, at_most: int = 1000) -> int:
            asked.append(before)
            return whole(jobs, before=before, at_most=at_most)

        monkeypatch.setattr(DbosJobs, "forget_done", remembered)
        care._forget_done({}, system_clock())
        assert len(asked) == 1, "what was done just now stays"
        care._forget_done({}, system_clock() + timedelta(days=2))
        assert len(asked) == 3, "asked until nothing is left"
    finally:
        care.close()
