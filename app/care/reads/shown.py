"""Everything that the force was ever shown of figures: quarters, answers about plans, bills."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.capacity_said import as_json, from_json
from app.care.domain.quarters import quarter_of
from app.care.domain.study import StudyKind, counts_from
from app.care.domain.what_bills_tell import ShownBill
from app.care.domain.what_if import Kind
from app.care.domain.what_is_known import Shown
from app.care.domain.what_plans_tell import Answer
from app.care.reads.fee_bills import bills_to_force
from app.care.store import studies
from app.care.store.figures import published
from app.care.store.force import zone_of

_BEFORE, _AFTER = "before", "after"


def shown_so_far(db: Session, *, now: datetime) -> Shown:
    """All of it, as the store holds it."""
    answers = [
        answer
        for study in studies.all_done(db)
        for answer in answers_of(db, study.id, (study.kind, study.asked), study.result or {}, at=study.ended_at or now)
    ]
    bills = [
        ShownBill(
            provider=one.provider.replace("/", " "),
            month=f"{one.month:%Y-%m}",
            quarter=f"{one.month.year}-Q{(one.month.month + 2) // 3}",
            lines=one.lines,
            has_withheld=one.has_withheld,
        )
        for one in reversed(bills_to_force(db, zone_of(db), now=now))
    ]
    return Shown(published(db), answers, bills)


def answers_of(
    db: Session,
    study_id: str,
    question: tuple[StudyKind, Mapping[str, Any]],
    result: Mapping[str, Any],
    *,
    at: datetime,
) -> list[Answer]:
    """The plans that a question's result is about, by names that no two questions share."""
    (kind, asked), zone = question, zone_of(db)
    quarter, week_on = str(quarter_of(at, zone)), counts_from(at, zone).date()
    if kind is StudyKind.WHAT_IF:
        before, after = (f"{study_id} {when}" for when in (_BEFORE, _AFTER))
        is_more = asked.get("kind") != Kind.HOURS
        return [
            Answer(before, quarter, week_on, from_json(result.get(_BEFORE, {}))),
            Answer(after, quarter, week_on, from_json(result.get(_AFTER, {})), after=before, is_more=is_more),
        ]
    tables = from_json({name: table for name, table in result.items() if isinstance(table, Mapping)})
    return [Answer(study_id, quarter, week_on, tables)]


def with_answers(result: Mapping[str, Any], answers: list[Answer]) -> dict[str, Any]:
    """The result with the tables of these answers in place of its own."""
    if len(answers) > 1:
        return {**result, **{when: as_json(one.tables) for when, one in zip((_BEFORE, _AFTER), answers, strict=True)}}
    return {**result, **as_json(answers[0].tables)}
