"""Webhooks of providers: what is taken, what is refused, and that nothing counts twice."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from standardwebhooks import Webhook

from app.care.channels.signatures import LARGEST_BODY, Verified, new_secret
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound import act_on
from app.care.services.inbound_events import KNOWN, read_event
from app.care.services.providers_own import ProviderSide
from app.care.store import appointments, providers, signing_secrets
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import InboxMessage
from app.care.web.webhooks import take
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.support.builders import a_booked_appointment, at
from tests.support.care_store import jobs_of


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    """For what does not depend on the store."""
    with rigged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def rig_on_both(care_db: Database) -> Iterator[Rig]:
    """For what the store must get right."""
    with rigged(care_db) as ready:
        yield ready


def event(kind: str, **data: Any) -> str:
    return json.dumps({"type": kind, "timestamp": "2026-03-02T08:00:00Z", "data": data})


def send(
    rig: Rig, practice: Practice, body: str, message_id: str = "msg_1", *, to: str | None = None, **headers: str
) -> httpx.Response:
    """Sign and post as the official library of a provider would."""
    now = rig.clock()
    signed = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(practice.secret).sign(message_id, now, body),
    }
    return rig.client.post(f"/webhooks/{to or practice.provider_id}", content=body, headers=signed | headers)


def booked(rig: Rig, practice: Practice) -> Appointment:
    """An appointment that has just ended."""
    with rig.store.write() as db:
        counsellor = providers.counsellor(db, practice.counsellor_id)
        appointment = a_booked_appointment(db, counsellor, now=rig.clock())
    if rig.clock() < at(7, 11):
        rig.clock.move_to(at(7, 11))
    return appointment


def name_of(practice: Practice, appointment: Appointment) -> str:
    return outward(practice.key, Kind.APPOINTMENT, appointment.id)


def outcome_of(rig: Rig, appointment: Appointment) -> Outcome | None:
    with rig.store.read() as db:
        return appointments.any_(db, appointment.id).outcome


def inbox_count(rig: Rig) -> int:
    with rig.store.read() as db:
        return db.scalar(select(func.count()).select_from(InboxMessage)) or 0


def test_an_attended_session_is_recorded(rig_on_both: Rig) -> None:
    practice = rig_on_both.practice()
    appointment = booked(rig_on_both, practice)
    name = name_of(practice, appointment)
    answer = send(rig_on_both, practice, event("session.attended", appointment=name))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "received": "msg_1",
        "type": "session.attended",
        "appointment": name,
        "status": "fulfilled",
        "outcome": "attended",
        "sequence": answer.json()["sequence"],
    }
    assert outcome_of(rig_on_both, appointment) is Outcome.ATTENDED


@pytest.mark.parametrize("reason", ["kept_on_duty", "recalled_to_duty", "court", "unwell", "did_not_attend"])
def test_a_miss_is_recorded_with_its_reason_and_planned_anew_without_being_asked(rig: Rig, reason: str) -> None:
    practice = rig.practice()
    appointment = booked(rig, practice)
    jobs_of(rig.store).waiting.clear()
    body = event("session.not_attended", appointment=name_of(practice, appointment), reason=reason)
    assert send(rig, practice, body).status_code == 200
    assert outcome_of(rig, appointment) is Outcome(reason)
    assert [job.payload for job in jobs_of(rig.store).waiting if job.name == "plan_course"] == [
        {"course_id": appointment.course_id}
    ]


def test_a_duplicate_gets_the_first_answer_and_does_nothing(rig_on_both: Rig) -> None:
    practice = rig_on_both.practice()
    appointment = booked(rig_on_both, practice)
    name = name_of(practice, appointment)
    attended = event("session.attended", appointment=name)
    first = send(rig_on_both, practice, attended, "msg_a")
    send(rig_on_both, practice, event("session.not_attended", appointment=name, reason="unwell"), "msg_b")
    late = send(rig_on_both, practice, attended, "msg_a")
    assert (late.status_code, late.json()) == (first.status_code, first.json())
    assert late.headers["webhook-repeated"] == "true"
    assert outcome_of(rig_on_both, appointment) is Outcome.UNWELL
    assert inbox_count(rig_on_both) == 2


def set_by_a_person_since(rig: Rig, practice: Practice, deliver: Callable[[str], object]) -> bool:
    """A webhook limits a caseload, a person raises it, the webhook comes again; whether the person's word stands."""
    body = event(
        "counsellor.updated", counsellor=outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id), caseload=3
    )
    deliver(body)
    with rig.store.write() as db:
        counsellor = providers.locked_counsellor(db, practice.counsellor_id)
        assert counsellor.caseload == 3
        counsellor.caseload = 9
    deliver(body)
    with rig.store.read() as db:
        return providers.counsellor(db, practice.counsellor_id).caseload == 9


