"""Facts from rows that the store told as texts: each text is read once in a process, as long as it stays the same."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.world import KnownAppointment
from app.care.store.as_text import Texts, rows_of

_IN_ORDER = attrgetter("start_at", "id")


def appointments_from(texts: Iterable[Texts]) -> list[KnownAppointment]:
    """Appointments told as PLAIN columns, in order of start and id."""
    return sorted(chain.from_iterable(map(_appointments, texts)), key=_IN_ORDER)


@lru_cache(maxsize=1 << 9)
def _appointments(texts: Texts) -> tuple[KnownAppointment, ...]:
    return tuple(
        KnownAppointment(
            id_,
            course_id,
            officer_id,
            int(number),
            counsellor_id,
            place_id,
            _instant(start_at),
            _instant(end_at),
            AppointmentStatus(status),
            int(room) if room else None,
        )
        for id_, course_id, officer_id, number, counsellor_id, place_id, start_at, end_at, status, room in rows_of(
            texts
        )
    )


@lru_cache(maxsize=1 << 10)
def hours_from(texts: Texts) -> tuple[Stretch, ...]:
    """Hours told as id, start, end and places, in order of start and id."""
    told = sorted((_instant(start_at), id_, end_at, places) for id_, start_at, end_at, places in rows_of(texts))
    return tuple(Stretch(start_at, _instant(end_at), _places(places)) for start_at, _, end_at, places in told)


@lru_cache(maxsize=1 << 14)
def _instant(text: str) -> datetime:
    """SQLite writes UTC without saying so, PostgreSQL the clock of its own zone with the difference."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@lru_cache(maxsize=1 << 10)
def _places(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
