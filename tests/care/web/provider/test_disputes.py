"""An officer says it was recorded wrongly: the provider reads it, answers, and what was used up is given back."""

from collections.abc import Iterator

import pytest

from app.care.domain.fees import FeeKind, Terms
from app.care.domain.outcome import Outcome
from app.care.services.fee_post import agree_terms
from app.care.services.outcome import record_outcome
from app.care.services.outcome_question import question_outcome
from app.care.store import appointments, fees, ledger
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.provider.test_pages import audited, book, name_of
from tests.support.builders import NOW

API = "/api/v1/provider/questions"


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def disputed(rig: Rig, practice: Practice) -> tuple[Appointment, str]:
    """Recorded as attended; its officer says that they were not there."""
    one = book(rig, practice.counsellor_id)
    rig.clock.move_to(one.end_at)
    with rig.store.write() as db:
        agree_terms(db, practice.provider_id, NOW.date(), Terms(60_00, 70_00, 100_00, missed_percent=50), now=NOW)
        record_outcome(db, one.id, Outcome.ATTENDED, by="provider:x", now=rig.clock())
        asked = question_outcome(db, one.officer_id, one.id, now=rig.clock())
    return one, asked.id


def attended_and_owed(rig: Rig, one: Appointment) -> tuple[int, list[tuple[FeeKind, int]]]:
    with rig.store.read() as db:
        entries = fees.entries_of_appointment(db, one.id)
        return ledger.balance_of_course(db, one.course_id).attended, [(e.kind, e.pence) for e in entries]


def test_a_dispute_reaches_the_api_and_agreeing_gives_the_unit_back(rig: Rig) -> None:
    practice, other = rig.practice(), rig.practice("desk@birch.example")
    one, question_id = disputed(rig, practice)
    bearer = {who.contact: {"authorization": f"Bearer {rig.sign_in(who.contact).token}"} for who in (practice, other)}
    rig.client.cookies.clear()
    mine, theirs = bearer[practice.contact], bearer[other.contact]
    (row,) = rig.client.get(API, headers=mine).json()["questions"]
    assert (row["appointment"], row["recorded"], row["claimed"]) == (
        name_of(practice, one),
        "attended",
        "did_not_attend",
    )
    assert rig.client.get(API, headers=theirs).json() == {"questions": []}
    assert rig.client.post(f"{API}/{question_id}", json={"agrees": True}, headers=theirs).status_code == 404
    assert attended_and_owed(rig, one) == (1, [(FeeKind.ATTENDED, 60_00)]), "nothing moves before the answer"
    for _ in range(2):
        assert rig.client.post(f"{API}/{question_id}", json={"agrees": True}, headers=mine).status_code == 204
    assert attended_and_owed(rig, one) == (
        0,
        [(FeeKind.ATTENDED, 60_00), (FeeKind.ATTENDED, -60_00), (FeeKind.MISSED, 30_00)],
    )
    with rig.store.read() as db:
        assert appointments.any_(db, one.id).outcome is Outcome.DID_NOT_ATTEND
    assert audited(rig).count("answered.question") == 2


def test_a_dispute_reaches_the_page_and_what_stays_stays(rig: Rig) -> None:
    practice = rig.practice()
    one, question_id = disputed(rig, practice)
    begun = rig.sign_in(practice.contact)
    assert "I was not there" in rig.client.get("/provider/questions").text
    rig.post(f"/provider/questions/{question_id}", begun, agrees="false")
    assert attended_and_owed(rig, one) == (1, [(FeeKind.ATTENDED, 60_00)])
    assert "Nothing to answer" in rig.client.get("/provider/questions").text