def test_a_second_delivery_does_not_take_back_what_a_person_set_since(rig: Rig) -> None:
    practice = rig.practice()
    assert set_by_a_person_since(rig, practice, lambda body: send(rig, practice, body))


def test_control_without_the_inbox_a_duplicate_happens_twice(rig: Rig) -> None:
    practice = rig.practice()

    def act(body: str) -> None:
        with rig.store.write() as db:
            side = ProviderSide.whole(providers.provider(db, practice.provider_id))
            act_on(db, side, read_event(body), now=rig.clock())

    assert not set_by_a_person_since(rig, practice, act), "the control no longer shows what the inbox prevents"


def test_the_same_id_with_another_body_is_refused_and_changes_nothing(rig: Rig) -> None:
    practice = rig.practice()
    appointment = booked(rig, practice)
    name = name_of(practice, appointment)
    send(rig, practice, event("session.attended", appointment=name))
    again = send(rig, practice, event("session.not_attended", appointment=name, reason="unwell"))
    assert (again.status_code, again.json()["code"]) == (422, "message-id-reused")
    assert outcome_of(rig, appointment) is Outcome.ATTENDED


def test_a_captured_message_cannot_be_replayed_with_another_body_or_after_its_time(rig: Rig) -> None:
    practice = rig.practice()
    appointment = booked(rig, practice)
    body = event("session.attended", appointment=name_of(practice, appointment))
    now = rig.clock()
    captured = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(practice.secret).sign("msg_1", now, body),
    }
    address = f"/webhooks/{practice.provider_id}"
    assert rig.client.post(address, content=body + " ", headers=captured).status_code == 401
    assert rig.client.post(address, content=body, headers=captured | {"webhook-id": "msg_2"}).status_code == 401
    rig.clock.advance(timedelta(minutes=6))
    assert rig.client.post(address, content=body, headers=captured).status_code == 401
    assert outcome_of(rig, appointment) is None


def test_every_message_that_does_not_verify_gets_the_same_401(rig: Rig) -> None:
    practice = rig.practice()
    name = name_of(practice, booked(rig, practice))
    good = event("session.attended", appointment=name)
    now = int(rig.clock().timestamp())
    stranger = Practice("f" * 32, "", new_secret(), "", "")
    answers = [
        send(rig, practice, good, **{"webhook-signature": "v1,AAAA"}),
        send(rig, practice, good, **{"webhook-signature": "v1,***"}),
        send(rig, practice, good, **{"webhook-signature": "nonsense"}),
        send(rig, practice, good, **{"webhook-timestamp": str(now - 301)}),
        send(rig, practice, good, **{"webhook-timestamp": f"{now}.9"}),
        send(rig, practice, good, "msg.1"),
        send(rig, practice, "x" * (LARGEST_BODY + 1)),
        send(rig, stranger, good),
        send(rig, practice, good, to="f" * 32),
        send(rig, practice, good, to="%00"),
        send(rig, practice, good, to="x" * 500),
        rig.client.post(f"/webhooks/{practice.provider_id}", content=b"\xff"),
        rig.client.post(f"/webhooks/{practice.provider_id}"),
    ]
    said = {(a.status_code, a.json()["code"], a.json()["detail"], a.headers["content-type"]) for a in answers}
    assert len(said) == 1, said
    assert {status for status, *_ in said} == {401}
    assert inbox_count(rig) == 0


def test_a_message_for_another_provider_with_ones_own_secret_is_refused(rig: Rig) -> None:
    alder, birch = rig.practice(), rig.practice("desk@birch.example")
    appointment = booked(rig, birch)
    body = event("session.attended", appointment=name_of(birch, appointment))
    assert send(rig, alder, body, to=birch.provider_id).status_code == 401
    assert outcome_of(rig, appointment) is None


