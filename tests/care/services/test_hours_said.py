"""What a person says of hours on the pages outlives every message that was sent before, however late it comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.availability import replace_availability, replace_by_person
from app.care.services.inbound import act_on, withdraw
from app.care.services.inbound_events import PeriodData, again
from app.care.services.opening import open_hours
from app.care.services.providers_own import ProviderSide
from app.care.services.week_hours import take_leave
from app.care.store import providers
from app.foundation.database import Database
from tests.support.builders import NOW, VIDEO, a_counsellor, at

SPAN = (at(3, 9), at(3, 12))
SAID_AT, HEARD_AT = NOW + timedelta(minutes=20), NOW + timedelta(minutes=30)
Act = Callable[[Session, ProviderSide, str, str], object]


def opens(db: Session, _side: ProviderSide, counsellor_id: str, _name: str) -> object:
    return open_hours(db, counsellor_id, SPAN, [VIDEO], now=SAID_AT)


def replaces(db: Session, side: ProviderSide, counsellor_id: str, _name: str) -> object:
    return replace_by_person(db, side, counsellor_id, SPAN, [Stretch(*SPAN, (VIDEO,))], now=SAID_AT)


def takes_back(db: Session, side: ProviderSide, _counsellor_id: str, name: str) -> object:
    return withdraw(db, side, PeriodData(counsellor=name, start=SPAN[0], end=SPAN[1]), now=SAID_AT)


def is_away(db: Session, _side: ProviderSide, counsellor_id: str, _name: str) -> object:
    return take_leave(db, counsellor_id, SPAN, now=SAID_AT)


def a_word(name: str, kind: str, minute: int, version: int | None = None) -> dict[str, Any]:
    data: dict[str, Any] = {"counsellor": name, "start": SPAN[0].isoformat(), "end": SPAN[1].isoformat()}
    if kind == "slot.opened":
        data["places"] = [VIDEO]
    if kind == "availability.replaced":
        data["hours"] = []
    numbered = {} if version is None else {"version": version}
    return {"type": kind, "timestamp": (NOW + timedelta(minutes=minute)).isoformat(), "data": data, **numbered}


def left_open(db: Session, counsellor_id: str) -> list[tuple[datetime, datetime]]:
    return [(one.start_at, one.end_at) for one in providers.hours_of_counsellors(db, [counsellor_id], *SPAN)]


@pytest.mark.parametrize("version", [None, 7])
@pytest.mark.parametrize(
    ("act", "late", "stands"),
    [
        (opens, "slot.withdrawn", [SPAN]),
        (opens, "availability.replaced", [SPAN]),
        (replaces, "slot.withdrawn", [SPAN]),
        (takes_back, "slot.opened", []),
        (is_away, "slot.opened", []),
    ],
)
def test_what_was_sent_before_a_person_spoke_changes_nothing_when_it_comes_after(
    care_sqlite: Database, act: Act, late: str, stands: list[Any], version: int | None
) -> None:
    with care_sqlite.write() as db:
        counsellor = a_counsellor(db, hours=[])
        provider = providers.provider(db, counsellor.provider_id)
        side, name = ProviderSide.whole(provider), outward(provider.pseudonym_key, Kind.COUNSELLOR, counsellor.id)
        act(db, side, counsellor.id, name)
        effect = act_on(db, side, again(a_word(name, late, 10, version)), now=HEARD_AT)
        assert effect.answer["superseded"]
        assert left_open(db, counsellor.id) == stands
        since = again(a_word(name, late, 25, 1))
        assert "superseded" not in act_on(db, side, since, now=HEARD_AT).answer, "what was said since counts"
        assert left_open(db, counsellor.id) != stands


def test_control_hours_that_are_no_word_are_taken_back_by_a_late_message(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        counsellor = a_counsellor(db, hours=[])
        provider = providers.provider(db, counsellor.provider_id)
        side, name = ProviderSide.whole(provider), outward(provider.pseudonym_key, Kind.COUNSELLOR, counsellor.id)
        replace_availability(db, side, counsellor.id, SPAN, [Stretch(*SPAN, (VIDEO,))], now=SAID_AT)
        act_on(db, side, again(a_word(name, "slot.withdrawn", 10)), now=HEARD_AT)
        assert left_open(db, counsellor.id) == []
