"""The officer's free minutes said a second time, minute by minute, sharing no code with the rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.civil import Horizon
from scheduler.duty import Duty
from scheduler.problem import Window
from scheduler.rest_rules import RestRules
from scheduler.windows import OfficerNeeds

NONE, MINUTE, TICK = timedelta(0), timedelta(minutes=1), timedelta(microseconds=1)


def keeps_nothing(kind: str, rules: RestRules) -> bool:
    """Kinds of duty that take no time at all under these rules."""
    opened = rules.in_duty_time_by_force and rules.in_duty_time_by_officer
    off = {"sick": not rules.sick_blocks, "leave": not rules.leave_blocks, "on_call": not rules.on_call_blocks}
    return kind == "rest_day" or off.get(kind, False) or (opened and kind in ("early", "late"))


def hours_kept(duty: Duty, rules: RestRules, edge: timedelta, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What one duty keeps free if it keeps anything, kind by kind."""
    start, end = duty.start_at, duty.end_at
    first, last = (at.astimezone(zone).replace(tzinfo=None) for at in (start, end - TICK))

    def at(on: date, clock: time) -> datetime:
        return datetime.combine(on, clock, tzinfo=zone).astimezone(UTC)

    before, after = edge, edge + rules.overrun_margin
    match duty.kind.value:
        case "leave":
            until = max(first.date(), (last - timedelta(hours=7)).date()) + timedelta(days=1)
            return at(first.date(), time(0)), max(at(until, time(0)), end)
        case "sick":
            before = after = NONE
        case "on_call":
            after = edge
        case "night":
            before = max(edge, rules.wind_down_before_night)
            after = edge + max(rules.sleep_after_night, rules.overrun_margin)
        case "court":
            start = min(start, at(first.date(), rules.court_opens))
            end = max(end, at(last.date(), rules.court_closes))
    return start - before, end + after


@cache
def clock(over: Horizon) -> list[tuple[time, datetime]]:
    """For each civil minute of a horizon, what the wall shows and when that is."""
    walls = [datetime.combine(over.start_on, time(0)) + timedelta(minutes=m) for m in range(over.days * 1440)]
    return [(wall.time(), wall.replace(tzinfo=over.zone).astimezone(UTC)) for wall in walls]


def free_minutes(
    duties: Sequence[Duty], rules: RestRules, needs: OfficerNeeds, over: Horizon, travel: timedelta | None
) -> list[bool]:
    """For each civil minute of the horizon, whether the officer is free in it."""
    edge, zone = rules.video_margin if travel is None else travel, over.zone
    kept = [hours_kept(d, rules, edge, zone) for d in duties if not keeps_nothing(d.kind.value, rules)]
    kept += [(b.start, b.end) for b in needs.blackouts]
    if needs.earliest_at is not None:
        kept.append((datetime.min.replace(tzinfo=UTC), needs.earliest_at))
    return [
        rules.quiet_until <= wall < rules.quiet_from and not any(a < at + MINUTE and at < b for a, b in kept)
        for wall, at in clock(over)
    ]


def faults(
    found: Sequence[Window], duties: Sequence[Duty], rules: RestRules, needs: OfficerNeeds, over: Horizon
) -> list[str]:
    """Minutes offered that are not free, and sessions that would fit but that no window holds."""
    wrong = []
    for reach in needs.places:
        free = free_minutes(duties, rules, needs, over, reach.travel)
        mine = [w for w in found if w.place == reach.place]
        wrong += [f"{w} offers minute {m}" for w in mine for m in range(w.start, w.end) if not free[m]]
        held = {m for w in mine for m in range(w.start, w.end - needs.minutes + 1)}
        run = 0
        for m in range(len(free), 0, -1):
            run = run + 1 if free[m - 1] else 0
            if run >= needs.minutes and m - 1 not in held:
                wrong.append(f"{reach.place}: no window holds a session at {m - 1}")
    return wrong
