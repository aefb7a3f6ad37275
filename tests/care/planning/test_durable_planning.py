"""The planning jobs under the real job engine: several at once, scarce hours, nothing booked twice or lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from app.care.channels.rota_feed import RosterFeedBroken, RotaFeed
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.wants import Wants
from app.care.jobs.handlers import planning_handlers
from app.care.jobs.pull_rosters import pull_rosters
from app.care.services.replan import replan_together
from app.care.store import rosters
from app.care.store.force import zone_of
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs_dbos import DbosJobs, Pace
from tests.care.planning.force import counsellor, live, referred
from tests.support.builders import NOW, at


def test_eight_referrals_at_once_share_one_counsellors_scarce_hours(own_care_db: Database) -> None:
    counsellor(own_care_db, hours=[(at(d, 9), at(d, 13)) for d in range(110)], max_per_day=3, max_per_week=12)
    jobs = DbosJobs(own_care_db.url, pace=Pace(at_once=3, look_every=0.05))
    own_care_db.session_info["jobs"] = jobs
    jobs.start(planning_handlers(own_care_db), HandClock(NOW))
    try:
        courses = [referred(own_care_db, sessions=4) for _ in range(8)]
        jobs.wait_idle(timedelta(seconds=120))
        assert jobs.failed() == []
    finally:
        jobs.stop()
    assert [len(live(own_care_db, course)) for course in courses] == [4] * 8
    rows = sorted((a for course in courses for a in live(own_care_db, course)), key=lambda a: a.start_at)
    assert all(b.start_at - a.end_at >= timedelta(minutes=10) for a, b in pairwise(rows))
    days = [a.start_at.date() for a in rows]
    assert max(days.count(day) for day in days) <= 3


WORKER = """
import os, sys, time
from datetime import timedelta
from app.care.jobs.handlers import planning_handlers
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs_dbos import DbosJobs, Pace
from tests.support.builders import NOW

if __name__ == "__main__":
    jobs = DbosJobs(sys.argv[1], pace=Pace(look_every=0.05))
    store = Database(sys.argv[1], jobs=jobs)

    def part(payload, now):
        os.write(1, b"%d\\n" % len(payload["course_ids"]))  # at once: two parts run side by side
        time.sleep(60)

    jobs.start({**planning_handlers(store), "plan_part": part}, HandClock(NOW))
    jobs.wait_idle(timedelta(seconds=60))
"""


def test_a_worker_that_is_killed_between_finding_the_parts_and_planning_them_loses_none(
    own_care_db: Database, tmp_path: Path
) -> None:
    courses = []
    for language in ("en", "cy"):
        counsellor(own_care_db, languages=[language])
        courses += [referred(own_care_db, sessions=3, wants=Wants(language=language)) for _ in range(2)]
    jobs = DbosJobs(own_care_db.url, pace=Pace(look_every=0.05))
    jobs.prepare()
    own_care_db.session_info["jobs"] = jobs
    with own_care_db.write() as db:
        replan_together(db, [course.id for course in courses])
    _kill_once_it_plans_a_part(own_care_db.url, tmp_path)
    assert [live(own_care_db, course) for course in courses] == [[]] * 4
    jobs.start(planning_handlers(own_care_db), HandClock(NOW))
    try:
        jobs.wait_idle(timedelta(seconds=60))
        assert jobs.failed() == []
    finally:
        jobs.stop()
    assert [len(live(own_care_db, course)) for course in courses] == [3] * 4


def _kill_once_it_plans_a_part(url: str, folder: Path) -> None:
    script, root = folder / "worker.py", str(Path(__file__).parents[3])
    script.write_text(WORKER)
    worker = subprocess.Popen(
        [sys.executable, str(script), url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert worker.stdout is not None
    said = worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    assert said.strip() == "2"


def test_a_feed_that_breaks_off_changes_nothing_and_is_pulled_again_later(care_sqlite: Database) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/versions"):
            item = {
                "number": 7,
                "published_at": "2026-03-01T12:00:00Z",
                "covers_from": "2026-03-01",
                "covers_to": "2026-05-31",
                "digest": "0" * 64,
                "staff": 1,
            }
            return httpx.Response(200, json={"versions": [item]})
        return httpx.Response(200, content=b'{"format":"relief-roster/1","number":7')

    with care_sqlite.read() as db:
        zone = zone_of(db)
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        feed = RotaFeed(http, "http://rota.example", "token", zone)
        with pytest.raises(RosterFeedBroken):
            pull_rosters(care_sqlite, feed, now=NOW)
    with care_sqlite.read() as db:
        assert rosters.latest_number(db) == 0


def test_the_default_policy_is_the_designs() -> None:
    policy = DEFAULT_POLICY
    assert (policy.grant, policy.weeks, policy.grid, policy.attempts_cap) == (10, 16, 15, 3)
    assert policy.firm_until(NOW) == NOW + timedelta(days=28)
    assert policy.hold == timedelta(minutes=10)
