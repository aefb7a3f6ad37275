"""\"I was there\": a question to the provider, and only a correction moves the ledger."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.domain.putting_right import ASKED_WITHIN
from app.care.services.inbound import report_outcome
from app.care.services.outcome import record_outcome
from app.care.services.outcome_question import answer_question, question_outcome
from app.care.services.providers_own import ProviderSide
from app.care.store import appointments, ledger, providers, questions
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.support.builders import a_booked_appointment, an_officer


def ended(db: Session, outcome: Outcome) -> Appointment:
    """An appointment that is over and recorded so."""
    booked = a_booked_appointment(db)
    return record_outcome(db, booked.id, outcome, by="provider:x", now=booked.end_at)


def attended(db: Session, one: Appointment) -> int:
    return ledger.balance_of_course(db, one.course_id).attended


def code_of(refused: pytest.ExceptionInfo[Conflict]) -> str:
    return refused.value.stable_code


@pytest.mark.parametrize(("recorded", "claimed", "before", "after"), [
    (Outcome.DID_NOT_ATTEND, Outcome.ATTENDED, 0, 1),
    (Outcome.ATTENDED, Outcome.DID_NOT_ATTEND, 1, 0),
])  # fmt: skip
def test_nothing_moves_before_the_provider_agrees(
    care_db: Database, recorded: Outcome, claimed: Outcome, before: int, after: int
) -> None:
    with care_db.write() as db:
        one = ended(db, recorded)
        asked = question_outcome(db, one.officer_id, one.id, now=one.end_at)
        assert (asked.claimed, attended(db, one)) == (claimed, before)
        assert question_outcome(db, one.officer_id, one.id, now=one.end_at).id == asked.id, "asked once"
        for _ in range(2):
            answer_question(db, asked, agrees=True, by="provider:x", now=one.end_at)
        assert (attended(db, one), appointments.any_(db, one.id).outcome) == (after, claimed)
        kinds = [kind for kind, _ in ledger.units_of_course(db, one.course_id)]
        assert ("correct" in kinds) is (recorded is Outcome.ATTENDED), "given back by a correction, appended"
        with pytest.raises(Conflict) as refused:
            answer_question(db, asked, agrees=False, by="provider:x", now=one.end_at)
        assert code_of(refused) == "already-answered"


def test_what_the_provider_leaves_as_it_is_cannot_be_asked_again_and_again(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        one = ended(db, Outcome.DID_NOT_ATTEND)
        asked = question_outcome(db, one.officer_id, one.id, now=one.end_at)
        answer_question(db, asked, agrees=False, by="provider:x", now=one.end_at)
        assert attended(db, one) == 0
        with pytest.raises(Conflict) as refused:
            question_outcome(db, one.officer_id, one.id, now=one.end_at)
        assert code_of(refused) == "already-answered"


def test_a_provider_that_records_it_rightly_has_answered(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        one = ended(db, Outcome.DID_NOT_ATTEND)
        asked = question_outcome(db, one.officer_id, one.id, now=one.end_at)
        provider = providers.provider(db, asked.provider_id)
        side = ProviderSide.whole(provider)
        report_outcome(db, side, outward(side.key, Kind.APPOINTMENT, one.id), Outcome.ATTENDED, now=one.end_at)
        assert (asked.agreed, questions.open_about(db, one.id)) == (True, None)
        told = db.execute(text("SELECT channel, event FROM outbox_message WHERE event LIKE 'outcome.%' ORDER BY id"))
        assert [tuple(row) for row in told] == [("webhook", "outcome.questioned"), ("mail", "outcome.answered")]


def test_what_cannot_be_questioned_is_refused(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        coming = a_booked_appointment(db)
        with pytest.raises(Conflict) as refused:
            question_outcome(db, coming.officer_id, coming.id, now=coming.start_at)
        assert code_of(refused) == "illegal-move"
        over = ended(db, Outcome.UNWELL)
        late = over.end_at + ASKED_WITHIN
        assert question_outcome(db, over.officer_id, over.id, now=late).claimed is Outcome.ATTENDED
        older = ended(db, Outcome.UNWELL)
        with pytest.raises(Conflict) as refused:
            question_outcome(db, older.officer_id, older.id, now=older.end_at + ASKED_WITHIN + timedelta(seconds=1))
        assert code_of(refused) == "too-late"
        with pytest.raises(NotFound):
            question_outcome(db, an_officer(db).id, over.id, now=late)
        assert appointments.any_(db, over.id).status is S.NOSHOW
