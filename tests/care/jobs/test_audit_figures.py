"""The audit before publication: what gives a count away is withheld with it, and so is what it cannot prove."""

from app.care.domain.disclosure import Published, Table, gate
from app.care.domain.what_is_known import Said, Shown
from app.care.jobs.audit_figures import Books, audited
from tests.support.figures_attack import a_row, a_table

ALL_ON_NIGHTS = a_table("sessions", a_row("nights", 500, 48), a_row("changing", 300, 0), a_row("days", 200, 0))
"""48 were missed in all, as a bill may say, and about 50 of them on nights: so nobody else missed one."""
REFERRALS = a_table("referrals", a_row("nights", 30), a_row("days", 40))


def said(quarter: str, *tables: Table) -> Said:
    return Said(quarter, {table.name: gate(table) for table in tables})


def books(of: tuple[str, str] | None = None, total: int = 0) -> Books:
    """What the job knows, if anything: one sum."""
    return Books({} if of is None else {of: total}, {})


def by_name(tables: tuple[Published, ...]) -> dict[str, Published]:
    return {table.table: table for table in tables}


def test_a_table_that_gives_a_count_away_is_withheld_and_the_others_stay() -> None:
    new = said("2026-Q1", ALL_ON_NIGHTS, REFERRALS)
    found = by_name(audited(Shown(), new, books(("sessions", "missed"), 48)))
    assert found["sessions"].by_audit
    assert all(row.is_withheld for row in found["sessions"].rows)
    assert not found["referrals"].has_withheld
    control = by_name(audited(Shown(), new, books()))
    assert not control["sessions"].by_audit, "without the sum of the bill nothing follows"


def test_what_cannot_be_proven_counts_as_given_away() -> None:
    new = said("2026-Q1", few(), REFERRALS)
    assert not any(table.by_audit for table in audited(Shown(), new, books()))
    assert by_name(audited(Shown(), new, books(), steps=0.0))["sessions"].by_audit


def few() -> Table:
    """A table of which two rows are withheld."""
    return a_table("sessions", a_row("nights", 500, 48), a_row("changing", 300, 4), a_row("days", 200, 3))


def test_beliefs_that_contradict_each_other_do_not_stop_the_audit() -> None:
    """More courses ended than anybody ever asked for: corrections can do that. The new quarter is judged alone."""
    new = said(
        "2026-Q1",
        a_table("referrals", a_row("everybody", 12)),
        a_table("courses_ended", a_row("everybody", 90, 40)),
        ALL_ON_NIGHTS,
    )
    found = by_name(
        audited(
            Shown([said("2025-Q4", REFERRALS, a_table("courses_ended", a_row("everybody", 400, 20)))]),
            new,
            books(("sessions", "missed"), 48),
        )
    )
    assert found["sessions"].by_audit
