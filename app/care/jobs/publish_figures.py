"""Publishes the figures of every quarter that is over and not published yet, once for good."""

from collections.abc import Sequence
from datetime import datetime

from app.care.domain.disclosure import RULES, Table, gate
from app.care.domain.quarter_figures import exact_tables
from app.care.domain.quarters import Quarter, settled_quarters
from app.care.domain.what_is_known import Said, exact_world
from app.care.jobs.audit_figures import Books, audited
from app.care.reads.quarter_facts import first_of_all, happened_in, staff_in
from app.care.reads.shown import shown_so_far
from app.care.store.figures import publish, published
from app.care.store.force import zone_of
from app.foundation.database import Database


def publish_figures(store: Database, *, now: datetime) -> list[str]:
    """Publish what is due, the oldest quarter first; returns which. Run again it does nothing.

    The audit thinks between two transactions. Should somebody else publish meanwhile, the store refuses the second.
    """
    done: list[str] = []
    for quarter in _due(store, now=now):
        with store.read() as db:
            before = shown_so_far(db, now=now)
            exact = exact_tables(happened_in(db, quarter), staff_in(db, quarter))
        new = Said(str(quarter), {table.name: gate(table) for table in exact})
        tables = audited(before, new, Books(_totals(exact), exact_world(str(quarter), exact)))
        with store.write() as db:
            publish(db, str(quarter), tables, now=now)
        done.append(str(quarter))
    return done


def _due(store: Database, *, now: datetime) -> list[Quarter]:
    with store.read() as db:
        first_at = first_of_all(db)
        there = {one.quarter for one in published(db)}
        if first_at is None:
            return []
        return [one for one in settled_quarters(first_at, zone_of(db), now=now) if str(one) not in there]


def _totals(exact: Sequence[Table]) -> dict[tuple[str, str], int]:
    """How many sessions were attended and missed in all: bills with every line in them say so exactly, from ten on."""
    (sessions,) = (table for table in exact if table.name == "sessions")
    sums = {part: sum(row.counts[place] for row in sessions.rows) for place, part in enumerate(sessions.parts)}
    return {("sessions", part): value for part, value in sums.items() if value >= RULES.fewest}
