"""Queries over the force's own shift patterns, and over teams as HR keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import PlainDay, pattern_from, plain_cycle
from app.rota.store.tables.codes import ShiftPatternRow, Team, TeamMember
from scheduler.pattern import ShiftPattern


@dataclass(frozen=True, slots=True)
class TeamOnPattern:
    """A team with what it works and how many it has."""

    id: str
    name: str
    pattern: ShiftPattern
    anchor_on: date
    members: int


def own_patterns(db: Session) -> list[ShiftPattern]:
    """The force's own patterns, by name: what HR made, and what published files spelled out."""
    rows = db.scalars(select(ShiftPatternRow).order_by(ShiftPatternRow.name))
    return [pattern_from(row.name, row.cycle) for row in rows if row.name not in LIBRARY]


def shift_pattern(db: Session, name: str) -> ShiftPattern:
    """A pattern of the library or the force's own. Raises NotFound."""
    if name in LIBRARY:
        return LIBRARY[name].pattern
    row = db.get(ShiftPatternRow, name) if name.isprintable() else None
    if row is None:
        raise NotFound("There is no such shift pattern.")
    return pattern_from(row.name, row.cycle)


def put_pattern(db: Session, name: str, cycle: Iterable[PlainDay]) -> None:
    """Add a pattern or change the one of this name."""
    db.merge(ShiftPatternRow(name=name, cycle=list(cycle)))
    db.flush()


def drop_pattern(db: Session, name: str) -> None:
    """Take a pattern away that no team works."""
    db.execute(delete(ShiftPatternRow).where(ShiftPatternRow.name == name))


def teams_working(db: Session, pattern: str) -> list[str]:
    """The names of the teams that work this pattern."""
    return list(db.scalars(select(Team.name).where(Team.pattern_name == pattern).order_by(Team.name)))


def teams_on_patterns(db: Session) -> list[TeamOnPattern]:
    """Every team, by name."""
    count = select(TeamMember.team_id, func.count().label("members")).group_by(TeamMember.team_id).subquery()
    wanted = (
        select(Team, ShiftPatternRow.cycle, count.c.members)
        .join(ShiftPatternRow, ShiftPatternRow.name == Team.pattern_name)
        .outerjoin(count, count.c.team_id == Team.id)
        .order_by(Team.name)
    )
    return [
        TeamOnPattern(team.id, team.name, pattern_from(team.pattern_name, cycle), team.anchor_on, members or 0)
        for team, cycle, members in db.execute(wanted)
    ]


def team_of(db: Session, team_id: str) -> Team:
    """One team. Raises NotFound."""
    found = db.get(Team, team_id)
    if found is None:
        raise NotFound("There is no such team.")
    return found


def team_named(db: Session, name: str) -> Team | None:
    """The team of this name."""
    return db.scalars(select(Team).where(Team.name == name)).one_or_none()


def members_of(db: Session, team_id: str) -> list[str]:
    """The staff numbers of a team, in order."""
    own = select(TeamMember.staff_number).where(TeamMember.team_id == team_id)
    return list(db.scalars(own.order_by(TeamMember.staff_number)))


def teams_of_staff(db: Session, numbers: Sequence[str]) -> dict[str, Team]:
    """Which of these people are in which team."""
    wanted = (
        select(TeamMember.staff_number, Team)
        .join(Team, Team.id == TeamMember.team_id)
        .where(TeamMember.staff_number.in_(numbers))
    )
    return {row[0]: row[1] for row in db.execute(wanted)}


def put_team(db: Session, team: Team, pattern: ShiftPattern, members: Iterable[str]) -> None:
    """Keep a team with its pattern and exactly these members."""
    put_pattern(db, pattern.name, plain_cycle(pattern.cycle))
    team.pattern_name = pattern.name
    db.add(team)
    db.flush()
    db.execute(delete(TeamMember).where(TeamMember.team_id == team.id))
    db.add_all(TeamMember(staff_number=number, team_id=team.id) for number in members)
    db.flush()


def drop_team(db: Session, team_id: str) -> None:
    """Take a team away with its list of members; the duties that were published stay."""
    db.execute(delete(TeamMember).where(TeamMember.team_id == team_id))
    db.execute(delete(Team).where(Team.id == team_id))
