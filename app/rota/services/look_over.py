"""Look over an upload that could be published: what is odd in it, what it looks like, whether much would be lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.drops import Drop, duties_before
from app.rota.domain.months import month_of, unpack_months
from app.rota.domain.order_rules import people_of
from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.picture import Sketch
from app.rota.domain.plausible_columns import warnings_of
from app.rota.domain.reading import Reading
from app.rota.domain.rule_book import ANYTHING_ELSE, RuleCode
from app.rota.domain.tours import tours_in
from app.rota.store.comparison import Comparison
from app.rota.store.months import standing_months
from app.rota.store.rules import rule_book
from app.rota.store.standing import people_with_duties, team_of_everybody
from app.rota.store.tables.uploads import Upload


def note_what_the_reader_warned_of(row: Upload, reading: Reading) -> None:
    """Keep the reader's own warnings, and nothing of an earlier look."""
    row.warnings = [{"rule": ANYTHING_ELSE, **warning.as_json()} for warning in reading.warnings]
    row.warning_count, row.picture = reading.warning_count, {}
    row.warning_counts = {ANYTHING_ELSE: reading.warning_count} if reading.warning_count else {}


@dataclass(frozen=True, slots=True)
class Look:
    """By which clocks and when somebody looks."""

    zone: ZoneInfo
    now: datetime


def look_over(db: Session, row: Upload, reading: Reading, found: Comparison, look: Look) -> None:
    """Add warnings, the picture and any large loss to an upload that was read cleanly."""
    cover = reading.cover
    if cover is None:
        return
    book, lines = rule_book(db), packed_lines(reading.lines)
    teams = team_of_everybody(db) | {who: plan.team for plan in reading.teams for who in plan.members}
    sketch, tours = Sketch(teams, cover, lines.staff), tours_in(lines, ZoneInfo(cover.zone_name))
    warned = warnings_of(sketch.passing(tours), lines, cover, book, today=look.now.astimezone(look.zone).date())
    row.warnings = [*row.warnings, *warned.as_json()]
    row.warning_count += warned.count
    row.warning_counts = {**row.warning_counts, **warned.counts}
    row.picture = sketch.picture(reading.staff).as_json()
    drop = _drop(db, reading, found, people_of(lines), look.zone)
    if part := drop.part_words(book):
        _add_warning(row, RuleCode.FEWER_PEOPLE.value, part)
    lost = drop.as_json(book)
    row.changes = {**row.changes, **({"drop": lost} if lost else {})}


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
