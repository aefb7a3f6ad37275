"""The world as it would be with a change that somebody wants to see tried; nothing of it is booked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.care.domain.capacity import Stretch
from app.care.domain.policy import Policy
from app.care.domain.what_if import Kind, WhatIf
from app.care.domain.world import KnownCounsellor, KnownPlace, World
from scheduler.civil import wall_instant

NEW_PLACE = "what-if"


def changed(world: World, change: WhatIf, policy: Policy) -> World:
    """The same facts with the change in them, from the coming Monday on."""
    match change.kind:
        case Kind.COUNSELLORS:
            return _with_people(world, change, change.place, policy)
        case Kind.SITE:
            site = KnownPlace(NEW_PLACE, change.name, is_video=False, rooms=change.rooms)
            return _with_people(replace(world, places=(*world.places, site)), change, NEW_PLACE, policy)
        case Kind.HOURS:
            return replace(world, counsellors=tuple(_with_hours(who, change, world) for who in world.counsellors))


def begins_on(world: World) -> date:
    """The coming Monday: a change for the rest of this week would help nobody."""
    today = world.now.astimezone(world.zone).date()
    return today + timedelta(days=7 - today.weekday())


def hours_moved(before: World, after: World, weeks: int) -> float:
    """How many counsellor hours a week are in one of the two worlds and not in the other."""
    known = {who.id: who.hours for who in before.counsellors}
    minutes = sum(_moved(known.get(who.id, ()), who.hours) for who in after.counsellors)
    return minutes / 60 / max(weeks, 1)


def _moved(before: Sequence[Stretch], after: Sequence[Stretch]) -> float:
    """Minutes in one of the two and not in the other."""
    edges: dict[datetime, list[int]] = {}
    for side, stretches in enumerate((before, after)):
        for one in stretches:
            edges.setdefault(one.start_at, [0, 0])[side] += 1
            edges.setdefault(one.end_at, [0, 0])[side] -= 1
    total, open_now, last = 0.0, [0, 0], None
    for at in sorted(edges):
        if last is not None and (open_now[0] > 0) != (open_now[1] > 0):
            total += (at - last).total_seconds() / 60
        open_now = [open_now[0] + edges[at][0], open_now[1] + edges[at][1]]
        last = at
    return total


def _with_people(world: World, change: WhatIf, place: str, policy: Policy) -> World:
    """More counsellors, who can all that anybody can: what their hours are worth is the question, not who they are."""
    skills = frozenset(skill for who in world.counsellors for skill in who.skills)
    languages = frozenset(spoken for who in world.counsellors for spoken in who.languages)
    hours = tuple(_each_week(world, change, place, policy))
    more = tuple(
        KnownCounsellor(
            id=f"{NEW_PLACE}-{number}",
            name="",
            gender=None,
            skills=skills,
            languages=languages,
            active=True,
            max_per_day=6,
            max_per_week=25,
            break_minutes=10,
            caseload=30,
            hours=hours,
        )
        for number in range(1, change.people + 1)
    )
    return replace(world, counsellors=(*world.counsellors, *more))


def _each_week(world: World, change: WhatIf, place: str, policy: Policy) -> Iterator[Stretch]:
    first = begins_on(world)
    for week in range(policy.weeks):
        for day in sorted(change.days):
            on = first + timedelta(weeks=week, days=day)
            yield _hours_on(on, change, world, (place,))


def _with_hours(who: KnownCounsellor, change: WhatIf, world: World) -> KnownCounsellor:
    """Whoever works at the place on one of the days works its new hours then; all else stays as it is."""
    first = begins_on(world)
    kept: list[Stretch] = []
    changed_on: dict[date, set[str]] = {}
    for one in who.hours:
        on = one.start_at.astimezone(world.zone).date()
        if change.place in one.places and on.weekday() in change.days and on >= first:
            changed_on.setdefault(on, set()).update(one.places)
        else:
            kept.append(one)
    new = [_hours_on(on, change, world, tuple(sorted(places))) for on, places in sorted(changed_on.items())]
    if not new:
        return who
    return replace(who, hours=tuple(sorted([*kept, *new], key=lambda one: (one.start_at, one.end_at))))


def _hours_on(on: date, change: WhatIf, world: World, places: tuple[str, ...]) -> Stretch:
    opens, closes = (wall_instant(on, time(hour), world.zone) for hour in (change.opens, change.closes))
    return Stretch(opens, closes, places)
