"""Queries over code tables, patterns and teams."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.rota.domain.reading import TeamPlan
from app.rota.store.tables.codes import CodeTableRow, ShiftPatternRow, Team, TeamMember


def code_tables(db: Session) -> dict[str, dict[str, Any]]:
    """Every code table's entries, by name."""
    return {row.name: row.entries for row in db.scalars(select(CodeTableRow).order_by(CodeTableRow.name))}


def code_table_names(db: Session) -> list[str]:
    """The name of every code table."""
    return list(db.scalars(select(CodeTableRow.name).order_by(CodeTableRow.name)))


def code_table(db: Session, name: str) -> CodeTableRow:
    """One code table. Raises NotFound."""
    # PostgreSQL cannot even look for a NUL; no name has one.
    wanted = select(CodeTableRow).where(CodeTableRow.name == name)
    found = db.scalars(wanted).one_or_none() if name.isprintable() else None
    if found is None:
        raise NotFound("There is no such code table.")
    return found


def put_code_table(db: Session, name: str, entries: dict[str, Any], *, now: datetime) -> None:
    """Add a code table or replace the entries of the one with this name."""
    row = db.scalars(select(CodeTableRow).where(CodeTableRow.name == name).with_for_update()).one_or_none()
    if row is None:
        db.add(CodeTableRow(name=name, entries=entries, changed_at=now))
    else:
        row.entries, row.changed_at = entries, now
    db.flush()


def put_teams(db: Session, teams: Iterable[TeamPlan]) -> None:
    """Keep the teams of a published upload with their patterns; a member leaves the team they were in before."""
    for plan in teams:
        db.merge(ShiftPatternRow(name=plan.pattern, cycle=list(plan.cycle)))
        db.flush()
        team = db.scalars(select(Team).where(Team.name == plan.team)).one_or_none() or Team(name=plan.team)
        team.pattern_name, team.anchor_on = plan.pattern, plan.anchor_on
        db.add(team)
        db.flush()
        gone = TeamMember.staff_number.in_(plan.members) | (TeamMember.team_id == team.id)
        db.execute(delete(TeamMember).where(gone).execution_options(synchronize_session=False))
        db.add_all(TeamMember(staff_number=number, team_id=team.id) for number in plan.members)
        db.flush()


def teams(db: Session) -> list[Team]:
    """Every team, by name."""
    return list(db.scalars(select(Team).order_by(Team.name)))
