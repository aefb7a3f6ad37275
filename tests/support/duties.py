"""Duties of a test as they lie in a store."""

from collections.abc import Iterable
from datetime import datetime

from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import packed


def pack(duties: Iterable[tuple[str, datetime, datetime]]) -> bytes:
    """Kind, start and end each."""
    return packed(Duty(DutyKind(kind), start, end) for kind, start, end in duties)


def pack_by_month(duties: Iterable[tuple[str, datetime, datetime]]) -> dict[str, bytes]:
    """The same by the month of each start."""
    months: dict[str, list[tuple[str, datetime, datetime]]] = {}
    for duty in duties:
        months.setdefault(f"{duty[1]:%Y-%m}", []).append(duty)
    return {month: pack(months[month]) for month in sorted(months)}
