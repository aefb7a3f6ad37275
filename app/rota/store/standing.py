"""Queries over what stands now: who has duties in some months, who is in which team, and how it differs from before."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.rota.domain.months import Months
from app.rota.store.months import pages_of
from app.rota.store.tables.codes import Team, TeamMember
from app.rota.store.tables.rosters import RosterMonth, RosterVersion


def people_with_duties(db: Session, first: str, last: str, numbers: Sequence[str] | None = None) -> int:
    """How many people have standing duties in the months from `first` to `last`: of these, or of everybody."""
    wanted = select(func.count(RosterMonth.staff_number.distinct())).where(
        RosterMonth.until_version.is_(None), RosterMonth.month.between(first, last)
    )
    if numbers is None:
        return db.scalar(wanted) or 0
    return sum(db.scalar(wanted.where(RosterMonth.staff_number.in_(page))) or 0 for page in pages_of(numbers))


def team_of_everybody(db: Session) -> dict[str, str]:
    """The name of the team that each member of staff is in."""
    wanted = select(TeamMember.staff_number, Team.name).join(Team, Team.id == TeamMember.team_id)
    return {row.staff_number: row.name for row in db.execute(wanted)}


def months_back_to(db: Session, number: int) -> Mapping[str, tuple[Months, Months]]:
    """For everybody whose months stand otherwise than at version `number`: those that stand, and those that stood."""
    found: dict[str, tuple[dict[str, bytes], dict[str, bytes]]] = {}
    since, until = RosterMonth.since_version, RosterMonth.until_version
    stands = until.is_(None) & (since > number)
    stood = (since <= number) & (until > number)
    wanted = select(RosterMonth.staff_number, RosterMonth.month, RosterMonth.duties, until.is_(None))
    for who, month, duties, is_standing in db.execute(wanted.where(or_(stands, stood)).order_by(RosterMonth.month)):
        now, then = found.setdefault(who, ({}, {}))
        (now if is_standing else then)[month] = duties
    return {who: both for who, both in found.items() if both[0] != both[1]}


def restored_by(db: Session) -> dict[int, int]:
    """The versions that went back to another, with the one each went back to."""
    wanted = select(RosterVersion.number, RosterVersion.restores).where(RosterVersion.restores.is_not(None))
    return {number: restores for number, restores in db.execute(wanted) if restores is not None}
