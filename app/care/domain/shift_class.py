"""Which shift class somebody belongs to for a quarter, by their duties; and which classes are said together."""

from collections.abc import Mapping

from app.care.domain.declared_tables import CLASSES
from scheduler.duty import WORKING, DutyKind

NIGHTS, CHANGING, DAYS = CLASSES
_NIGHTLY = 8
"""One working duty in so many is a night: nights are a normal part of the work, not an exception."""
_TURNING = 5
"""One in so many is a late one."""
_TOGETHER = (
    ((NIGHTS,), (CHANGING,), (DAYS,)),
    ((NIGHTS, CHANGING), (DAYS,)),
    ((NIGHTS,), (CHANGING, DAYS)),
)


def shift_class(duties: Mapping[DutyKind, int]) -> str:
    """The class of so many duties of each kind. Who has none, like most of the offices, counts with the days."""
    work = sum(count for kind, count in duties.items() if kind in WORKING)
    if work and duties.get(DutyKind.NIGHT, 0) * _NIGHTLY >= work:
        return NIGHTS
    if work and duties.get(DutyKind.LATE, 0) * _TURNING >= work:
        return CHANGING
    return DAYS


def said_together(staff: Mapping[str, int], least: int) -> dict[str, str]:
    """The row that each class is said in, so that every row is of at least so many staff, or there is only one.

    It depends on how many staff a class has, which HR knows, and on nothing that anybody does here.
    """
    for groups in _TOGETHER:
        if all(sum(staff.get(one, 0) for one in group) >= least for group in groups):
            return {one: "+".join(group) for group in groups for one in group}
    return dict.fromkeys(CLASSES, "everybody")
