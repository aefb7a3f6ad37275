"""What providers' systems say of hours and counsellors by webhook."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError

from app.care.domain.pseudonyms import Kind, outward
from app.care.services.hearing import Said
from app.care.services.inbound import act_on
from app.care.services.inbound_availability import hear_availability, hear_counsellor
from app.care.services.inbound_events import InboundEvent, again
from app.care.services.inbound_hours_events import AvailabilityReplaced, CounsellorUpdated
from app.care.services.providers_own import ProviderSide
from app.care.store import inbox, providers
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, at

SAID = "2026-03-02T08:00:00Z"
BY_NOW = Said(NOW)


def side_and_name(store: Database, who: str) -> tuple[ProviderSide, str]:
    with store.read() as db:
        side = ProviderSide.whole(providers.provider(db, providers.counsellor(db, who).provider_id))
    return side, outward(side.key, Kind.COUNSELLOR, who)


def hours_event(name: str, *hours: dict[str, Any]) -> AvailabilityReplaced:
    data = {"counsellor": name, "start": at(0, 0).isoformat(), "end": at(7, 0).isoformat(), "hours": list(hours)}
    body = {"type": "availability.replaced", "timestamp": SAID, "data": data}
    return AvailabilityReplaced.model_validate_json(json.dumps(body))


def counsellor_event(name: str, **data: Any) -> CounsellorUpdated:
    body = {"type": "counsellor.updated", "timestamp": SAID, "data": {"counsellor": name, **data}}
    return CounsellorUpdated.model_validate_json(json.dumps(body))


def test_the_hours_of_a_span_are_replaced_and_the_same_again_is_answered_the_same(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    event = hours_event(name, {"start": at(1, 9).isoformat(), "end": at(1, 12).isoformat(), "places": ["video"]})
    with care_sqlite.write() as db:
        first = hear_availability(db, side, event.data, BY_NOW, now=NOW)
        assert hear_availability(db, side, event.data, BY_NOW, now=NOW) == first
        assert first.answer == {"counsellor": name, "courses": []}
        (kept,) = providers.hours_of_counsellors(db, [who], NOW, at(7, 0))
    assert (kept.start_at, kept.end_at) == (at(1, 9), at(1, 12))


def test_what_is_left_out_of_a_counsellor_stays(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    with care_sqlite.write() as db:
        hear_counsellor(db, side, counsellor_event(name, lengths=[90], skills=["trauma"]).data, BY_NOW, now=NOW)
        row = providers.counsellor(db, who)
        assert (row.lengths, row.skills, row.languages, row.active) == ([90], ["trauma"], ["en"], True)


def test_a_counsellor_who_takes_nobody_on_any_more_is_followed_by_another_only_with_consent(
    care_sqlite: Database,
) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    with care_sqlite.write() as db:
        heeded = hear_counsellor(db, side, counsellor_event(name, active=False).data, BY_NOW, now=NOW)
        assert heeded.struck > 1 and heeded.answer["courses"] == [outward(side.key, Kind.COURSE, course.id)]
        assert not providers.hours_of_counsellors(db, [who], NOW, at(200))
    run_jobs(care_sqlite)
    assert live(care_sqlite, course) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda name: counsellor_event(name, lengths=[45]),
        lambda name: counsellor_event(name, skills=["Not A Word"]),
        lambda name: counsellor_event(name, salary=1),
        lambda name: hours_event(name, {"start": SAID, "end": SAID}),
    ],
)
def test_what_is_not_known_is_refused(make: Callable[[str], object]) -> None:
    with pytest.raises(ValidationError):
        make("cns_1")


def test_another_providers_counsellor_does_not_exist(care_sqlite: Database) -> None:
    who, other = counsellor(care_sqlite), counsellor(care_sqlite)
    side, _ = side_and_name(care_sqlite, other)
    _, name = side_and_name(care_sqlite, who)
    with pytest.raises(NotFound), care_sqlite.write() as db:
        hear_counsellor(db, side, counsellor_event(name, active=False).data, BY_NOW, now=NOW)


def payloads(name: str) -> list[dict[str, Any]]:
    """Three words about the same days, each later than the one before, and two about the counsellor."""
    days = {"counsellor": name, "start": at(1, 0).isoformat(), "end": at(4, 0).isoformat()}
    open_at = [{"start": at(d, 9).isoformat(), "end": at(d, 12).isoformat(), "places": ["video"]} for d in (1, 2, 3)]
    second = {**days, "end": at(3, 0).isoformat(), "hours": open_at[1:2]}
    third = {**days, "start": at(2, 10).isoformat(), "end": at(2, 11).isoformat()}
    said = [
        ("availability.replaced", {**days, "hours": open_at}),
        ("availability.replaced", second),
        ("slot.withdrawn", third),
        ("counsellor.updated", {"counsellor": name, "max_per_day": 3, "break_minutes": 20}),
        ("counsellor.updated", {"counsellor": name, "max_per_day": 4}),
    ]
    return [
        {"type": kind, "timestamp": (NOW - timedelta(hours=9 - number)).isoformat(), "data": data}
        for number, (kind, data) in enumerate(said)
    ]


def told(store: Database, who: str, side: ProviderSide, said: Sequence[dict[str, Any]]) -> object:
    """What stands after these messages were taken in this order, each twice; nothing of it is kept."""
    with store.write() as db:
        for number, payload in enumerate([*said, *said]):
            event: InboundEvent = again(payload)
            inbox.enter(db, side.provider_id, f"msg_{number}", event.type, event.model_dump(mode="json"), now=NOW)
            act_on(db, side, event, now=NOW)
            db.flush()
        rows = providers.hours_of_counsellors(db, [who], at(1, 0), at(4, 0))
        row = providers.counsellor(db, who)
        stands = sorted((one.start_at, one.end_at) for one in rows), row.max_per_day, row.break_minutes
        db.rollback()
    return stands


def test_in_whatever_order_messages_about_hours_and_people_come_the_same_stands(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    said = payloads(name)
    hours = [(at(2, 9), at(2, 10)), (at(2, 11), at(2, 12)), (at(3, 9), at(3, 12))]
    orders = [*permutations(said[:3])] + [(*said[:3], *two) for two in permutations(said[3:])]
    for order in orders:
        found = told(care_sqlite, who, side, order)
        assert found[0] == hours, [one["type"] for one in order]  # type: ignore[index]
        assert len(order) == 3 or found[1:] == (4, 20)  # type: ignore[index]
