"""A pattern that a file spells out must not quietly take the place of one that the desk knows by the same name."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault, NotFound
from app.rota.domain.reading import Reading, TeamPlan
from app.rota.domain.shift_cycle import plain_cycle
from app.rota.store.patterns import shift_pattern


def beside_known_patterns(db: Session, reading: Reading) -> Reading:
    """The reading with a fault for every pattern that the desk knows otherwise; nothing of it is published then."""
    faults = tuple({plan.pattern: _fault(plan) for plan in reading.teams if _is_known_otherwise(db, plan)}.values())
    if not faults:
        return reading
    return replace(reading, faults=(*reading.faults, *faults), fault_count=reading.fault_count + len(faults), lines=())


def _is_known_otherwise(db: Session, plan: TeamPlan) -> bool:
    try:
        known = shift_pattern(db, plan.pattern)
    except NotFound:
        return False
    return plain_cycle(known.cycle) != list(plan.cycle)


def _fault(plan: TeamPlan) -> Fault:
    return Fault(
        "The desk knows a shift pattern of this name, with other days or hours.",
        column="pattern",
        value=plan.pattern,
        remedy="Give the pattern in the file another name, or change the desk's own under Shift patterns first.",
    )
