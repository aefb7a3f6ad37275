"""Who refers themselves, when, and what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownCounsellor
from app.simulate.facts import Referral, ShiftClass, SimOfficer
from app.simulate.world.life import Force, Life, life_of
from app.simulate.world.lots import poisson
from app.simulate.world.places import VIDEO, Places
from app.simulate.world.teams import LINES, Team, staff_by_line

WELSH = "cy"
TRAUMA = "trauma"


@dataclass(frozen=True, slots=True)
class Asked:
    """One who asks for help: the officer, the referral and the year they had."""

    officer: SimOfficer
    referral: Referral
    life: Life


@dataclass(frozen=True, slots=True)
class Setting:
    """What referrals are drawn in."""

    force: Force
    places: Places
    counsellors: Sequence[KnownCounsellor]
    teams: dict[str, tuple[Team, ...]]


def askers(setting: Setting, staff: int) -> list[Asked]:
    """All who refer themselves, each once, by the time of their referral."""
    force = setting.force
    numbers, chance = force.numbers, force.lots.stream("referrals")
    mean = staff * numbers.referrals.share_a_year * force.year.referral_days / 365
    count = min(staff, poisson(chance, mean))
    who = chance.sample(range(staff), count)
    minutes = sorted(chance.randrange(force.year.referral_days * 1440) for _ in who)
    posts = _posts(setting, staff)
    return [_asked(setting, posts, staff_number, minute) for staff_number, minute in zip(who, minutes, strict=True)]


def _posts(setting: Setting, staff: int) -> list[tuple[int, str]]:
    """The staff numbers with which each line begins."""
    begins, posts = 0, []
    for name, count in staff_by_line(setting.force.numbers.force, staff).items():
        posts.append((begins, name))
        begins += count
    return posts


def _asked(setting: Setting, posts: Sequence[tuple[int, str]], staff_number: int, minute: int) -> Asked:
    force = setting.force
    officer_id = f"officer-{staff_number:05}"
    line = next(name for begins, name in reversed(posts) if begins <= staff_number)
    team = setting.teams[line][staff_number % LINES[line].phases]
    chance = force.lots.stream(officer_id, "referral")
    at = force.year.at(minute // 1440, minute % 1440)
    home = setting.places.home(chance.randrange(len(setting.places.sites)))
    life = life_of(force, officer_id, team, at)
    referral = _referral(setting, officer_id, chance, home)
    needs = _needs(setting, team, chance, home)
    officer = SimOfficer(officer_id, team.shift_class, team.name, life.published, needs)
    return Asked(officer, replace(referral, at=at), life)


def _referral(setting: Setting, officer_id: str, chance: Random, home: str) -> Referral:
    numbers, behaviour = setting.force.numbers.referrals, setting.force.numbers.behaviour
    (sessions,) = chance.choices((6, 8, 10), (numbers.sessions_6, numbers.sessions_8, numbers.sessions_10))
    (urgency,) = chance.choices(
        (Urgency.SOONEST, Urgency.SOON, Urgency.ROUTINE), (numbers.soonest, numbers.soon, numbers.routine)
    )
    stops = chance.randint(1, sessions - 1) if chance.random() < behaviour.stops else None
    return Referral(
        setting.force.year.at(0),
        officer_id,
        officer_id.replace("officer", "course"),
        urgency,
        sessions,
        numbers.minutes,
        _wants(setting, chance, home),
        stops,
    )


def _wants(setting: Setting, chance: Random, home: str) -> Wants:
    """What the officer asks for, as far as anybody on the books can meet it: they see who is there."""
    numbers = setting.force.numbers.referrals
    (mode,) = chance.choices((Mode.VIDEO, Mode.SITE, Mode.EITHER), (numbers.video, numbers.site, numbers.either))
    further = setting.places.next_to(home) if chance.random() < 0.5 else None
    wants = Wants(
        need=TRAUMA if chance.random() < numbers.asks_skill else "general",
        mode=mode,
        places=tuple(site for site in (home, further) if site is not None) if mode.travels else (),
        counsellor_gender=chance.choice(("woman", "man")) if chance.random() < numbers.asks_gender else None,
        language=WELSH if chance.random() < numbers.asks_language else None,
    )
    less = (wants, replace(wants, language=None), replace(wants, language=None, counsellor_gender=None))
    plain = replace(wants, language=None, counsellor_gender=None, need="general")
    nearer = replace(plain, mode=Mode.EITHER)
    return next((one for one in (*less, plain) if _is_met(one, setting.counsellors)), nearer)


def _is_met(wants: Wants, counsellors: Sequence[KnownCounsellor]) -> bool:
    """Whether somebody who is there from the first day on fits, at a place that the officer would come to."""
    reached = {*wants.places, VIDEO} if wants.mode is not Mode.SITE else set(wants.places)
    return any(
        wants.fits(who.skills, who.languages, who.gender) and any(reached & set(h.places) for h in who.hours[:1])
        for who in counsellors
    )


def _needs(setting: Setting, team: Team, chance: Random, home: str) -> OfficerNeeds:
    numbers = setting.force.numbers.referrals
    near = max(5, min(240, round(numbers.journey_minutes * chance.uniform(0.5, 1.5))))
    travel = {home: near}
    further = setting.places.next_to(home)
    if further is not None:
        travel[further] = min(240, near + chance.randint(10, 30))
    day = frozenset({chance.randrange(7)})
    dislikes = chance.random() < numbers.dislikes_a_day
    is_flexible = chance.random() < numbers.office_flexible and team.shift_class is ShiftClass.DAYS
    return OfficerNeeds(
        travel_minutes=travel,
        disliked=(Disliked(day),) if dislikes else (),
        in_duty_time=True if is_flexible else None,
    )