def test_another_providers_appointment_does_not_exist(rig_on_both: Rig) -> None:
    alder, birch = rig_on_both.practice(), rig_on_both.practice("desk@birch.example")
    theirs = booked(rig_on_both, birch)
    guesses = [name_of(birch, theirs), name_of(alder, theirs), "apt_" + "0" * 32, "apt_nonsense", theirs.id]
    answers = [
        send(rig_on_both, alder, event("session.attended", appointment=guess), f"msg_{n}")
        for n, guess in enumerate(guesses)
    ]
    assert {a.status_code for a in answers} == {404}
    assert len({a.json()["title"] for a in answers}) == 1
    assert outcome_of(rig_on_both, theirs) is None
    assert inbox_count(rig_on_both) == 0


def test_a_refused_message_may_succeed_when_it_is_sent_again_later(rig: Rig) -> None:
    practice = rig.practice()
    with rig.store.write() as db:
        early = a_booked_appointment(db, providers.counsellor(db, practice.counsellor_id), now=rig.clock())
    body = event("session.attended", appointment=name_of(practice, early))
    assert send(rig, practice, body).status_code == 409
    rig.clock.move_to(at(7, 11))
    assert send(rig, practice, body).status_code == 200


def test_an_unknown_type_is_answered_with_those_that_are_known(rig: Rig) -> None:
    answer = send(rig, rig.practice(), event("session.imagined", appointment="apt_1"))
    assert answer.status_code == 422
    assert answer.json()["known"] == list(KNOWN)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "[" * 30_000,
        event("session.attended", appointment="a").replace('"a"', '{"b":' * 5 + "1" + "}" * 5),
        event("session.attended", appointment="a", arrived_late_minutes=241),
        event("session.attended", appointment="a", arrived_late_minutes="5"),
        event("session.attended", appointment="a").replace('"type"', '"version": 0, "type"'),
        event("session.attended", appointment="a").replace('"type"', '"version": 9007199254740992, "type"'),
        event("session.attended", appointment="a").replace("2026-03-02T08:00", "2026-03-02T08:06"),
        '{"type":"session.attended"}',
        event("session.attended"),
        event("session.attended", appointment="a", name="Kim Smith"),
        event("session.attended", appointment=7),
        event("session.not_attended", appointment="a"),
        event("session.not_attended", appointment="a", reason="moved_by_roster"),
        event("slot.withdrawn", counsellor="c", start="2026-03-09T11:00:00", end="2026-03-09T12:00:00"),
        event("slot.withdrawn", counsellor="c", start="2026-03-09T11:00:00Z", end="2026-03-09T11:00:00Z"),
        event("slot.withdrawn", counsellor="c", start="0001-01-01T00:00:00+14:00", end="0001-01-01T01:00:00+14:00"),
        event("slot.opened", counsellor="c", start="2026-03-09T11:00:00Z", end="2026-03-09T12:00:00Z", places=[]),
        event("slot.opened", counsellor="c", start="2026-03-09T11:00:00Z", end="2026-04-09T12:00:00Z", places=["a"]),
    ],
)
def test_an_event_that_cannot_be_read_is_refused_with_its_faults(rig: Rig, body: str) -> None:
    answer = send(rig, rig.practice(), body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in {"bad-event", "unknown-event"}


@pytest.mark.parametrize("kind", ["session.cancelled_by_provider", "appointment.cancelled_by_provider"])
def test_a_cancellation_of_the_provider_frees_the_session(rig: Rig, kind: str) -> None:
    """Under the name it has, and under the one it had at first."""
    practice = rig.practice()
    with rig.store.write() as db:
        appointment = a_booked_appointment(db, providers.counsellor(db, practice.counsellor_id), now=rig.clock())
    body = event(kind, appointment=name_of(practice, appointment))
    assert send(rig, practice, body).json()["status"] == "cancelled"
    assert outcome_of(rig, appointment) is Outcome.CANCELLED_BY_PROVIDER


def test_withdrawn_hours_ask_for_a_new_plan_of_those_booked_in_them(rig: Rig) -> None:
    practice = rig.practice()
    with rig.store.write() as db:
        appointment = a_booked_appointment(db, providers.counsellor(db, practice.counsellor_id), now=rig.clock())
    jobs_of(rig.store).waiting.clear()
    span = {"start": "2026-03-09T00:00:00Z", "end": "2026-03-10T00:00:00Z"}
    counsellor = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    answer = send(rig, practice, event("slot.withdrawn", counsellor=counsellor, **span))
    assert answer.json()["courses"] == [outward(practice.key, Kind.COURSE, appointment.course_id)]
    assert [job.name for job in jobs_of(rig.store).waiting] == ["plan_course"]


def test_hours_opened_again_stay_as_they_are(rig: Rig) -> None:
    practice = rig.practice()
    counsellor = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    body = event(
        "slot.opened",
        counsellor=counsellor,
        start=at(101, 9).isoformat(),
        end=at(101, 12).isoformat(),
        places=["video"],
    )
    assert send(rig, practice, body, "msg_1").json()["places"] == ["video"]
    assert send(rig, practice, body, "msg_2").json()["places"] == ["video"]
    with rig.store.read() as db:
        (row,) = providers.hours_of_counsellors(db, [practice.counsellor_id], at(101, 0), at(102, 0))
    assert (row.start_at, row.end_at, row.places) == (at(101, 9), at(101, 12), ["video"])
    elsewhere = body.replace('["video"]', '["moon"]')
    assert send(rig, practice, elsewhere, "msg_3").json()["faults"][0]["column"] == "places"


def test_another_providers_counsellor_does_not_exist(rig: Rig) -> None:
    alder, birch = rig.practice(), rig.practice("desk@birch.example")
    span = {"start": "2026-03-09T00:00:00Z", "end": "2026-03-10T00:00:00Z"}
    for key in (alder.key, birch.key):
        name = outward(key, Kind.COUNSELLOR, birch.counsellor_id)
        assert send(rig, alder, event("slot.withdrawn", counsellor=name, **span)).status_code == 404


def test_what_an_officer_only_holds_does_not_exist_for_the_provider(rig: Rig) -> None:
    practice = rig.practice()
    appointment = booked(rig, practice)
    with rig.store.write() as db:
        appointments.any_(db, appointment.id).status = AppointmentStatus.HELD
    body = event("session.attended", appointment=name_of(practice, appointment))
    assert send(rig, practice, body).status_code == 404


def test_an_expired_secret_no_longer_signs(rig: Rig) -> None:
    practice = rig.practice()
    name = name_of(practice, booked(rig, practice))
    with rig.store.write() as db:
        overlap = timedelta(hours=24)
        fresh = new_secret()
        signing_secrets.rotate(db, practice.provider_id, "in", fresh, overlap=overlap, now=rig.clock())
    body = event("session.attended", appointment=name)
    rig.clock.advance(timedelta(hours=23))
    assert send(rig, practice, body, "msg_1").status_code == 200
    rig.clock.advance(timedelta(hours=2))
    assert send(rig, practice, body, "msg_2").status_code == 401


def test_control_without_the_verifier_anybody_could_forge_an_attendance(rig: Rig) -> None:
    practice = rig.practice()
    appointment = booked(rig, practice)
    forged = event("session.attended", appointment=name_of(practice, appointment))
    stranger = Practice(practice.provider_id, "", new_secret(), "", "")
    assert send(rig, stranger, forged).status_code == 401
    assert outcome_of(rig, appointment) is None
    take(rig.store, practice.provider_id, Verified("msg_1", rig.clock(), forged), now=rig.clock())
    assert outcome_of(rig, appointment) is Outcome.ATTENDED, "the control no longer shows what the verifier prevents"


def test_a_header_that_comes_twice_is_refused(rig: Rig) -> None:
    practice = rig.practice()
    body = event("session.attended", appointment=name_of(practice, booked(rig, practice)))
    now = rig.clock()
    headers = [
        ("webhook-id", "msg_1"),
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", str(int(now.timestamp()))),
        ("webhook-signature", Webhook(practice.secret).sign("msg_1", now, body)),
    ]
    assert rig.client.post(f"/webhooks/{practice.provider_id}", content=body, headers=headers).status_code == 401


def test_two_deliveries_at_the_same_time_count_once(rig_on_both: Rig) -> None:
    """The second begins while the first has not committed; only the store can tell them apart."""
    from concurrent.futures import ThreadPoolExecutor

    practice = rig_on_both.practice()
    appointment = booked(rig_on_both, practice)
    body = event("session.attended", appointment=name_of(practice, appointment))
    message = Verified("msg_1", rig_on_both.clock(), body)

    def deliver(_: int) -> bool:
        return take(rig_on_both.store, practice.provider_id, message, now=rig_on_both.clock()).repeated

    with ThreadPoolExecutor(4) as pool:
        repeated = sorted(pool.map(deliver, range(4)))
    assert repeated == [False, True, True, True]
    with rig_on_both.store.read() as db:
        facts = [fact.outcome for fact in appointments.facts_of(db, appointment.id)]
    assert facts.count(Outcome.ATTENDED) == 1
