"""Keeps explicit duties before a pattern: noted when published, asked about before a pattern is written over them."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.explicit_days import (
    ANSWER,
    KEEP,
    REPLACE,
    TEAMS_SHAPE,
    Claim,
    at_stake,
    decision_about,
    explicit_days,
    lines_beside,
    question_about,
)
from app.rota.domain.months import months_about, unpack_months
from app.rota.domain.reading import Reading
from app.rota.store.claims import add_claim, claims_on
from app.rota.store.months import standing_months
from app.rota.store.tables.uploads import Upload


def beside_explicit(db: Session, reading: Reading, answers: Mapping[str, str], zone: ZoneInfo) -> Reading:
    """A written-out pattern as it stands beside explicit duties of its people and days; other readings as they are.

    Where the two differ it asks, and goes on asking until somebody says which counts. Called in the transaction that
    compares the reading with the roster, so that what it keeps is what stands.
    """
    cover = reading.cover
    if reading.shape != TEAMS_SHAPE or cover is None or not reading.is_clean:
        return reading
    claimed = explicit_days(claims_on(db, cover.first_on, cover.last_on), reading.staff, cover.first_on, cover.last_on)
    months = standing_months(db, sorted(claimed), *months_about(cover, zone))
    standing = {number: unpack_months(own) for number, own in months.items()}
    differing = at_stake(claimed, reading.lines, standing, zone)
    if not differing:
        return reading
    answer = answers.get(ANSWER, "")
    if answer not in (KEEP, REPLACE):
        return replace(reading, questions=(*reading.questions, question_about(differing, cover)))
    noted = replace(reading, decisions=(*reading.decisions, decision_about(differing, answer)))
    if answer == REPLACE:
        return noted
    return replace(noted, lines=lines_beside(differing, reading.lines, standing, zone))


def claim_days(db: Session, row: Upload, reading: Reading) -> None:
    """Note what a published upload says of its days: its own roster, or that they belong to the pattern again.

    A pattern that left explicit days alone says nothing new of them, so nothing is noted.
    """
    cover, projected = reading.cover, reading.shape == TEAMS_SHAPE
    if cover is None or (projected and row.answers.get(ANSWER) != REPLACE):
        return
    add_claim(db, row.id, Claim(not projected, cover.first_on, cover.last_on, frozenset(reading.staff)))
