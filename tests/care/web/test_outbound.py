"""The description says of every message that providers are sent just what is really sent."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.care.channels.payloads import body_of_test
from app.care.domain.outcome import Outcome
from app.care.domain.told import Told
from app.care.services.call_off import cancel_by_officer
from app.care.services.course_life import pause
from app.care.services.outcome import record_outcome
from app.care.services.outcome_question import question_outcome
from app.care.store.outbox import TEST
from app.care.web.outbound import MESSAGES
from app.foundation.database import Database
from tests.care.channels.provider_stage import staged
from tests.care.web.provider.rig import rigged
from tests.support.builders import NOW, at

OFFICERS_ONLY = {
    Told.APPOINTMENT_AHEAD,
    Told.APPOINTMENT_SOON,
    Told.SOONER_OFFERED,
    Told.COURSE_QUESTION,
    Told.WAYS_OPEN,
    Told.OUTCOME_ANSWERED,
}


def as_described(body: str) -> Any:
    """The message as the model of its type. Raises ValidationError for anything more, less or else."""
    kind = json.loads(body)["type"]
    return MESSAGES[kind][0].model_validate_json(body)


def test_all_types_are_described_each_with_an_example_of_its_own(care_sqlite: Database) -> None:
    assert set(MESSAGES) == {*Told, TEST} - OFFICERS_ONLY
    with rigged(care_sqlite) as rig:
        document = rig.client.get("/api/openapi.json").json()
    assert set(document["webhooks"]) == set(MESSAGES)
    for kind, item in document["webhooks"].items():
        operation = item["post"]
        sent = operation["requestBody"]["content"]["application/json"]
        assert sent["schema"]["$ref"].rpartition("/")[2] in document["components"]["schemas"]
        assert as_described(json.dumps(sent["example"])).type == kind
        named = {parameter["name"] for parameter in operation["parameters"]}
        assert named == {"webhook-id", "webhook-timestamp", "webhook-signature"}
        assert set(operation["responses"]) == {"204"}
        assert operation["summary"]
    assert "HTTPValidationError" not in json.dumps(document)


def test_what_is_really_sent_is_as_described(care_sqlite: Database) -> None:
    with staged(care_sqlite) as stage:
        kept, gone = stage.book(at(7)), stage.book(at(8))
        with stage.store.write() as db:
            cancel_by_officer(db, gone.officer_id, gone.id, now=NOW, rebook=False)
        stage.tell()
        stage.clock.move_to(kept.end_at)
        with stage.store.write() as db:
            record_outcome(db, kept.id, Outcome.ATTENDED, by="provider", now=kept.end_at)
            question_outcome(db, kept.officer_id, kept.id, now=kept.end_at)
            pause(db, kept.officer_id, kept.course_id, now=kept.end_at)
        stage.tell()
        bodies = [told.body for told in stage.receiver.came]
    kinds = {as_described(body).type for body in bodies}
    assert kinds >= {
        "appointment.booked",
        "appointment.cancelled",
        "session.waiting",
        "outcome.questioned",
        "course.paused",
    }
    as_described(body_of_test(NOW))


def test_control_a_field_that_nobody_described_is_noticed() -> None:
    body = json.loads(body_of_test(NOW))
    body["data"]["officer"] = "Kim"
    with pytest.raises(ValidationError):
        as_described(json.dumps(body))
