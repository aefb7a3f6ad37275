"""What an upload would change: duties added, moved and taken away, per member of staff."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.duty import Duty


@dataclass(frozen=True, slots=True)
class Move:
    """A duty that stays on its date but with other hours or of another kind."""

    before: Duty
    after: Duty


@dataclass(frozen=True, slots=True)
class StaffDifference:
    """What changes for one member of staff; `is_new` means no roster has named them before."""

    staff_number: str
    added: tuple[Duty, ...] = ()
    moved: tuple[Move, ...] = ()
    removed: tuple[Duty, ...] = ()
    is_new: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not (self.added or self.moved or self.removed or self.is_new)


def difference(
    staff_number: str, before: Iterable[Duty], after: Iterable[Duty], zone: ZoneInfo, *, is_new: bool = False
) -> StaffDifference:
    """Compare two sets of duties of one person. A lost and a won duty on one date are one move."""
    was, will = set(before), set(after)
    lost, won = _by_date(was - will, zone), _by_date(will - was, zone)
    added: list[Duty] = []
    moved: list[Move] = []
    removed: list[Duty] = []
    for on in sorted(lost.keys() | won.keys()):
        gone, come = lost.get(on, []), won.get(on, [])
        pairs = min(len(gone), len(come))
        moved += [Move(a, b) for a, b in zip(gone, come, strict=False)]
        removed += gone[pairs:]
        added += come[pairs:]
    return StaffDifference(staff_number, tuple(added), tuple(moved), tuple(removed), is_new)


def _by_date(duties: Iterable[Duty], zone: ZoneInfo) -> dict[date, list[Duty]]:
    found: dict[date, list[Duty]] = {}
    for duty in sorted(duties, key=lambda d: (d.start_at, d.end_at, d.kind.value)):
        found.setdefault(duty.start_at.astimezone(zone).date(), []).append(duty)
    return found


def counts(differences: Iterable[StaffDifference]) -> dict[str, dict[str, int]]:
    """How many duties of each kind are added, moved and removed, and how many staff are new or changed."""
    table: dict[str, Counter[str]] = {name: Counter() for name in ("added", "moved", "removed", "staff")}
    for one in differences:
        table["added"].update(duty.kind.value for duty in one.added)
        table["moved"].update(move.after.kind.value for move in one.moved)
        table["removed"].update(duty.kind.value for duty in one.removed)
        table["staff"].update({"new": int(one.is_new), "changed": int(not one.is_nothing)})
    return {name: {kind: n for kind, n in sorted(counter.items()) if n} for name, counter in table.items()}
