"""Look over an upload that could be published: what is odd in it, what it looks like, whether much would be lost."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.drops import Drop, duties_before
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.months import month_of, unpack_months
from app.rota.domain.order_rules import person_by_person
from app.rota.domain.picture import Sketch
from app.rota.domain.plausibility import warnings_of
from app.rota.domain.reading import Reading
from app.rota.domain.rule_book import ANYTHING_ELSE, RuleCode
from app.rota.store.comparison import Comparison
from app.rota.store.months import standing_months
from app.rota.store.rules import rule_book
from app.rota.store.standing import people_with_duties, team_of_everybody
from app.rota.store.tables.uploads import Upload

MOST_LOOKED_AT = 1_000_000
"""Duties that the rules look at, one after the other: of larger rosters the first people, and it is said so."""


def note_what_the_reader_warned_of(row: Upload, reading: Reading) -> None:
    """Keep the reader's own warnings, and nothing of an earlier look."""
    row.warnings = [{"rule": ANYTHING_ELSE, **warning.as_json()} for warning in reading.warnings]
    row.warning_count, row.picture = reading.warning_count, {}
    row.warning_counts = {ANYTHING_ELSE: reading.warning_count} if reading.warning_count else {}


def look_over(db: Session, row: Upload, reading: Reading, found: Comparison, zone: ZoneInfo, *, now: datetime) -> None:
    """Add warnings, the picture and any large loss to an upload that was read cleanly."""
    cover = reading.cover
    if cover is None:
        return
    book, teams = rule_book(db), team_of_everybody(db)
    sketch = Sketch(teams | {who: plan.team for plan in reading.teams for who in plan.members}, cover)
    looked_at: list[str] = []
    people = sketch.passing(_first_people(reading.lines, looked_at))
    warned = warnings_of(people, cover, book, today=now.astimezone(zone).date())
    with_duties = set(looked_at)
    if len(reading.lines) > MOST_LOOKED_AT:
        _say_how_many(row, len(looked_at))
        row.picture = sketch.picture(looked_at, f"The first {len(looked_at):,} people").as_json()
        with_duties = {line.staff_number for line in reading.lines}
    else:
        row.picture = sketch.picture(reading.staff).as_json()
    row.warnings = [*row.warnings, *warned.as_json()]
    row.warning_count += warned.count
    row.warning_counts = {**row.warning_counts, **warned.counts}
    drop = _drop(db, reading, found, with_duties, zone)
    if part := drop.part_words(book):
        _add_warning(row, RuleCode.FEWER_PEOPLE.value, part)
    lost = drop.as_json(book)
    row.changes = {**row.changes, **({"drop": lost} if lost else {})}


def _first_people(lines: Sequence[DutyLine], looked_at: list[str]) -> Iterator[tuple[str, list[DutyLine]]]:
    """Person by person, until there have been too many duties; who it was is added to `looked_at`."""
    seen = 0
    for number, own in person_by_person(lines):
        if seen > MOST_LOOKED_AT:
            return
        seen += len(own)
        looked_at.append(number)
        yield number, own


def _say_how_many(row: Upload, people: int) -> None:
    message = f"The roster is so large that only its first {people:,} people were looked at for what is odd."
    _add_warning(row, ANYTHING_ELSE, message)


def _add_warning(row: Upload, rule: str, message: str) -> None:
    row.warnings = [*row.warnings, {"rule": rule, "message": message}]
    row.warning_counts = {**row.warning_counts, rule: row.warning_counts.get(rule, 0) + 1}
    row.warning_count += 1


def _drop(db: Session, reading: Reading, found: Comparison, with_duties: set[str], zone: ZoneInfo) -> Drop:
    cover = reading.cover
    assert cover is not None
    span, after = cover.span, len(reading.lines)
    months = month_of(span.start, zone), month_of(span.end - timedelta(seconds=1), zone)
    before = people_with_duties(db, *months)
    missing = before - people_with_duties(db, *months, reading.staff) if before else 0
    idle = [number for number in reading.staff if number not in with_duties] if before else []
    standing = standing_months(db, idle, *months)
    emptied = sum(any(span.start <= d.start_at < span.end for d in unpack_months(own)) for own in standing.values())
    return Drop(duties_before(after, found.counts), after, before, missing, emptied)
