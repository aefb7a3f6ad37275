"""Hours kept for replacements: which of a counsellor's they are, until when, and who may be planned into them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zlib import crc32
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.policy import Policy
from app.care.domain.world import KnownCounsellor, KnownCourse, World
from scheduler.civil import wall_clock, wall_instant

_HOUR = timedelta(hours=1)


def may_use_kept(courses: Iterable[KnownCourse]) -> bool:
    """Whether these are courses whose officers have booked before: what they still lack was missed or called off.

    A first plan has the whole horizon to choose from; what replaces a session has the next few weeks.
    """
    return all(course.agreed for course in courses)


def as_open_to_its_courses(world: World, policy: Policy) -> World:
    """The world as its courses may be planned in it: with kept hours closed to those that have booked nothing yet."""
    return world if may_use_kept(world.courses) else with_kept_closed(world, policy)


def with_kept_closed(world: World, policy: Policy) -> World:
    """The world without the hours that are kept for replacements.

    Where one of its own courses has a live appointment the hour stays open: what stands is never called off for it.
    """
    if not policy.kept_share:
        return world
    since = kept_since(world.now, world.zone)
    own: dict[str, list[Stretch]] = {}
    for course in world.courses:
        for a in course.appointments:
            if a.is_live and a.start_at >= since:
                own.setdefault(a.counsellor_id, []).append(Stretch(a.start_at, a.end_at))
    return replace(
        world,
        counsellors=tuple(
            _closed(who, since, policy.kept_share, world.zone, tuple(own.get(who.id, ()))) for who in world.counsellors
        ),
    )


def is_kept(
    wanted: Stretch, who_id: str, hours: Sequence[Stretch], policy: Policy, seen: tuple[datetime, ZoneInfo]
) -> bool:
    """Whether a session would lie in an hour that is kept, as `seen` at an instant and in a zone.

    `hours`: of the counsellor's whole week at least.
    """
    now, zone = seen
    if not policy.kept_share or wanted.start_at < kept_since(now, zone):
        return False
    return any(_meet(wanted, one) for one in kept_of(who_id, tuple(hours), policy.kept_share, zone))


def kept_since(now: datetime, zone: ZoneInfo) -> datetime:
    """Hours that begin before this are for everybody: those of this week and the next. Kept longer they would lapse."""
    today = wall_clock(now, zone).date()
    return wall_instant(today + timedelta(days=14 - today.weekday()), time(0), zone)


@lru_cache(maxsize=1 << 11)
def kept_of(who_id: str, hours: tuple[Stretch, ...], share: float, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """This share of somebody's hours, as whole hours at the ends of stretches that are longer.

    Counted anew in each week by the clock on the wall, from a beginning that differs by person and week: so the share
    comes out over the weeks however few hours somebody has, and hours of another week change nothing in this one.
    """
    found: list[Stretch] = []
    in_order = sorted(hours, key=lambda one: one.start_at)
    for monday, week in groupby(in_order, lambda one: _monday(one.start_at, zone)):
        found += _kept_in_week(list(week), share, crc32(f"{who_id} {monday}".encode()) / 2**32)
    return tuple(found)


def _kept_in_week(week: Sequence[Stretch], share: float, due: float) -> Iterator[Stretch]:
    for one in week:
        due += share * ((one.end_at - one.start_at) / _HOUR)
        count = min(int(due), int((one.end_at - one.start_at) / _HOUR) - 1)
        if count > 0:
            due -= count
            yield replace(one, start_at=one.end_at - count * _HOUR)


def _monday(at: datetime, zone: ZoneInfo) -> date:
    on = wall_clock(at, zone).date()
    return on - timedelta(days=on.weekday())


@lru_cache(maxsize=1 << 11)
def _hours_left(
    who_id: str, hours: tuple[Stretch, ...], since: datetime, share: float, zone: ZoneInfo, own: tuple[Stretch, ...]
) -> tuple[Stretch, ...]:
    closed = {one.end_at: one for one in kept_of(who_id, hours, share, zone) if one.start_at >= since}
    found = []
    for one in hours:
        kept = closed.get(one.end_at)
        if kept is None or kept.start_at <= one.start_at or any(_meet(kept, mine) for mine in own):
            found.append(one)
        else:
            found.append(replace(one, end_at=kept.start_at))
    return tuple(found)


def _closed(
    who: KnownCounsellor, since: datetime, share: float, zone: ZoneInfo, own: tuple[Stretch, ...]
) -> KnownCounsellor:
    return replace(who, hours=_hours_left(who.id, who.hours, since, share, zone, own)) if who.hours else who


def _meet(one: Stretch, other: Stretch) -> bool:
    return one.start_at < other.end_at and other.start_at < one.end_at
