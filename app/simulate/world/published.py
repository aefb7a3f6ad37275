"""What the model says beside what was published: a table that shows where the made-up year is like a real one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, quantiles

from app.care.domain.outcome import Outcome, is_miss
from app.simulate.facts import Cause, Referral
from app.simulate.parameters import Parameters
from app.simulate.world.asking_for_help import Setting, askers
from app.simulate.world.attending import Around, features_of
from app.simulate.world.fate import DrawnFate, Truth
from app.simulate.world.late import late_by
from app.simulate.world.life import Force, Life, life_of
from app.simulate.world.lots import Lots
from app.simulate.world.places import Places
from app.simulate.world.supply import supply_of
from app.simulate.world.teams import teams_of
from app.simulate.world.year import Year

LOOKED_AT, STAFF = 240, 8_000
"""Officers whose whole year is looked at, and how large the force is whose referrals are."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure: what the model says, and from what to what it was published."""

    what: str
    model: float
    low: float
    high: float
    source: str

    @property
    def agrees(self) -> bool:
        """Whether the model lies where the publications do."""
        return self.low <= self.model <= self.high

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """The same as words, under HEADINGS."""
        span = f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
        return self.what, f"{self.model:.3g}", span, "yes" if self.agrees else "no", self.source


HEADINGS = ("figure", "model", "published", "agrees", "source")


@dataclass(frozen=True, slots=True)
class Sample:
    """Officers who work turns, seen for a whole year from its first day."""

    force: Force
    lives: dict[str, Life]

    @property
    def fate(self) -> DrawnFate:
        """What would come of their appointments."""
        truths = {name: Truth(life.final, life.ill) for name, life in self.lives.items()}
        return DrawnFate(self.force.numbers, self.force.lots, self.force.year, truths)


def sample_of(parameters: Parameters, *, seed: int, officers: int = LOOKED_AT) -> Sample:
    """Officers of response teams, who were asked most of what was published."""
    year = Year.of(parameters.numbers.calendar)
    force = Force(parameters.numbers, year, Lots(seed))
    teams = teams_of(year)["response"]
    names = [f"sample-{number:04}" for number in range(officers)]
    lives = {name: life_of(force, name, teams[at % len(teams)], year.at(0)) for at, name in enumerate(names)}
    return Sample(force, lives)


def comparisons(parameters: Parameters, *, seed: int = 1) -> list[Comparison]:
    """All figures that something was published about; allow for some chance on both sides."""
    sample = sample_of(parameters, seed=seed)
    return [
        *_rest_days(sample),
        *_late_finishes(sample),
        *_overtime_and_appointments(sample),
        *_misses(sample),
        *_referrals(parameters, seed),
    ]


def _rest_days(sample: Sample) -> Iterator[Comparison]:
    """The survey asked about twelve months."""
    ends_at = sample.force.year.at(365)
    counts = [
        sum(change.cause is Cause.REST_DAY_CANCELLED and change.at < ends_at for change in life.changes)
        for life in sample.lives.values()
    ]
    share = sum(count >= 2 for count in counts) / len(counts)
    yield Comparison(
        "officers with two or more rest days cancelled in 12 months",
        share,
        0.85,
        0.95,
        "sypfcopperconnection.co.uk ?p=2969 (n=272)",
    )


def _late_finishes(sample: Sample) -> Iterator[Comparison]:
    force = sample.force
    late = [
        late_by(force.numbers, force.lots, name, duty) / _HOUR
        for name, life in sample.lives.items()
        for duty in life.final
        if duty.is_work
    ]
    longer = [hours for hours in late if hours > 0]
    source = "Chicago PD 2012-15, jrisi256/policing 1_impute_start_end_times.pdf"
    lower, _, upper = quantiles(longer, n=4)
    yield Comparison("duties that end as rostered", 1 - len(longer) / len(late), 0.84, 0.86, source)
    yield Comparison("hours of a late finish on average", fmean(longer), 1.3, 1.5, source)
    yield Comparison("hours of a late finish, lower quartile", lower, 0.45, 0.55, source)
    yield Comparison("hours of a late finish, upper quartile", upper, 1.4, 1.6, source)


def _overtime_and_appointments(sample: Sample) -> Iterator[Comparison]:
    """Three months of private appointments on every third day: an hour after the duty, or on a rest day."""
    year = sample.force.year
    hit = [_hit_by_overtime(sample, name, (year.at(91), year.at(182))) for name in sample.lives]
    yield Comparison(
        "officers kept from an appointment by overtime in 3 months, with one on every third day",
        sum(hit) / len(hit),
        0.7,
        0.9,
        "8 in 10, PFNI survey, newsletter.co.uk 2016-12-09; how many appointments they had is not published",
    )


def _hit_by_overtime(sample: Sample, name: str, span: tuple[datetime, datetime]) -> bool:
    force, life = sample.force, sample.lives[name]
    late = (d for d in life.final if d.is_work and late_by(force.numbers, force.lots, name, d) > _HOUR)
    on_rest_days = (d for change in life.changes if change.cause is Cause.REST_DAY_CANCELLED for d in change.after)
    return any(
        span[0] <= duty.start_at < span[1] and force.year.day_of(duty.start_at) % 3 == 0
        for duty in (*late, *on_rest_days)
    )


def _misses(sample: Sample) -> Iterator[Comparison]:
    outcomes = list(_plain_outcomes(sample))
    yield Comparison(
        "sessions missed at plain times, over a course of eight agreed on at its start",
        sum(map(is_miss, outcomes)) / len(outcomes),
        0.089,
        0.12,
        "8.9 % Binnie & Boden 2016 (primary-care CBT service); about 12 % NHS Talking Therapies (abnewswire, 2020)",
    )


def _plain_outcomes(sample: Sample) -> Iterator[Outcome]:
    """Of two o'clock on every fifth day, where no duty is near on the roster and nothing speaks against it."""
    year, fate = sample.force.year, sample.fate
    for number, name in enumerate(sample.lives):
        for day in range(7 + number % 5, 365, 5):
            start_at = year.at(day, 14 * 60)
            end_at, made_at = start_at + timedelta(minutes=50), start_at - timedelta(weeks=1 + day // 5 % 8)
            duties = fate.truths[name].near(start_at)
            around = Around(duties, start_at, end_at, made_at)
            if not features_of(around, year) and not any(duty.span.contains(start_at) for duty in duties):
                yield fate.outcome(name, start_at, end_at, made_at=made_at)


def _referrals(parameters: Parameters, seed: int) -> Iterator[Comparison]:
    """Of a large force, for these are few of many."""
    year, lots = Year.of(parameters.numbers.calendar), Lots(seed)
    force, places = Force(parameters.numbers, year, lots), Places.of(parameters.numbers.force, STAFF)
    supply = supply_of(force, places, STAFF)
    asked = [one.referral for one in askers(Setting(force, places, supply.counsellors, teams_of(year)), STAFF)]
    yield from _courses(asked)


def _courses(asked: Sequence[Referral]) -> Iterator[Comparison]:
    sessions = fmean(one.sessions for one in asked)
    yield Comparison("sessions of a course on average", sessions, 7.8, 8.2, "bedfordshire.pcc.police.uk/pcc-d-075")
    stops = sum(one.stops_after is not None for one in asked) / len(asked)
    yield Comparison("officers who stop before their last session", stops, 0.14, 0.20, "17 %, Binnie & Boden 2016")
