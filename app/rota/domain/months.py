"""Duties packed by month, and what an upload does to the months it covers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.rota.domain.reading import Cover
from scheduler.duty import Duty
from scheduler.duty_pack import packed, unpacked

Months = Mapping[str, bytes]
"""Packed duties by the local month (2026-12) in which they start, each in order of time."""


def month_of(at: datetime, zone: ZoneInfo) -> str:
    """The local month an instant lies in."""
    return at.astimezone(zone).isoformat()[:7]


def pack_months(duties: Iterable[Duty], zone: ZoneInfo) -> dict[str, bytes]:
    """The duties by month; months without any are left out."""
    months: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        months[month_of(duty.start_at, zone)].append(duty)
    return {month: packed(months[month]) for month in sorted(months)}


def unpack_months(months: Months) -> list[Duty]:
    """All duties of the months, in order of time."""
    return [duty for month in sorted(months) for duty in unpacked(months[month])]


def months_about(cover: Cover, zone: ZoneInfo) -> tuple[str, str]:
    """The first and last month in which a duty could start that the cover replaces or touches."""
    span = cover.span
    return month_of(span.start - timedelta(days=2), zone), month_of(span.end + timedelta(days=2), zone)


def replaced(standing: Months, new: Iterable[Duty], cover: Cover, zone: ZoneInfo) -> dict[str, bytes]:
    """The months as they stand after an upload: what starts inside its cover gives way to what it says."""
    span = cover.span
    kept = [duty for duty in unpack_months(standing) if not span.start <= duty.start_at < span.end]
    return pack_months([*kept, *new], zone)
