"""Plays a year without playing it: courses drawn by key alone, for tests of what surrounds the playing.

PLAYED_LOG names a file to which the key of each run is added as it begins; PLAYED_PAUSE is how long one takes.
"""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.simulate.facts import ShiftClass
from app.simulate.records import CourseRecord, HoursRecord, MissRecord, PolicyName, RunRecord
from app.simulate.runs.player import Asked, Heard

BEGINS = datetime(2027, 1, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def play(asked: Asked, progress: Heard) -> RunRecord:
    """A year of a few courses; under Relief nothing is lost."""
    if log := os.environ.get("PLAYED_LOG"):
        with Path(log).open("a", encoding="utf-8") as played:
            played.write(f"{asked.key}\n")
    progress(0.5)
    time.sleep(float(os.environ.get("PLAYED_PAUSE", "0")))
    draw = random.Random(f"{asked.key} {asked.staff}")
    courses = tuple(_course(number, asked.key.policy, draw) for number in range(max(4, asked.staff // 10)))
    week = [0] * 168
    week[10], week[34] = 600, 300
    hours = HoursRecord(tuple(2 * minutes for minutes in week), tuple(week), tuple(minutes // 10 for minutes in week))
    staff = dict.fromkeys(ShiftClass, asked.staff // 4)
    return RunRecord(
        asked.key.policy, asked.key.seed, staff, BEGINS, BEGINS + 79 * WEEK, courses, hours, 7, draw.random()
    )


def stumble(asked: Asked, progress: Heard) -> RunRecord:
    """The same, but the second seed cannot be played."""
    if asked.key.seed == 2:
        raise RuntimeError("the second year cannot be played")
    return play(asked, progress)


def fall(asked: Asked, progress: Heard) -> RunRecord:
    """The same, but the process dies the first time the second seed is played."""
    fallen = Path(os.environ["PLAYED_LOG"]).with_name("fallen")
    if asked.key.seed == 2 and not fallen.exists():
        fallen.touch()
        os._exit(9)
    return play(asked, progress)


def _course(number: int, policy: PolicyName, draw: random.Random) -> CourseRecord:
    shift_class = list(ShiftClass)[number % 4]
    referred_at = BEGINS + timedelta(days=draw.randrange(364), hours=9)
    sessions = draw.choice((6, 8, 10))
    first_at = referred_at + timedelta(days=draw.randrange(2, 20))
    forfeits = policy in {PolicyName.AS_REPORTED, PolicyName.SECOND_CHANCE}
    missed = [at for at in range(sessions) if draw.random() < 0.1]
    attended = tuple(first_at + at * WEEK for at in range(sessions) if not (forfeits and at in missed))
    misses = tuple(
        MissRecord(
            at + 1,
            first_at + at * WEEK - timedelta(days=3),
            Outcome.KEPT_ON_DUTY,
            None if forfeits else first_at + at * WEEK,
            forfeits,
        )
        for at in missed
    )
    stopped = draw.random() < 0.1
    return CourseRecord(
        f"c{number}",
        f"o{number}",
        shift_class,
        draw.choice(list(Urgency)),
        referred_at,
        sessions,
        60,
        attended[:3] if stopped else attended,
        misses,
        draw.randrange(3),
        ("anna",) * (3 if stopped else len(attended)),
        attended[2] if stopped and len(attended) > 2 else None,
    )
