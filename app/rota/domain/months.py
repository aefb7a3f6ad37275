"""Duties packed by month, and what an upload does to the months it covers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.rota.domain.duty_line import instant_text, packed, unpacked
from app.rota.domain.reading import Cover
from scheduler.duty import Duty

Months = dict[str, list[list[str]]]
"""Packed duties by the local month (2026-12) in which they start, each in order of time."""


def month_of(at: datetime, zone: ZoneInfo) -> str:
    """The local month an instant lies in."""
    return at.astimezone(zone).isoformat()[:7]


def pack_months(duties: Iterable[Duty], zone: ZoneInfo) -> Months:
    """The duties by month; months without any are left out."""
    months: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        months[month_of(duty.start_at, zone)].append(duty)
    return {month: [packed(duty) for duty in in_order(months[month])] for month in sorted(months)}


def unpack_months(months: Months) -> list[Duty]:
    """All duties of the months, in order of time."""
    return in_order(unpacked(triple) for month in months.values() for triple in month)


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """By start, then end, then kind."""
    return sorted(duties, key=lambda duty: (duty.start_at, duty.end_at, duty.kind.value))


def months_about(cover: Cover, zone: ZoneInfo) -> tuple[str, str]:
    """The first and last month in which a duty could start that the cover replaces or touches."""
    span = cover.span
    return month_of(span.start - timedelta(days=2), zone), month_of(span.end + timedelta(days=2), zone)


def replaced(standing: Months, new: Iterable[Duty], cover: Cover, zone: ZoneInfo) -> Months:
    """The months as they stand after an upload: what starts inside its cover gives way to what it says."""
    first, end = instant_text(cover.span.start), instant_text(cover.span.end)
    months = pack_months(new, zone)
    for month, triples in standing.items():
        kept = [triple for triple in triples if not first <= triple[1] < end]
        if kept:
            # Instants are all written alike, so texts stand in the order of time.
            months[month] = sorted([*kept, *months.get(month, [])], key=lambda t: (t[1], t[2], t[0]))
    return {month: months[month] for month in sorted(months)}
