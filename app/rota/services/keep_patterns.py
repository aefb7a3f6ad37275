"""Keep the force's own shift patterns and the teams that work patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict, Fault, Invalid
from app.rota.domain.actor import actor
from app.rota.domain.duty_line import staff_number_fault
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import LONGEST_NAME, name_faults, plain_cycle
from app.rota.store.patterns import (
    drop_pattern,
    drop_team,
    put_pattern,
    put_team,
    shift_pattern,
    team_named,
    team_of,
    teams_of_staff,
    teams_working,
)
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.codes import Team
from scheduler.pattern import ShiftPattern


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """A team as HR wrote it down."""

    name: str
    pattern: str
    anchor_on: date
    members: Sequence[str]


def keep_pattern(db: Session, pattern: ShiftPattern, *, by: str, now: datetime) -> None:
    """Keep a pattern of the force's own. Raises Invalid for a name that cannot be.

    Teams that work it keep the duties they have until their duties are written out anew.
    """
    faults = name_faults(pattern.name, LIBRARY)
    if faults:
        raise Invalid("The shift pattern was not kept.", faults=faults)
    put_pattern(db, pattern.name, plain_cycle(pattern.cycle))
    _note(db, by, "pattern.kept", f"pattern:{pattern.name}", now)


def forget_pattern(db: Session, name: str, *, by: str, now: datetime) -> None:
    """Take one away. Raises NotFound; Conflict while teams work it or where it is one of the library."""
    if name in LIBRARY:
        raise Conflict("A pattern of the library stays.", code="pattern-in-use")
    shift_pattern(db, name)
    teams = teams_working(db, name)
    if teams:
        raise Conflict(
            f"It is worked by {', '.join(teams[:3])}. Give them another pattern first.", code="pattern-in-use"
        )
    drop_pattern(db, name)
    _note(db, by, "pattern.forgotten", f"pattern:{name}", now)


def keep_team(db: Session, wanted: TeamWanted, team_id: str | None, *, by: str, now: datetime) -> str:
    """Keep a team, new or changed; its id. Raises NotFound, or Invalid with every fault.

    Nothing is written onto the roster by it: that is an upload of its own.
    """
    pattern = shift_pattern(db, wanted.pattern)
    faults = [*_name_faults(db, wanted.name, team_id), *_member_faults(db, wanted.members, team_id)]
    if faults:
        raise Invalid("The team was not kept.", faults=faults)
    team = team_of(db, team_id) if team_id else Team()
    team.name, team.anchor_on = wanted.name, wanted.anchor_on
    put_team(db, team, pattern, dict.fromkeys(wanted.members))
    _note(db, by, "team.kept", f"team:{team.id}", now)
    return team.id


def forget_team(db: Session, team_id: str, *, by: str, now: datetime) -> None:
    """Take a team away; what was published stays. Raises NotFound."""
    team_of(db, team_id)
    drop_team(db, team_id)
    _note(db, by, "team.forgotten", f"team:{team_id}", now)


def _name_faults(db: Session, name: str, team_id: str | None) -> list[Fault]:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return [Fault(f"The name of a team has 1 to {LONGEST_NAME} characters.", column="name")]
    other = team_named(db, name)
    if other is not None and other.id != team_id:
        return [Fault("There is a team of this name already.", column="name", remedy="Give this one another name.")]
    return []


def _member_faults(db: Session, members: Sequence[str], team_id: str | None) -> list[Fault]:
    if not members:
        return [Fault("This team has no members. Give at least one staff number.", column="members")]
    wrong = [(number[:LONGEST_NAME], fault) for number in members if (fault := staff_number_fault(number))]
    if wrong:
        return [Fault(f"“{number}”: {fault}.", column="members") for number, fault in wrong]
    return [
        Fault(f"{number} is in team {team.name}.", column="members", remedy="Take them out there first.")
        for number, team in teams_of_staff(db, members).items()
        if team.id != team_id
    ]


def _note(db: Session, by: str, act: str, subject: str, now: datetime) -> None:
    audit.record(db, AuditEntry, audit.Line(actor(by), act, subject), now=now)
