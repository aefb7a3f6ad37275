"""Both desks open over a small force, on a clock that the test moves."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from app.care.domain.pseudonyms import Kind, outward
from app.care.services.identity import issue_access_codes
from app.care.store import providers
from app.care.store.tables.providers import Provider
from app.demo.crowd import pick, refer_somebody
from app.demo.force import Force, local, make_force
from app.demo.opening import open_practices
from app.demo.practice import Practice
from app.demo.stage import Stage, stage
from app.demo.supply import PRACTICES
from app.foundation.signin.door import SignInDesk
from app.foundation.signin.sign_ins import begin_sign_in
from app.rota.services.publish import publish
from app.rota.services.receive import Arrived
from app.rota.store.accounts import add_account
from app.rota.web.receiving import take_upload
from tests.acceptance.people import Person

ZONE = ZoneInfo("Europe/London")
FIRST_ON = date(2027, 2, 1)
WEEKS, SIZE = 10, 40
HR = "rosters@force.example"


@dataclass(frozen=True, slots=True)
class Scene:
    """The stage, who works there, and one of them: the officer whose story this is."""

    stage: Stage
    force: Force
    practices: tuple[Practice, ...]
    staff_number: str

    def access_codes(self) -> dict[str, str]:
        """What everybody in the force finds on the card that all of them get."""
        with self.stage.care.desk.store.write() as db:
            return dict(issue_access_codes(db))

    def published(self, csv: bytes) -> None:
        """HR has published this roster, and care has pulled it."""
        desk = self.stage.rota.desk
        upload = take_upload(desk, Arrived("roster.csv", csv, {}, "test"))
        with desk.store.write() as db:
            publish(db, upload.id, desk.zone, by="test", now=desk.clock())
        self.pulled()

    def pulled(self) -> None:
        """Care has pulled what HR has published, and has done what follows from it."""
        self.stage.due("pull_rosters")
        self.stage.settle()

    def others_in_care(self, count: int) -> None:
        """Some others have referred themselves and booked."""
        rng = Random(1)
        for number in pick(self.force, count, rng, but=[self.staff_number]):
            refer_somebody(self.stage.care.desk, number, rng)
        self.stage.settle()

    def time_passes(self, until: datetime) -> None:
        """Move the clock, day by day, and do what time makes due."""
        clock = self.stage.clock
        while clock() < until:
            clock.move_to(min(until, clock() + timedelta(days=1)))
            self.stage.due("lapse_holds")
            self.stage.due("promote")
        self.stage.settle()

    def lets_in_again(self, person: Person, audience: str) -> None:
        """Sign somebody in whose sign-in idled out while the clock jumped.

        By the store, because how many codes are sent is limited by real time.
        """
        desks = (self.stage.rota.app.state.sign_in, self.stage.care.app.state.sign_in)
        desk: SignInDesk = next(d for d in desks if audience in {door.audience for door in d.doors})
        door = desk.door(audience)
        with desk.store.write() as db:
            subject = door.find_subject(db, person.contact)
            assert subject, f"nobody signs in as {person.contact}"
            begun = begin_sign_in(db, desk.tables, door, subject, now=self.stage.clock())
        cookie = {"name": desk.cookie(door), "value": begun.token, "url": person.desk_url}
        person.page.context.add_cookies([cookie])  # type: ignore[list-item]

    def their_name_of(self, appointment_id: str, provider_id: str) -> str:
        """What the provider calls an appointment."""
        with self.stage.care.desk.store.read() as db:
            key = providers.provider(db, provider_id).pseudonym_key
        return outward(key, Kind.APPOINTMENT, appointment_id)

    def provider_of(self, counsellor: str) -> tuple[str, str]:
        """Id and sign-in contact of the provider whose counsellor that is."""
        name = next(name for name, people in PRACTICES.items() if counsellor in {person.name for person in people})
        with self.stage.care.desk.store.read() as db:
            ids = {db.get_one(Provider, practice.provider_id).name: practice.provider_id for practice in self.practices}
        return ids[name], f"desk@{name.split(maxsplit=1)[0].lower()}.example"


@contextmanager
def opened(folder: Path) -> Iterator[Scene]:
    """The desks at eight on a Monday morning; nothing published, nobody in care."""
    force = make_force(FIRST_ON, ZONE, weeks=WEEKS, size=SIZE)
    starts_at = local(FIRST_ON, datetime.min.time().replace(hour=8), ZONE).astimezone(UTC)
    with ExitStack() as ends:
        one = ends.enter_context(stage(folder, starts_at))
        with one.rota.desk.store.write() as db:
            add_account(db, HR, now=one.clock())
        practices = tuple(open_practices(one, ends, FIRST_ON, weeks=WEEKS + 6, seed=1))
        hero = next(member.staff_number for member in force.members if member.pattern == "2-2-2-4")
        yield Scene(one, force, practices, hero)
