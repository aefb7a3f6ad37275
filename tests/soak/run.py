"""Weeks of several providers over a bad network, on a clock that is turned by hand, and what must hold after."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Answer, Outside
from app.care.channels.signatures import new_secret
from app.care.channels.tell_people import tell_people
from app.care.channels.tell_providers import tell_provider
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import GOING_ON, CourseState
from app.care.domain.planned import ChosenSlot
from app.care.services.call_off import move_by_officer
from app.care.services.course_life import pause, resume
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import addresses, appointments, outbox, signing_secrets
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import AddressHealth, OutboxMessage
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.refusals import Refusal
from app.foundation.sealing import new_key, use_key
from app.provider_sim.practice import Practice
from tests.care.web.provider.rig import ZONE, Rig, rigged
from tests.soak.doors import Door, as_it_is
from tests.soak.network import Network
from tests.soak.telephone import Telephone
from tests.support.builders import NOW, a_basis, a_counsellor, a_course, at, rows, weekly
from tests.support.quickened import quickened

HOURS = [(at(0, 0), at(200, 0))]
B = AppointmentStatus.BOOKED


class BadLine(Outside):
    """Where webhooks go: to the telephone whose address it is, over its network."""

    def __init__(self, phones: Mapping[str, Telephone]) -> None:
        super().__init__(loopback=True)
        self._phones = phones

    def post(self, url: str, body: str | bytes, headers: Mapping[str, str], *, now: datetime) -> Answer:
        raw = body.encode() if isinstance(body, str) else body
        reply = self._phones[url.rpartition("/")[2]].hear(raw, dict(headers))
        return Answer(None, "No answer in time.") if reply is None else Answer(reply[0], "")


@dataclass(slots=True)
class Run:
    """A desk, its providers, and everything that happens to them."""

    rig: Rig
    phones: dict[str, Telephone]
    line: Outside
    chance: Random
    counts: Counter[str] = field(default_factory=Counter)
    weeks: int = 10
    """Of each course."""
    put_right: float = 0.1
    """How often a report is followed by its correction."""
    step: timedelta = timedelta(seconds=1)
    """The shortest while between two rounds."""
    _said: set[str] = field(default_factory=set)

    @property
    def deliveries(self) -> int:
        """Requests of both sides, each try of each message."""
        return sum(phone.network.counts["sent"] for phone in self.phones.values())

    def begin_courses(self, how_many: int) -> None:
        """Weekly appointments, with a counsellor of their own for each."""
        for n in range(how_many):
            phone = list(self.phones.values())[n % len(self.phones)]
            with self.rig.store.write() as db:
                counsellor = a_counsellor(db, db.get_one(Provider, phone.known.provider_id), HOURS)
                course = a_course(db)
                first_at = at(7 + n % 5, 9 + n % 8, 5 * (n % 12))
                book_plan(
                    db,
                    course.id,
                    rows(counsellor, weekly(first_at, range(1, self.weeks + 1))),
                    a_basis(course),
                    now=NOW,
                )

    def live(self, watch: Callable[[int], None] = lambda day: None) -> None:
        """Day after day, and within a day from one thing that is due to the next; `watch` is told of each day's end."""
        for day in range(7 * self.weeks + 7):
            ends = NOW + timedelta(days=day + 1)
            self._what_officers_do()
            self._tell_people()
            while True:
                self._tell()
                for phone in self.phones.values():
                    self._report_what_has_ended(phone)
                    phone.speak()
                following = self._next_at()
                if following is None or (then := max(following, self.rig.clock() + self.step)) >= ends:
                    break
                self.rig.clock.move_to(then)
            self.rig.clock.move_to(ends)
            watch(day)

    def settle(self) -> None:
        """Until nothing is under way: whoever looks after it sends again what was given up."""
        while True:
            for phone in self.phones.values():
                phone.network.settle()
                self.send_again(phone.known.provider_id)
            self._tell()
            for phone in self.phones.values():
                phone.speak()
            following = self._next_at()
            if following is None and not self._given_up():
                break
            self.rig.clock.move_to(max(following or self.rig.clock(), self.rig.clock() + self.step))
        for phone in self.phones.values():
            phone.network.settle()

    def _what_officers_do(self) -> None:
        now = self.rig.clock()
        with self.rig.store.write() as db:
            promote(db, now=now, firm_until_at=now + timedelta(days=28))
            going_on = [
                (c.id, c.officer_id, c.state) for c in db.scalars(select(Course).where(Course.state.in_(GOING_ON)))
            ]
        for course_id, officer_id, state in going_on:
            drawn = self.chance.random()
            if state is CourseState.PAUSED and drawn < 0.3:
                self._do("resumed", lambda db: resume(db, officer_id, course_id, now=now))  # noqa: B023
            elif state is CourseState.OPEN and drawn < 0.002:
                self._do("paused", lambda db: pause(db, officer_id, course_id, now=now))  # noqa: B023
            elif state is CourseState.OPEN and drawn < 0.01:
                self._do("moved", lambda db: self._move(db, officer_id, course_id))  # noqa: B023

    def _move(self, db: object, officer_id: str, course_id: str) -> None:
        ahead = [a for a in appointments.live_of_course(db, course_id) if a.status is B]  # type: ignore[arg-type]
        if ahead:
            old = ahead[-1]
            slot = ChosenSlot(old.number, old.counsellor_id, old.place_id, old.start_at + timedelta(hours=3))
            move_by_officer(db, officer_id, old.id, slot, now=self.rig.clock())  # type: ignore[arg-type]

    def _do(self, what: str, act: object) -> None:
        try:
            with self.rig.store.write() as db:
                act(db)  # type: ignore[operator]
        except Refusal:
            return
        self.counts[what] += 1

    def _tell_people(self) -> None:
        """Words to people at providers about their systems. Officers hear nothing in this run: they give no address."""
        mailer = self.rig.app.state.desk.mailer
        tell_people(self.rig.store, self.rig.clock, mailer, Voice("Relief", "http://testserver", ZONE))

    def _tell(self) -> None:
        """A round of webhooks alone, just as a whole one has it."""
        with self.rig.store.read() as db:
            due = outbox.providers_due(db, now=self.rig.clock())
        for provider_id in due:
            told, _ = tell_provider(self.rig.store, self.rig.clock, self.line, provider_id)
            self.counts["told"] += told

    def _report_what_has_ended(self, phone: Telephone) -> None:
        """By what the provider's system believes, which may be behind."""
        now = self.rig.clock()
        for name, facts in phone.ended():
            if facts["status"] != "booked" or name in self._said:
                continue
            self._said.add(name)
            phone.report("session.attended", {"appointment": name}, at=now)
            if self.chance.random() < self.put_right:
                phone.report("session.not_attended", {"appointment": name, "reason": "unwell"}, at=now)
                self.counts["put right"] += 1

    def _next_at(self) -> datetime | None:
        """When something is due next: a webhook to an address that does not rest, or a report."""
        now = self.rig.clock()
        with self.rig.store.read() as db:
            rests = {one.provider_id: one.rests_until_at for one in db.scalars(select(AddressHealth))}
            wakes = [until for until in rests.values() if until is not None and until > now]
            awake = [one for one in self.phones if (rests.get(one) or now) <= now]
            untold = (
                OutboxMessage.channel == "webhook",
                OutboxMessage.told_at.is_(None),
                OutboxMessage.dead_at.is_(None),
            )
            query = select(func.min(func.coalesce(OutboxMessage.next_try_at, now))).where(*untold)
            firsts = [db.scalar(query.where(OutboxMessage.provider_id == one)) for one in awake]
        first = min((one for one in firsts if one is not None), default=None)
        due = wakes if first is None else [*wakes, _aware(first)]
        said = [later for phone in self.phones.values() if (later := phone.next_at()) is not None]
        return min([*due, *said], default=None)

    def _given_up(self) -> int:
        with self.rig.store.read() as db:
            return sum(outbox.given_up_of(db, one) for one in self.phones)

    def send_again(self, provider_id: str) -> None:
        """As somebody who looks after it does: switch it on, and send what was given up."""
        with self.rig.store.write() as db:
            health = addresses.health(db, provider_id)
            if health is not None and health.disabled_at is not None:
                self.counts["switched off"] += 1
                addresses.switch_on(db, provider_id)
            self.counts["given up, sent again"] += outbox.revive_all(db, provider_id, now=self.rig.clock())


def _aware(at: datetime | str) -> datetime:
    """SQLite gives what is computed back as text."""
    return at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=NOW.tzinfo)


@contextmanager
def a_run(template: Path, folder: Path, *, seed: int, door: Door = as_it_is, providers: int = 4) -> Iterator[Run]:
    """A desk with providers whose lines are bad."""
    use_key(new_key())
    path = folder / "fault-run.sqlite"
    shutil.copy(template, path)
    store = quickened(Database(f"sqlite:///{path}", jobs=ListJobs()))
    with rigged(store) as rig:
        phones: dict[str, Telephone] = {}
        for n in range(providers):
            known = rig.practice(f"desk{n}@practice.example")
            hears_with = new_secret()
            with store.write() as db:
                db.get_one(Provider, known.provider_id).webhook_url = f"http://127.0.0.1:1/{known.provider_id}"
                signing_secrets.rotate(db, known.provider_id, "out", hears_with, overlap=timedelta(0), now=NOW)
            network = Network(Random(seed * 100 + n))
            phones[known.provider_id] = Telephone(rig, known, Practice([hears_with], rig.clock), network, door)
        with BadLine(phones) as line:
            yield Run(rig, phones, line, Random(seed))
    store.close()
