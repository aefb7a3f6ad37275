"""Made-up providers, counsellors with their hours, and the places where sessions happen."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import without
from app.care.domain.week_pattern import Week, WeekLine, midnight, opened
from app.care.services.identity import add_provider_account
from app.care.store.hours import keep_change
from app.care.store.tables.hours import CounsellorWeek
from app.care.store.tables.providers import (
    Counsellor,
    CounsellorHours,
    Place,
    Provider,
    ProviderSecret,
)
from app.foundation.ids import new_token

SITES = (("riverside", "Riverside House", 3), ("northgate", "Northgate Rooms", 2))
VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up counsellor: who, where, and the hours of a working day."""

    name: str
    gender: str
    skills: tuple[str, ...]
    site: str
    weekdays: tuple[int, ...]
    opens: int
    closes: int

    @property
    def week(self) -> tuple[WeekLine, ...]:
        """Two stretches a day, with lunch between them."""
        lunch = 12 if self.opens < 12 else 15
        return tuple(
            WeekLine(weekday, starts, ends, (VIDEO, self.site))
            for weekday in self.weekdays
            for starts, ends in ((time(self.opens), time(lunch, 30)), (time(lunch + 1), time(self.closes)))
        )


PRACTICES: dict[str, tuple[Person, ...]] = {
    "Alder Practice": (
        Person("Anneke Vos", "woman", ("general", "trauma"), "riverside", (0, 1, 2, 3, 4), 9, 17),
        Person("Ben Okafor", "man", ("general", "sleep"), "riverside", (1, 2, 3, 4, 5), 10, 18),
        Person("Carys Pugh", "woman", ("general", "trauma", "couples"), "northgate", (0, 1, 3, 4), 12, 20),
    ),
    "Birch Partnership": (
        Person("Dev Anand", "man", ("general", "trauma", "sleep"), "northgate", (0, 1, 2, 3, 4), 8, 16),
        Person("Elin Strand", "woman", ("general", "couples"), "riverside", (0, 2, 3, 4, 6), 9, 19),
        Person("Farid Nasser", "man", ("general", "sleep", "couples"), "northgate", (1, 2, 3, 4, 5), 11, 20),
    ),
}


def stock(db: Session, zone: ZoneInfo, first_on: date, *, weeks: int, seed: int, now: datetime) -> list[Provider]:
    """Write places, providers, counsellors, accounts and hours; returns the providers. For an empty store only."""
    db.add_all([Place(id=key, name=name, kind="site", rooms=rooms) for key, name, rooms in SITES])
    db.add(Place(id=VIDEO, name="Video", kind="video", rooms=None))
    rng = Random(seed)
    providers = []
    for name, people in PRACTICES.items():
        provider = Provider(name=name, webhook_url=None, pseudonym_key=new_token(), created_at=now)
        db.add(provider)
        db.flush()
        providers.append(provider)
        for person in people:
            counsellor = _counsellor(provider, person)
            db.add(counsellor)
            db.flush()
            holiday = rng.randrange(2, max(3, weeks))
            _give_hours(db, counsellor, person, holiday, zone, (first_on, weeks))
        _let_in(db, provider)
    return providers


def add_secret(db: Session, provider: Provider, direction: str, secret: str, *, now: datetime) -> None:
    """Agree on a webhook secret with a provider; `direction` "in" (they sign) or "out" (we sign)."""
    db.add(ProviderSecret(provider_id=provider.id, direction=direction, secret=secret, created_at=now, expires_at=None))


def provider_contact(provider: Provider) -> str:
    """The made-up sign-in address of a provider."""
    return f"desk@{provider.name.split()[0].lower()}.example"


def _let_in(db: Session, provider: Provider) -> None:
    add_provider_account(db, provider.id, provider_contact(provider))


def _counsellor(provider: Provider, person: Person) -> Counsellor:
    return Counsellor(
        provider_id=provider.id,
        name=person.name,
        gender=person.gender,
        skills=list(person.skills),
        languages=["en"],
        max_per_day=6,
        max_per_week=5 * len(person.weekdays),
    )


def _give_hours(
    db: Session, counsellor: Counsellor, person: Person, holiday: int, zone: ZoneInfo, span: tuple[date, int]
) -> None:
    """A usual week with a lunch break, leave for the holiday week, and the hours that come of both."""
    first_on, weeks = span
    week = Week(first_on, None, person.week)
    away = tuple(midnight(first_on + timedelta(weeks=number), zone) for number in (holiday, holiday + 1))
    until_at = midnight(first_on + timedelta(weeks=weeks), zone)
    db.add(
        CounsellorWeek(
            counsellor_id=counsellor.id,
            from_on=first_on,
            until_on=None,
            lines=[line.as_json() for line in person.week],
            saved_at=midnight(first_on, zone),
        )
    )
    keep_change(db, counsellor.id, (away[0], away[1]), [], is_leave=True, now=midnight(first_on, zone))
    for one in without(opened([week], midnight(first_on, zone), until_at, zone), [(away[0], away[1])]):
        db.add(_row(counsellor, one))


def _row(counsellor: Counsellor, one: Stretch) -> CounsellorHours:
    return CounsellorHours(
        counsellor_id=counsellor.id,
        start_at=one.start_at,
        end_at=one.end_at,
        places=list(one.places),
        withdrawn_at=None,
    )
