"""Duties as numbers: each one 64 bits that sort in order of time, a month of them as bytes."""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from scheduler.duty import Duty, DutyKind

KINDS = (
    DutyKind.COURT,
    DutyKind.EARLY,
    DutyKind.LATE,
    DutyKind.LEAVE,
    DutyKind.NIGHT,
    DutyKind.ON_CALL,
    DutyKind.OTHER,
    DutyKind.REST_DAY,
    DutyKind.SICK,
    DutyKind.TRAINING,
)
"""A kind's place here is its number in what is stored and sent: only ever add at the end."""

START_SHIFT, LENGTH_SHIFT = 32, 8
LONGEST_MINUTES = 2**24 - 1
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def word_of(duty: Duty) -> int:
    """Minutes from 1970 to the start (32 bits), minutes it lasts (24), kind (8): by start, then end, then kind.

    ValueError: a start or an end within a minute, before 1970, or more than 31 years apart.
    """
    start, within = divmod(duty.start_at - _EPOCH, _MINUTE)
    length, rest = divmod(duty.length, _MINUTE)
    if within or rest or not 0 <= start < 2**32 or length > LONGEST_MINUTES:
        raise ValueError(f"a duty begins and ends on a whole minute since 1970: {duty.start_at} to {duty.end_at}")
    return start << START_SHIFT | length << LENGTH_SHIFT | _NUMBER[duty.kind]


def duty_of(word: int) -> Duty:
    """The duty that `word_of` wrote. ValueError for anything else."""
    number = word & 0xFF
    if number >= len(KINDS):
        raise ValueError(f"there is no kind of duty with the number {number}")
    start = _EPOCH + (word >> START_SHIFT) * _MINUTE
    return Duty(KINDS[number], start, start + (word >> LENGTH_SHIFT & LONGEST_MINUTES) * _MINUTE)


def packed(duties: Iterable[Duty]) -> bytes:
    """Duties in order of time, eight bytes each, the lowest first."""
    words = sorted(map(word_of, duties))
    return struct.pack(f"<{len(words)}Q", *words)


def words_in(pack: bytes) -> tuple[int, ...]:
    """The numbers in what `packed` wrote. ValueError for bytes that are not whole numbers."""
    if len(pack) % 8:
        raise ValueError("packed duties are of eight bytes each")
    return struct.unpack(f"<{len(pack) // 8}Q", pack)


def unpacked(pack: bytes) -> list[Duty]:
    """The duties that `packed` wrote, in order of time."""
    return [duty_of(word) for word in words_in(pack)]


def minute_of(at: datetime) -> int:
    """Minutes from 1970 to an instant, parts of a minute left out."""
    return (at - _EPOCH) // _MINUTE


def instant_of(minute: int) -> datetime:
    """The instant so many minutes after 1970 began."""
    return _EPOCH + minute * _MINUTE
