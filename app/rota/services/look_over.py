"""Look over an upload that could be published: what is odd in it, what it looks like, whether much would be lost."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.drops import Drop, duties_before
from app.rota.domain.months import month_of
from app.rota.domain.order_rules import by_staff
from app.rota.domain.picture import picture_of
from app.rota.domain.plausibility import warnings_of
from app.rota.domain.reading import Reading
from app.rota.domain.rule_book import ANYTHING_ELSE
from app.rota.store.comparison import Comparison
from app.rota.store.rules import rule_book
from app.rota.store.standing import people_with_duties, team_of_everybody
from app.rota.store.tables.uploads import Upload


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
    people, book = by_staff(reading.lines), rule_book(db)
    warned = warnings_of(people.items(), cover, book, today=now.astimezone(zone).date())
    row.warnings = [*row.warnings, *warned.as_json()]
    row.warning_count += warned.count
    row.warning_counts = {**row.warning_counts, **warned.counts}
    teams = team_of_everybody(db) | {who: plan.team for plan in reading.teams for who in plan.members}
    row.picture = picture_of(people.items(), reading.staff, teams, cover).as_json()
    months = month_of(cover.span.start, zone), month_of(cover.span.end - timedelta(seconds=1), zone)
    drop = _drop(db, reading, found, months).as_json(book)
    row.changes = {**row.changes, **({"drop": drop} if drop else {})}


def _drop(db: Session, reading: Reading, found: Comparison, months: tuple[str, str]) -> Drop:
    after, named = len(reading.lines), {line.staff_number for line in reading.lines}
    before = people_with_duties(db, *months)
    missing = before - people_with_duties(db, *months, reading.staff) if before else 0
    changed = (change.difference for change in found.changes)
    emptied = sum(1 for one in changed if one.removed and one.staff_number not in named)
    return Drop(duties_before(after, found.counts), after, before, missing, emptied)
