"""A system that asks for unusually much is held back until a person of the provider has looked."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.channels.signatures import Verified
from app.care.domain.outcome import Outcome
from app.care.domain.pace import Pace, paces_of
from app.care.domain.policy import Policy
from app.care.domain.pseudonyms import Kind, outward
from app.care.jobs.tell_held_back import tell_held_back
from app.care.services.call_off import cancel_by_officer
from app.care.services.hold_back import TELL_HELD_BACK
from app.care.store import held_back, inbox, providers
from app.care.store.notices import add_lead
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hearing import HeldBackEvent
from app.care.store.tables.messages import SentMail
from app.care.store.tables.rights import Look
from app.care.web.webhooks import take
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.test_webhooks import event, inbox_count, name_of, outcome_of, send
from tests.support.builders import a_booked_appointment, at
from tests.support.care_store import jobs_of

FEW = 3


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    care_sqlite.session_info["policy"] = Policy(paces=paces_of(few=FEW, percent=10, most=40))
    with rigged(care_sqlite) as ready:
        yield ready


def many(rig: Rig, practice: Practice, count: int) -> list[Appointment]:
    """So many appointments of as many officers, one each day."""
    with rig.store.write() as db:
        counsellor = providers.counsellor(db, practice.counsellor_id)
        return [a_booked_appointment(db, counsellor, at(7 + day), now=rig.clock()) for day in range(count)]


def cancel(rig: Rig, practice: Practice, one: Appointment, message_id: str) -> int:
    body = event("session.cancelled_by_provider", appointment=name_of(practice, one))
    return send(rig, practice, body, message_id).status_code


def flooded(rig: Rig, practice: Practice) -> list[Appointment]:
    """A stolen key calls everything off; those that it got through, then those that were held back."""
    rows = many(rig, practice, FEW + 3)
    statuses = [cancel(rig, practice, one, f"msg_{number}") for number, one in enumerate(rows)]
    assert statuses == [200] * FEW + [202] * 3
    return rows


def test_a_stolen_key_cannot_call_a_whole_force_off(rig: Rig) -> None:
    practice = rig.practice()
    rows = flooded(rig, practice)
    kept = [outcome_of(rig, one) for one in rows]
    assert kept == [Outcome.CANCELLED_BY_PROVIDER] * FEW + [None] * 3
    again = send(
        rig, practice, event("session.cancelled_by_provider", appointment=name_of(practice, rows[-1])),
        f"msg_{len(rows) - 1}",
    )  # fmt: skip
    assert (again.status_code, again.json()["held_back"], again.headers["webhook-repeated"]) == (202, True, "true")
    with rig.store.read() as db:
        assert held_back.count_undecided(db, practice.provider_id) == 3
    assert inbox_count(rig) == len(rows)
    assert [job.name for job in jobs_of(rig.store).waiting].count(TELL_HELD_BACK) == 1, "one alarm, not three"


def test_control_without_the_limits_everything_is_called_off(rig: Rig) -> None:
    rig.store.session_info["policy"] = Policy(paces=())
    practice = rig.practice()
    rows = many(rig, practice, FEW + 3)
    assert {cancel(rig, practice, one, f"msg_{n}") for n, one in enumerate(rows)} == {200}
    assert {outcome_of(rig, one) for one in rows} == {Outcome.CANCELLED_BY_PROVIDER}


def test_one_withdrawal_that_strikes_many_is_held_back_and_changes_nothing(rig: Rig) -> None:
    practice = rig.practice()
    many(rig, practice, FEW + 1)
    jobs_of(rig.store).waiting.clear()
    who = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    span = {"start": at(0).isoformat(), "end": at(60).isoformat()}
    assert send(rig, practice, event("slot.withdrawn", counsellor=who, **span)).status_code == 202
    with rig.store.read() as db:
        assert providers.hours_of_counsellors(db, [practice.counsellor_id], at(0), at(60))
    assert [job.name for job in jobs_of(rig.store).waiting] == [TELL_HELD_BACK], "no plan was asked for"


def test_what_was_attended_passes_while_the_rest_waits(rig: Rig) -> None:
    practice = rig.practice()
    rows = flooded(rig, practice)
    rig.clock.move_to(rows[-1].end_at)
    body = event("session.attended", appointment=name_of(practice, rows[-1]))
    assert send(rig, practice, body, "msg_attended").status_code == 200


def test_a_person_lets_one_through_and_drops_the_rest(rig: Rig) -> None:
    practice = rig.practice()
    rows = flooded(rig, practice)
    begun = rig.sign_in(practice.contact)
    assert "Your system asked for unusually much" in rig.client.get("/provider").text
    text = rig.client.get("/provider/held-back").text
    assert "Drop all 3" in text
    first, second, _ = [one.id for one in waiting(rig, practice)]
    with rig.store.read() as db:
        seen = set(db.scalars(select(Look.officer_id).where(Look.what == "held_back")))
    assert seen == {one.officer_id for one in rows[-3:]}, "each officer can read who looked"
    rig.post(f"/provider/held-back/{first}", begun, release="true")
    assert outcome_of(rig, rows[-3]) is Outcome.CANCELLED_BY_PROVIDER
    rig.post(f"/provider/held-back/{second}", begun, release="false")
    rig.post("/provider/held-back/drop-all", begun)
    assert [outcome_of(rig, one) for one in rows[-2:]] == [None, None]
    assert "Nothing is held back" in rig.client.get("/provider/held-back").text
    with rig.store.read() as db:
        acts = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.endswith(("message", "messages"))] == [
        "released.message",
        "dropped.message",
        "dropped.messages",
    ]


def test_a_program_decides_over_the_api_and_nobody_of_another_provider_does(rig: Rig) -> None:
    practice, other = rig.practice(), rig.practice("desk@birch.example")
    rows = flooded(rig, practice)
    bearer = {who.contact: {"authorization": f"Bearer {rig.sign_in(who.contact).token}"} for who in (practice, other)}
    rig.client.cookies.clear()
    api, mine, theirs = "/api/v1/provider/held-back", bearer[practice.contact], bearer[other.contact]
    page = rig.client.get(f"{api}?limit=2", headers=mine).json()
    rest = rig.client.get(api, params={"limit": 2, "cursor": page["next"]}, headers=mine).json()
    found = [*page["held_back"], *rest["held_back"]]
    assert [one["appointment"] for one in found] == [name_of(practice, one) for one in rows[-3:]]
    assert rig.client.get(api, headers=theirs).json()["held_back"] == []
    one = f"{api}/{found[0]['held_back']}"
    assert rig.client.post(one, json={"release": True}, headers=theirs).status_code == 404
    for _ in range(2):
        assert rig.client.post(one, json={"release": True}, headers=mine).status_code == 204
    assert rig.client.post(one, json={"release": False}, headers=mine).json()["code"] == "already-decided"
    assert rig.client.post(f"{api}/drop-all", headers=mine).json() == {"dropped": 2}
    assert outcome_of(rig, rows[-3]) is Outcome.CANCELLED_BY_PROVIDER
    assert outcome_of(rig, rows[-1]) is None


def test_what_cannot_be_so_any_more_goes_on_waiting_to_be_dropped(rig: Rig) -> None:
    practice = rig.practice()
    rows = many(rig, practice, FEW + 1)
    for number, one in enumerate(rows):
        body = event("session.not_attended", appointment=name_of(practice, one), reason="court")
        send(rig, practice, body, f"msg_{number}")
    with rig.store.write() as db:
        cancel_by_officer(db, rows[-1].officer_id, rows[-1].id, now=rig.clock())
    begun = rig.sign_in(practice.contact)
    (last,) = waiting(rig, practice)
    rig.post(f"/provider/held-back/{last.id}", begun, release="true")
    assert "has ended in a way that this cannot change" in rig.client.get("/provider/held-back").text
    assert last.id in [one.id for one in waiting(rig, practice)]


def test_people_who_can_decide_and_the_welfare_lead_are_told(rig: Rig) -> None:
    practice = rig.practice()
    rig.another_counsellor(practice, "ben@alder.example")
    with rig.store.write() as db:
        add_lead(db, "lead@force.example", now=rig.clock())
    flooded(rig, practice)
    assert tell_held_back(rig.app.state.desk, practice.provider_id, now=rig.clock()) == 2
    with rig.store.read() as db:
        mails = {mail.recipient: mail.body for mail in db.scalars(select(SentMail))}
    assert set(mails) == {practice.contact, "lead@force.example"}, "not who sees one caseload"
    assert "/provider/held-back" in mails[practice.contact]
    with rig.store.read() as db:
        name = providers.provider(db, practice.provider_id).name
    told = mails["lead@force.example"].replace(name, "")
    assert not any(digit in told for digit in "0123456789"), "no count of anything"
    with rig.store.write() as db:
        held_back.drop_all(db, practice.provider_id, "x", now=rig.clock())
    assert tell_held_back(rig.app.state.desk, practice.provider_id, now=rig.clock()) == 0


def test_an_alarm_is_told_again_after_hours_of_quiet(rig: Rig) -> None:
    practice = rig.practice()
    rows = many(rig, practice, FEW + 2)
    for number, one in enumerate(rows[:-1]):
        cancel(rig, practice, one, f"msg_{number}")
    jobs_of(rig.store).waiting.clear()
    rig.clock.advance(timedelta(hours=6))
    body = json.loads(
        event("slot.withdrawn", counsellor=outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id))
    )
    body["data"] |= {"start": at(7).isoformat(), "end": at(60).isoformat()}
    with rig.store.write() as db:
        for day in range(2 * FEW + 1):
            counsellor = providers.counsellor(db, practice.counsellor_id)
            a_booked_appointment(db, counsellor, at(30 + day, 14), now=rig.clock())
    assert send(rig, practice, json.dumps(body), "msg_late").status_code == 202
    assert [job.name for job in jobs_of(rig.store).waiting].count(TELL_HELD_BACK) == 1


def test_a_message_that_the_inbox_has_forgotten_is_held_back_once(rig: Rig) -> None:
    practice = rig.practice()
    rows = flooded(rig, practice)
    with rig.store.write() as db:
        inbox.forget_old_messages(db, now=rig.clock() + timedelta(days=36))
    rig.store.session_info["policy"] = Policy(paces=(Pace(timedelta(hours=1), 1, 1, 1),))
    extra = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    span = {"start": at(0).isoformat(), "end": at(60).isoformat()}
    assert send(rig, practice, event("slot.withdrawn", counsellor=extra, **span), "msg_5").status_code == 202
    assert len(waiting(rig, practice)) == 3, "msg_5 waits already"
    assert outcome_of(rig, rows[-1]) is None


@pytest.fixture
def rig_on_both(care_db: Database) -> Iterator[Rig]:
    care_db.session_info["policy"] = Policy(paces=paces_of(few=FEW, percent=10, most=40))
    with rigged(care_db) as ready:
        yield ready


def test_many_at_the_same_moment_do_not_pass_as_the_first_of_all(rig_on_both: Rig) -> None:
    """The others have not committed when each is counted; the store makes them take turns."""
    practice = rig_on_both.practice()
    rows = many(rig_on_both, practice, FEW + 3)

    def deliver(number: int) -> int:
        body = event("session.cancelled_by_provider", appointment=name_of(practice, rows[number]))
        message = Verified(f"msg_{number}", rig_on_both.clock(), body)
        return take(rig_on_both.store, practice.provider_id, message, now=rig_on_both.clock()).status

    with ThreadPoolExecutor(len(rows)) as pool:
        statuses = sorted(pool.map(deliver, range(len(rows))))
    assert statuses == [200] * FEW + [202] * 3


def waiting(rig: Rig, practice: Practice) -> list[HeldBackEvent]:
    with rig.store.read() as db:
        return list(held_back.undecided(db, practice.provider_id, most=50))
