"""Look over an upload that could be published: what is odd in it, what it looks like, whether much would be lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.drops import Drop, duties_before
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.months import month_of, unpack_months
from app.rota.domain.order_rules import people_of, person_by_person
from app.rota.domain.picture import Sketch
from app.rota.domain.plausibility import warnings_of
from app.rota.domain.reading import Reading
from app.rota.domain.rule_book import ANYTHING_ELSE, RuleCode
from app.rota.store.comparison import Comparison
from app.rota.store.months import standing_months
from app.rota.store.rules import rule_book
from app.rota.store.standing import people_with_duties, team_of_everybody
from app.rota.store.tables.uploads import Upload

MOST_LOOKED_AT = 250_000
"""Duties that the rules look at, one after the other: of larger rosters the first people, and it is said so."""


def note_what_the_reader_warned_of(row: Upload, reading: Reading) -> None:
    """Keep the reader's own warnings, and nothing of an earlier look."""
    row.warnings = [{"rule": ANYTHING_ELSE, **warning.as_json()} for warning in reading.warnings]
    row.warning_count, row.picture = reading.warning_count, {}
    row.warning_counts = {ANYTHING_ELSE: reading.warning_count} if reading.warning_count else {}


@dataclass(slots=True)
class _Passing:
    """Hands people over one by one, until there have been too many duties; remembers who it was."""

    lines: Sequence[DutyLine]
    most: int
    numbers: list[str] = field(default_factory=list)

    def people(self) -> Iterator[tuple[str, list[DutyLine]]]:
        seen = 0
        for number, own in person_by_person(self.lines):
            if seen >= self.most:
                return
            seen += len(own)
            self.numbers.append(number)
            yield number, own

    @property
    def is_whole(self) -> bool:
        return len(self.lines) <= self.most


@dataclass(frozen=True, slots=True)
class Look:
    """By which clocks and when somebody looks, and at how many duties at most."""

    zone: ZoneInfo
    now: datetime
    most: int = MOST_LOOKED_AT


def look_over(db: Session, row: Upload, reading: Reading, found: Comparison, look: Look) -> None:
    """Add warnings, the picture and any large loss to an upload that was read cleanly."""
    cover = reading.cover
    if cover is None:
        return
    book, passing = rule_book(db), _Passing(reading.lines, look.most)
    teams = team_of_everybody(db) | {who: plan.team for plan in reading.teams for who in plan.members}
    sketch = Sketch(teams, cover)
    warned = warnings_of(sketch.passing(passing.people()), cover, book, today=look.now.astimezone(look.zone).date())
    row.warnings = [*row.warnings, *warned.as_json()]
    row.warning_count += warned.count
    row.warning_counts = {**row.warning_counts, **warned.counts}
    _draw(row, sketch, reading, passing)
    with_duties = set(passing.numbers) if passing.is_whole else people_of(reading.lines)
    drop = _drop(db, reading, found, with_duties, look.zone)
    if part := drop.part_words(book):
        _add_warning(row, RuleCode.FEWER_PEOPLE.value, part)
    lost = drop.as_json(book)
    row.changes = {**row.changes, **({"drop": lost} if lost else {})}


def _draw(row: Upload, sketch: Sketch, reading: Reading, passing: _Passing) -> None:
    """Keep the picture: of everybody, or of those who were looked at, and then it is said so."""
    if passing.is_whole:
        row.picture = sketch.picture(reading.staff).as_json()
        return
    first = f"{len(passing.numbers):,} people" if len(passing.numbers) > 1 else "person"
    message = f"The roster is so large that only its first {first} were looked at for what is odd, and drawn."
    _add_warning(row, ANYTHING_ELSE, message.replace("person were", "person was"))
    row.picture = sketch.picture(passing.numbers, f"The first {first}").as_json()


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
