"""Weeks with a made-up system that is bad in another way each day: real sockets, and a clock turned by hand."""

import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from app.care.channels.outside import Answer, Outside
from app.care.domain.course import GOING_ON, CourseState
from app.care.services.course_life import pause, resume
from app.care.store import addresses, outbox
from app.care.store.tables.courses import Course
from app.care.store.tables.providers import Provider
from app.provider_sim.behaving import Behaviour
from app.provider_sim.server import Sim, serving
from tests.soak.holding import broken
from tests.soak.network import Network
from tests.soak.run import Run, a_run
from tests.soak.telephone import Telephone

PATIENCE = 0.2
"""Seconds that the desk waits for an answer here; the slow take three."""


LIARS = (Behaviour.LIES, Behaviour.ENDLESS)
"""They answer 2xx and take nothing."""


class RealLine(Outside):
    """Where webhooks go: to the system's own door, over a socket."""

    def __init__(self, phone: Telephone) -> None:
        super().__init__(loopback=True, seconds=PATIENCE)
        self._phone = phone

    def post(self, url: str, body: str | bytes, headers: dict[str, str], *, now: datetime) -> Answer:  # type: ignore[override]
        answer = super().post(url, body, headers, now=now)
        self._phone.look_up_ends()
        return answer


def with_real_sockets(run: Run, sim: Sim, address: str) -> Telephone:
    """The one provider of the run, reached at that address; its reports go over a line without faults."""
    (phone,) = run.phones.values()
    sim.practice = phone.practice
    phone.network = Network(Random(1), dropped=0, doubled=0, delayed=0, spoilt=0, reset=0)
    with run.rig.store.write() as db:
        db.get_one(Provider, phone.known.provider_id).webhook_url = address
    return phone


def a_new_morning(run: Run, phone: Telephone) -> None:
    """Somebody looks after the address, and each course has news: a break begins, or ends."""
    run.send_again(phone.known.provider_id)
    now = run.rig.clock()
    with run.rig.store.write() as db:
        addresses.note_well(db, phone.known.provider_id)
        outbox.make_due(db, phone.known.provider_id, now=now)
        for course in db.scalars(select(Course).where(Course.state.in_(GOING_ON))):
            (resume if course.state is CourseState.PAUSED else pause)(db, course.officer_id, course.id, now=now)


@pytest.mark.soak
def test_whatever_the_system_does_all_is_told_in_the_end_but_what_it_lied_about(
    care_template_file: Path, tmp_path: Path
) -> None:
    begun = time.monotonic()
    ways = [one for one in Behaviour if one not in LIARS]
    with a_run(care_template_file, tmp_path, seed=3, providers=1) as run:
        sim = Sim(next(iter(run.phones.values())).practice)
        with serving(sim) as address:
            phone = with_real_sockets(run, sim, address)
            counts: Counter[str] = Counter()
            run.weeks, run.step = 1, timedelta(minutes=10)
            run.begin_courses(2)
            with RealLine(phone) as line:
                run.line = line

                def watch(day: int) -> None:
                    counts[sim.behaviour.value] += phone.practice.counts["taken"] - sum(counts.values())
                    sim.behaviour = ways[(day + 1) % len(ways)]
                    a_new_morning(run, phone)

                run.live(watch)
                sim.behaviour = Behaviour.WELL
                run.settle()
                assert broken(run) == []
                assert run.counts["switched off"] > 0, "410 switched it off"
                assert phone.practice.counts["repeated"] > 0, "what was taken and not said so came again"
                assert (counts["down"], counts["busy"], counts["gone"], counts["moved"]) == (0, 0, 0, 0)
                print(f"\n{dict(run.counts)}; heard by day: {counts}; {time.monotonic() - begun:.0f} s")


@pytest.mark.parametrize("way", LIARS)
def test_what_a_system_lies_about_is_seen_and_its_next_word_puts_it_right(
    care_template_file: Path, tmp_path: Path, way: Behaviour
) -> None:
    with a_run(care_template_file, tmp_path, seed=3, providers=1) as run:
        sim = Sim(next(iter(run.phones.values())).practice, behaviour=way)
        with serving(sim) as address:
            phone = with_real_sockets(run, sim, address)
            run.weeks = 1
            run.begin_courses(2)
            with RealLine(phone) as line:
                run.line = line
                run.settle()
                assert any("is told and never arrived" in one for one in broken(run)), "control: the harness notices"
                assert phone.practice.appointments == {}
                sim.behaviour = Behaviour.WELL
                run.live()
                run.settle()
    assert {one["status"] for one in phone.practice.appointments.values()} <= {"booked", "fulfilled", "proposed"}
