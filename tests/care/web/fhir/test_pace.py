"""A program that asks over FHIR for unusually much is held back until a person of the provider has looked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.care.domain.outcome import Outcome
from app.care.domain.pace import paces_of
from app.care.domain.policy import Policy
from app.care.services.hold_back import TELL_HELD_BACK, release
from app.care.services.providers_own import ProviderSide
from app.care.store import appointments, held_back, providers
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hearing import HeldBackEvent
from tests.care.officer.rig import Rig, rigged_copy
from tests.care.web.fhir.rig import Practice, booked, practice, program, resources
from tests.care.web.fhir.test_intake import a_slot, bundle, open_hours, schedule_of
from tests.support.builders import at
from tests.support.care_store import jobs_of

FEW = 3


@pytest.fixture
def tight(care_template_file: Path, tmp_path: Path) -> Iterator[Rig]:
    """A desk at which three may be undone within the hour."""
    with rigged_copy(care_template_file, tmp_path) as ready:
        ready.store.session_info["policy"] = Policy(paces=paces_of(few=FEW, percent=10, most=40))
        yield ready


def flood(desk: Rig, alder: Practice, count: int = FEW + 2) -> tuple[list[Appointment], list[int]]:
    """A stolen token calls everything off; the appointments, and what was answered to each."""
    rows = [booked(desk, alder, at(7 + day)) for day in range(count)]
    found = resources(alder.program.get("Appointment?status=booked&_count=100").json())
    answers = [alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"}) for one in found]
    return rows, [answer.status_code for answer in answers]


def outcomes(desk: Rig, rows: list[Appointment]) -> list[Outcome | None]:
    with desk.store.read() as db:
        return [appointments.any_(db, one.id).outcome for one in rows]


def waiting(desk: Rig, alder: Practice) -> list[HeldBackEvent]:
    with desk.store.read() as db:
        return list(held_back.undecided(db, alder.provider_id, most=100))


def let_through(desk: Rig, alder: Practice) -> None:
    for one in waiting(desk, alder):
        with desk.store.write() as db:
            side = ProviderSide.whole(providers.provider(db, alder.provider_id))
            held = held_back.one_of_provider(db, one.id, alder.provider_id)
            release(db, side, held, by="account", now=desk.clock())


def test_a_stolen_token_cannot_call_a_whole_force_off(tight: Rig) -> None:
    alder = practice(tight)
    rows, answers = flood(tight, alder)
    assert answers == [200] * FEW + [202] * 2
    assert outcomes(tight, rows) == [Outcome.CANCELLED_BY_PROVIDER] * FEW + [None] * 2
    held = waiting(tight, alder)
    assert [one.event for one in held] == ["session.cancelled_by_provider"] * 2
    assert [job.name for job in jobs_of(tight.store).waiting].count(TELL_HELD_BACK) == 1, "one alarm, not two"
    with tight.store.read() as db:
        lines = db.scalars(select(AuditEntry).where(AuditEntry.act == "held_back.outcome")).all()
    assert {line.detail["message"] for line in lines} == {one.message_id for one in held}


def test_control_without_the_limits_everything_is_called_off(tight: Rig) -> None:
    tight.store.session_info["policy"] = Policy(paces=())
    alder = practice(tight)
    rows, answers = flood(tight, alder)
    assert set(answers) == {200}
    assert set(outcomes(tight, rows)) == {Outcome.CANCELLED_BY_PROVIDER}


def test_asking_again_or_by_another_token_neither_helps_nor_waits_twice(tight: Rig) -> None:
    alder = practice(tight)
    flood(tight, alder)
    other = program(tight, alder.provider_id, name="another")
    for asking in (alder.program, other):
        for one in resources(asking.get("Appointment?status=booked&_count=100").json()):
            assert asking.put(f"Appointment/{one['id']}", one | {"status": "cancelled"}).status_code == 202
    assert len(waiting(tight, alder)) == 2


def test_what_was_held_back_happens_once_a_person_lets_it_through(tight: Rig) -> None:
    alder = practice(tight)
    rows, _ = flood(tight, alder)
    let_through(tight, alder)
    assert set(outcomes(tight, rows)) == {Outcome.CANCELLED_BY_PROVIDER}
    assert waiting(tight, alder) == []


def emptied(alder: Practice) -> dict[str, Any]:
    """A bundle that says that nobody is there for a month."""
    return bundle(schedule_of(alder, planningHorizon={"start": at(0).isoformat(), "end": at(35).isoformat()}))


def test_a_bundle_that_strikes_many_is_held_back_and_changes_nothing(tight: Rig) -> None:
    alder = practice(tight)
    for day in range(FEW + 1):
        booked(tight, alder, at(7 + day))
    before = open_hours(tight, alder, 0, 35)
    jobs_of(tight.store).waiting.clear()
    answer = alder.program.post("", emptied(alder), prefer="confirm-loss")
    assert answer.status_code == 202, answer.text
    assert answer.json()["entry"][0]["response"]["status"] == "202 Accepted"
    assert open_hours(tight, alder, 0, 35) == before
    assert [job.name for job in jobs_of(tight.store).waiting] == [TELL_HELD_BACK], "no plan was asked for"
    (held,) = waiting(tight, alder)
    assert (held.event, held.undoing) == ("availability.replaced", FEW + 1)
    let_through(tight, alder)
    assert open_hours(tight, alder, 0, 35) == []


def test_schedules_of_a_transaction_wait_together_and_those_of_a_batch_each_by_itself(tight: Rig) -> None:
    alder = practice(tight)
    for day in range(FEW + 1):
        booked(tight, alder, at(7 + day))
    calm = schedule_of(alder, planningHorizon={"start": at(36, 0).isoformat(), "end": at(37, 0).isoformat()})
    calm_slot = a_slot("urn:calm", at(36, 9), at(36, 10))
    both = emptied(alder)
    both["entry"] += [one | {"fullUrl": "urn:calm"} for one in bundle(calm)["entry"]] + bundle(calm_slot)["entry"]
    before = open_hours(tight, alder, 36, 37)
    assert alder.program.post("", both, prefer="confirm-loss").status_code == 202
    assert (len(waiting(tight, alder)), open_hours(tight, alder, 36, 37)) == (2, before)
    answer = alder.program.post("", both | {"type": "batch"}, prefer="confirm-loss")
    said = [one["response"]["status"] for one in answer.json()["entry"]]
    assert (answer.status_code, said) == (200, ["202 Accepted", "200 OK", "200 OK"])
    assert (len(waiting(tight, alder)), open_hours(tight, alder, 36, 37)) == (2, [(at(36, 9), at(36, 10), ["video"])])


def test_what_undoes_little_passes_and_counts(tight: Rig) -> None:
    alder = practice(tight)
    rows, answers = flood(tight, alder, FEW)
    assert (answers, len(rows)) == ([200] * FEW, FEW)
    booked(tight, alder, at(20))
    (one,) = resources(alder.program.get("Appointment?status=booked").json())
    assert alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"}).status_code == 202
