"""Signed messages with something wrong: taken, or refused in one of a few ways; never an error of the service."""

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound_events import KNOWN
from app.care.store import providers
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.support.builders import a_booked_appointment, at

MANY = int(os.environ.get("RELIEF_MUTATED", "20000"))
Headers = dict[str, str]
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**53, 2**63, 2**64, 10**400, 1.5, "", "a", "\x00", "\ud800", "é" * 70, "0" * 65, [], {},
    {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}, [[]], "2026-03-02T08:00:00Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "attended", "session.attended", "slot.opened", "../../etc", "<b>", "'; DROP TABLE officer; --", "R-7F3K2M",
)  # fmt: skip


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def good_messages(rig: Rig, practice: Practice) -> list[dict[str, Any]]:
    """One of each kind, all true at the rig's hour."""
    with rig.store.write() as db:
        counsellor = providers.counsellor(db, practice.counsellor_id)
        been, ahead = (a_booked_appointment(db, counsellor, at(7, hour), now=rig.clock()) for hour in (10, 15))
    rig.clock.move_to(at(7, 11))
    name = {one: outward(practice.key, Kind.APPOINTMENT, one.id) for one in (been, ahead)}
    who = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    span = {"start": at(60, 9).isoformat(), "end": at(60, 12).isoformat()}
    data = {
        "session.attended": {"appointment": name[been], "counsellor": who, "arrived_late_minutes": 5},
        "session.not_attended": {"appointment": name[been], "reason": "court"},
        "session.cancelled_by_provider": {"appointment": name[ahead]},
        "slot.withdrawn": {"counsellor": who, **span},
        "slot.opened": {"counsellor": who, **span, "places": ["video"]},
        "availability.replaced": {"counsellor": who, **span, "hours": [{**span, "places": ["video"]}]},
        "counsellor.updated": {"counsellor": who, "skills": ["general"], "lengths": [50, 90], "max_per_day": 5},
    }
    assert set(data) == set(KNOWN)
    said = rig.clock().isoformat()
    return [{"type": kind, "timestamp": said, "version": 3, "data": one} for kind, one in data.items()]


def spoilt_body(message: dict[str, Any], dice: random.Random) -> bytes:
    """The message with one or two things changed: a value, a field, its nesting, or its bytes."""
    spoilt = json.loads(json.dumps(message))
    for _ in range(dice.randint(1, 2)):
        part = spoilt["data"] if dice.random() < 0.6 and isinstance(spoilt.get("data"), dict) else spoilt
        field = dice.choice([*part, "more"])
        change = dice.randrange(4)
        if change == 0:
            part.pop(field, None)
        elif change == 1:
            part[dice.choice(["", "type", "version", "__proto__", "a" * 200])] = deepcopy(dice.choice(STRANGE))
        else:
            part[field] = deepcopy(dice.choice(STRANGE))
    body = json.dumps(spoilt).encode("utf-8", "surrogatepass")
    if dice.random() < 0.25:
        raw = bytearray(body)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(raw) or 1)
            raw[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        body = bytes(raw)
    return body


def signed(practice: Practice, rig: Rig, body: bytes, dice: random.Random, number: int) -> Headers:
    """Rightly signed for the bytes where these are text; now and then a header is spoilt after that."""
    message_id, now = f"msg_{number if dice.random() < 0.9 else 0}", rig.clock()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(practice.secret).sign(message_id, now, body.decode("utf-8", "replace")),
    }
    if dice.random() < 0.2:
        name = dice.choice(list(headers))
        wrong = [
            "",
            "x",
            headers[name][:-1],
            headers[name] + "0",
            "v1,",
            "v2," + headers[name],
            "9" * 40,
            "\x7f",
            "1.5",
        ]
        headers[name] = dice.choice(wrong)
    return headers


def bombarded(rig: Rig, count: int, *, seed: int, look: Callable[[Any], None] = lambda _: None) -> Counter[str]:
    """Send so many; how often each status and code was answered."""
    practice, dice = rig.practice(), random.Random(seed)
    messages = good_messages(rig, practice)
    found: Counter[str] = Counter()
    for number in range(count):
        body = spoilt_body(dice.choice(messages), dice)
        headers = signed(practice, rig, body, dice, number)
        answer = rig.client.post(f"/webhooks/{practice.provider_id}", content=body, headers=headers)
        look(answer)
        found[f"{answer.status_code} {answer.json().get('code', '')}".strip()] += 1
    return found


ALLOWED = {
    "200", "202", "401 bad-signature", "404 not-found", "409 illegal-move", "409 too-early", "409 too-late",
    "422 bad-event", "422 unknown-event", "422 message-id-reused", "422 invalid",
}  # fmt: skip


def refused_alike(answer: Any) -> None:
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().keys() >= {"type", "title", "status", "detail", "code", "faults"}


def test_mutated_messages_are_taken_or_refused_in_a_known_way(rig: Rig) -> None:
    found = bombarded(rig, 250, seed=6, look=refused_alike)
    assert set(found) <= ALLOWED, found
    assert found["200"] > 5, "some stay true, so the others are refused for what was changed"
    assert found["401 bad-signature"] > 20
    assert found["422 bad-event"] > 50


@pytest.mark.soak
def test_twenty_thousand_mutated_messages_find_nothing_else(rig: Rig) -> None:
    found = bombarded(rig, MANY, seed=20, look=refused_alike)
    print(found)
    assert set(found) <= ALLOWED, found


def test_control_an_endpoint_that_falls_over_is_found(rig: Rig) -> None:
    async def falls_over(scope: Any, receive: Any, send: Any) -> None:
        async def spoilt(message: Any) -> None:
            await send(message | ({"status": 500} if message.get("status") == 422 else {}))

        await rig.app(scope, receive, spoilt)

    rig.client = TestClient(falls_over)
    assert any(one.startswith("500") for one in bombarded(rig, 30, seed=6))


def test_a_span_that_ends_before_it_begins_is_refused_and_not_fallen_over(rig: Rig) -> None:
    practice = rig.practice()
    message = next(one for one in good_messages(rig, practice) if one["type"] == "availability.replaced")
    message["data"] |= {"start": message["data"]["end"], "hours": []}
    body = json.dumps(message).encode()
    now = rig.clock()
    signature = Webhook(practice.secret).sign("msg_1", now, body.decode())
    heads = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    answer = rig.client.post(f"/webhooks/{practice.provider_id}", content=body, headers=heads)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-event")
