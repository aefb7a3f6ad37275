"""The form about an officer's own time: as it was typed, and what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.web.officer.visitor import text_of, texts_of
from app.foundation.refusals import Fault, Invalid
from scheduler.interval import Interval

LONGEST_JOURNEY = 240
SLEEPS = range(4, 15)
LONGEST_AWAY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was typed, field by field."""

    travel: dict[str, str]
    days: tuple[str, ...]
    leave: str
    duty: str
    sleep: str

    @classmethod
    def of(cls, needs: OfficerNeeds, sites: Iterable[str]) -> "Wishes":
        """The form as it opens."""
        return cls(
            travel={site: str(needs.travel_minutes.get(site, "")) for site in sites},
            days=tuple(str(day) for d in needs.disliked for day in sorted(d.weekdays)),
            leave="yes" if needs.attends_on_leave else "no",
            duty="yes" if needs.in_duty_time else "no",
            sleep=str(needs.sleep_hours or ""),
        )

    def needs(self, before: OfficerNeeds, sites: Mapping[str, str]) -> OfficerNeeds:
        """What it means, with the blackouts there were; `sites`: names by id. Raises Invalid with every fault."""
        faults = [
            Fault(f"From work to {sites.get(site, site)} takes 0 to {LONGEST_JOURNEY} minutes", column=f"travel-{site}")
            for site, typed in self.travel.items()
            if typed and not (typed.isdecimal() and int(typed) <= LONGEST_JOURNEY)
        ]
        if self.sleep and not (self.sleep.isdecimal() and int(self.sleep) in SLEEPS):
            faults.append(Fault(f"Choose {SLEEPS[0]} to {SLEEPS[-1]} hours", column="sleep"))
        if not set(self.days) <= {str(day) for day in range(7)}:
            faults.append(Fault("Choose from the days listed", column="days"))
        if faults:
            raise Invalid("Please look at the form again.", faults=faults)
        days = frozenset(int(day) for day in self.days)
        return replace(
            before,
            travel_minutes={site: int(typed) for site, typed in self.travel.items() if typed},
            disliked=(Disliked(days),) if days else (),
            attends_on_leave=True if self.leave == "yes" else None,
            in_duty_time=True if self.duty == "yes" else None,
            sleep_hours=int(self.sleep) if self.sleep else None,
        )


def read_wishes(form: FormData, sites: Iterable[str]) -> Wishes:
    """The form as it came."""
    return Wishes(
        travel={site: text_of(form, f"travel-{site}", longest=6) for site in sites},
        days=tuple(dict.fromkeys(texts_of(form, "days"))),
        leave=text_of(form, "leave"),
        duty=text_of(form, "duty"),
        sleep=text_of(form, "sleep"),
    )


def read_away(form: FormData, zone: ZoneInfo, now: datetime) -> Interval[datetime]:
    """Whole local days, both included. Raises Invalid with every fault."""
    typed = {name: text_of(form, name) for name in ("first_on", "last_on")}
    first, last = _date(typed["first_on"]), _date(typed["last_on"] or typed["first_on"])
    faults = []
    if first is None:
        faults.append(Fault("Give the first day as a date", column="first_on"))
    if last is None and typed["last_on"]:
        faults.append(Fault("Give the last day as a date", column="last_on"))
    if first and last:
        faults += _order(first, last, now.astimezone(zone).date())
    if faults or first is None or last is None:
        raise Invalid("Please look at the dates again.", faults=faults)
    return Interval(_midnight(first, zone, now), _midnight(last + timedelta(days=1), zone, now))


def _order(first: date, last: date, today: date) -> list[Fault]:
    if last < first:
        return [Fault("The last day comes before the first", column="last_on")]
    if last < today:
        return [Fault("These days are over", column="first_on")]
    return [Fault("That is more than a year", column="last_on")] if last - first > LONGEST_AWAY else []


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _midnight(on: date, zone: ZoneInfo, now: datetime) -> datetime:
    return datetime.combine(on, time(0), zone).astimezone(now.tzinfo)
