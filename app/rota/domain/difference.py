"""What an upload would change: duties added, moved, changed to another kind and taken away, per member of staff."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.duty import Duty

COUNTED = ("added", "moved", "changed_from", "changed_to", "removed", "staff")


@dataclass(frozen=True, slots=True)
class Move:
    """A duty that gives way to another on its date: of the same kind with other hours, or of another kind."""

    before: Duty
    after: Duty

    @property
    def is_change(self) -> bool:
        """Whether the kind is another: a night that becomes a rest day has not moved, it is gone."""
        return self.before.kind is not self.after.kind


@dataclass(frozen=True, slots=True)
class StaffDifference:
    """What changes for one member of staff; `is_new` means no roster has named them before."""

    staff_number: str
    added: tuple[Duty, ...] = ()
    moved: tuple[Move, ...] = ()
    changed: tuple[Move, ...] = ()
    removed: tuple[Duty, ...] = ()
    is_new: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not (self.added or self.moved or self.changed or self.removed or self.is_new)


def difference(
    staff_number: str, before: Iterable[Duty], after: Iterable[Duty], zone: ZoneInfo, *, is_new: bool = False
) -> StaffDifference:
    """Compare two sets of duties of one person. A lost and a won duty on one date are one move or change."""
    was, will = set(before), set(after)
    lost, won = _by_date(was - will, zone), _by_date(will - was, zone)
    added: list[Duty] = []
    moves: list[Move] = []
    removed: list[Duty] = []
    for on in sorted(lost.keys() | won.keys()):
        gone, come = lost.get(on, []), won.get(on, [])
        moves += _pairs(gone, come)
        removed += gone
        added += come
    moved, changed = ([move for move in moves if move.is_change is to_another] for to_another in (False, True))
    return StaffDifference(staff_number, tuple(added), tuple(moved), tuple(changed), tuple(removed), is_new)


def _pairs(gone: list[Duty], come: list[Duty]) -> list[Move]:
    """Take pairs off both lists: first those of one kind, then whatever else stands on the date."""
    pairs: list[Move] = []
    for alike in (True, False):
        for before in list(gone):
            after = next((duty for duty in come if not alike or duty.kind is before.kind), None)
            if after is not None:
                gone.remove(before)
                come.remove(after)
                pairs.append(Move(before, after))
    return pairs


def _by_date(duties: Iterable[Duty], zone: ZoneInfo) -> dict[date, list[Duty]]:
    found: dict[date, list[Duty]] = {}
    for duty in sorted(duties, key=lambda d: (d.start_at, d.end_at, d.kind.value)):
        found.setdefault(duty.start_at.astimezone(zone).date(), []).append(duty)
    return found


def counts(differences: Iterable[StaffDifference]) -> dict[str, dict[str, int]]:
    """How many duties of each kind are added, moved, changed and removed, and how many staff are new or changed.

    A duty of another kind counts twice: once under `changed_from` its old kind, once under `changed_to` its new one.
    """
    table: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    for one in differences:
        table["added"].update(duty.kind.value for duty in one.added)
        table["moved"].update(move.after.kind.value for move in one.moved)
        table["changed_from"].update(move.before.kind.value for move in one.changed)
        table["changed_to"].update(move.after.kind.value for move in one.changed)
        table["removed"].update(duty.kind.value for duty in one.removed)
        table["staff"].update({"new": int(one.is_new), "changed": int(not one.is_nothing)})
    return {name: {kind: n for kind, n in sorted(counter.items()) if n} for name, counter in table.items()}
