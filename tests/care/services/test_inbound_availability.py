"""What providers' systems say of hours and counsellors by webhook."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound_availability import (
    AvailabilityReplaced,
    CounsellorUpdated,
    hear_availability,
    hear_counsellor,
)
from app.care.services.providers_own import ProviderSide
from app.care.store import providers
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, at

SAID = "2026-03-02T08:00:00Z"


def side_and_name(store: Database, who: str) -> tuple[ProviderSide, str]:
    with store.read() as db:
        side = ProviderSide.whole(providers.provider(db, providers.counsellor(db, who).provider_id))
    return side, outward(side.key, Kind.COUNSELLOR, who)


def hours_event(name: str, *hours: dict[str, Any]) -> AvailabilityReplaced:
    data = {"counsellor": name, "start": at(0, 0).isoformat(), "end": at(7, 0).isoformat(), "hours": list(hours)}
    body = {"type": "availability.replaced", "timestamp": SAID, "data": data}
    return AvailabilityReplaced.model_validate_json(_json(body))


def counsellor_event(name: str, **data: Any) -> CounsellorUpdated:
    body = {"type": "counsellor.updated", "timestamp": SAID, "data": {"counsellor": name, **data}}
    return CounsellorUpdated.model_validate_json(_json(body))


def _json(body: dict[str, Any]) -> str:
    import json

    return json.dumps(body)


def test_the_hours_of_a_span_are_replaced_and_the_same_again_is_answered_the_same(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    event = hours_event(name, {"start": at(1, 9).isoformat(), "end": at(1, 12).isoformat(), "places": ["video"]})
    with care_sqlite.write() as db:
        first = hear_availability(db, side, event.data, now=NOW)
        assert hear_availability(db, side, event.data, now=NOW) == first == {"counsellor": name, "courses": []}
        (kept,) = providers.hours_of_counsellors(db, [who], NOW, at(7, 0))
    assert (kept.start_at, kept.end_at) == (at(1, 9), at(1, 12))


def test_what_is_left_out_of_a_counsellor_stays(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    side, name = side_and_name(care_sqlite, who)
    with care_sqlite.write() as db:
        hear_counsellor(db, side, counsellor_event(name, lengths=[90], skills=["trauma"]).data, now=NOW)
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
        answer = hear_counsellor(db, side, counsellor_event(name, active=False).data, now=NOW)
        assert answer["courses"] == [outward(side.key, Kind.COURSE, course.id)]
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
        hear_counsellor(db, side, counsellor_event(name, active=False).data, now=NOW)
