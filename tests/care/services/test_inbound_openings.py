"""Openings that overlap, with withdrawals between them, leave the same hours in whatever order they arrive."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.availability import replace_availability, stretch_of
from app.care.services.inbound import act_on
from app.care.services.inbound_events import again
from app.care.services.providers_own import ProviderSide
from app.care.store import providers
from app.foundation.database import Database
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_place, at

Hours = tuple[tuple[int, int, tuple[str, ...]], ...]
Word = tuple[int, str, int, int, tuple[str, ...]]
LATER = NOW + timedelta(minutes=30)
V, R, BOTH = ("video",), ("riverside",), ("riverside", "video")


def message(word: Word, name: str) -> dict[str, Any]:
    """A message of that minute about these hours of one day."""
    minute, kind, start, end, places = word
    data: dict[str, Any] = {"counsellor": name, "start": at(3, start).isoformat(), "end": at(3, end).isoformat()}
    if kind == "availability.replaced":
        data["hours"] = [{"start": data["start"], "end": data["end"], "places": list(places)}] if places else []
    elif kind == "slot.opened":
        data["places"] = list(places)
    return {"type": kind, "timestamp": (NOW + timedelta(minutes=minute)).isoformat(), "data": data}


def opened(minute: int, start: int, end: int, places: tuple[str, ...] = V) -> Word:
    return minute, "slot.opened", start, end, places


def withdrawn(minute: int, start: int, end: int) -> Word:
    return minute, "slot.withdrawn", start, end, ()


def replaced(minute: int, start: int, end: int, places: tuple[str, ...] = V) -> Word:
    return minute, "availability.replaced", start, end, places


def all_ends(db: Session, side: ProviderSide, counsellor_id: str, words: tuple[Word, ...]) -> set[Hours]:
    """The hours of that day after every order of these messages; orders that begin alike share their beginning."""
    if not words:
        return {hours_of(db, counsellor_id)}
    name, found = outward(side.key, Kind.COUNSELLOR, counsellor_id), set()
    for number, word in enumerate(words):
        before = db.begin_nested()
        act_on(db, side, again(message(word, name)), now=LATER)
        found |= all_ends(db, side, counsellor_id, (*words[:number], *words[number + 1 :]))
        before.rollback()
    return found


def hours_of(db: Session, counsellor_id: str) -> Hours:
    rows = providers.hours_of_counsellors(db, [counsellor_id], at(3, 0), at(4, 0))
    return tuple((one.start_at.hour, one.end_at.hour, stretch_of(one).places) for one in rows)


CASES: dict[str, tuple[tuple[Word, ...], Hours]] = {
    "two that overlap grow together": ((opened(1, 8, 12), opened(2, 10, 14)), ((8, 14, V),)),
    "where they differ the later word stands": (
        (opened(1, 8, 12), opened(2, 10, 14, R)),
        ((8, 10, V), (10, 14, R)),
    ),
    "of the same instant all places count": (
        (opened(1, 8, 12), opened(1, 10, 14, R)),
        ((8, 10, V), (10, 12, BOTH), (12, 14, R)),
    ),
    "of the same instant a withdrawal stands": (
        (opened(1, 8, 12), opened(1, 10, 14, R), withdrawn(1, 11, 13)),
        ((8, 10, V), (10, 11, BOTH), (13, 14, R)),
    ),
    "named one by one they keep their edge": ((opened(1, 8, 10), opened(2, 10, 12)), ((8, 10, V), (10, 12, V))),
    "one that is older than all still joins them": (
        (opened(3, 8, 10), opened(2, 10, 12), opened(1, 9, 11)),
        ((8, 12, V),),
    ),
    "six, with all that there is": (
        (opened(1, 8, 14), withdrawn(2, 9, 11), opened(3, 10, 16, R), opened(3, 15, 18), replaced(5, 12, 13),
         opened(0, 7, 19, R)),
        ((7, 8, R), (8, 9, V), (10, 12, R), (12, 13, V), (13, 15, R), (15, 16, BOTH), (16, 18, V), (18, 19, R)),
    ),
    "replaced and opened at the same instant": (
        (replaced(1, 8, 12), opened(1, 10, 14, R)),
        ((8, 10, V), (10, 12, BOTH), (12, 14, R)),
    ),
    "all taken away and opened at the same instant": ((replaced(1, 8, 12, ()), opened(1, 10, 14)), ((12, 14, V),)),
    "replaced and withdrawn at the same instant": (
        (replaced(1, 8, 14), withdrawn(1, 10, 12)),
        ((8, 10, V), (12, 14, V)),
    ),
    "replaced twice at the same instant": (
        (replaced(1, 8, 12), replaced(1, 10, 14, R), replaced(1, 11, 12, ())),
        ((8, 10, V), (10, 11, BOTH), (12, 14, R)),
    ),
    "five of two instants": (
        (replaced(2, 8, 12), opened(2, 10, 14, R), withdrawn(2, 13, 15), replaced(1, 7, 16), opened(1, 9, 18, R)),
        ((7, 10, V), (10, 12, BOTH), (12, 13, R), (15, 16, BOTH), (16, 18, R)),
    ),
    "openings of one place": (
        (opened(3, 9, 12), opened(2, 12, 14), opened(1, 13, 15), withdrawn(5, 16, 17), opened(6, 15, 18)),
        ((9, 12, V), (12, 15, V), (15, 18, V)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_openings_in_any_order_leave_one_state(care_sqlite: Database, case: str) -> None:
    words, expected = CASES[case]
    with care_sqlite.write() as db:
        a_place(db, "riverside")
        counsellor = a_counsellor(db, hours=[])
        side = ProviderSide.whole(providers.provider(db, counsellor.provider_id))
        ends = all_ends(db, side, counsellor.id, words)
    assert ends == {expected}


def test_control_without_ranks_the_order_decides(care_sqlite: Database) -> None:
    """The same openings carried out as they come."""
    ends = set()
    with care_sqlite.write() as db:
        a_place(db, "riverside")
        for order in permutations([(8, 12, V), (10, 14, R)]):
            before = db.begin_nested()
            counsellor = a_counsellor(db, hours=[])
            side = ProviderSide.whole(providers.provider(db, counsellor.provider_id))
            for start, end, places in order:
                span = (at(3, start), at(3, end))
                replace_availability(db, side, counsellor.id, span, [Stretch(*span, places)], now=LATER)
            ends.add(hours_of(db, counsellor.id))
            before.rollback()
    assert len(ends) == 2, "the control no longer shows what the ranks prevent"


def test_an_opening_elsewhere_gives_what_was_booked_there_another_time_and_counts(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        a_place(db, "riverside")
        one = a_booked_appointment(db, a_counsellor(db), at(3, 10), now=NOW)
        provider = providers.provider(db, providers.counsellor(db, one.counsellor_id).provider_id)
        name = outward(provider.pseudonym_key, Kind.COUNSELLOR, one.counsellor_id)
        said = again(message(opened(1, 9, 12, R), name))
        assert act_on(db, ProviderSide.whole(provider), said, now=LATER).undone == 1
