"""Which parts of the week few counsellors work, as a welfare lead ticks them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.care.domain.needs import Disliked
from app.care.domain.parts_of_day import Cell, PartOfDay, cells_of, spans_of
from app.foundation.refusals import Fault, Invalid

MOST_PARTS = 17
"""Of 21: were nearly all of a week scarce, nothing would be left that somebody could be led to instead."""
_ALL = {f"{day} {part}": (day, part) for day in range(7) for part in PartOfDay}


@dataclass(frozen=True, slots=True)
class ScarceHours:
    """Parts of the week by weekday (Monday is 0); none at all is a choice too."""

    parts: frozenset[Cell]

    @classmethod
    def read(cls, names: Iterable[str]) -> "ScarceHours":
        """From names such as "5 morning". Raises Invalid with every fault."""
        wanted = list(names)
        faults = [
            Fault("There is no such part of the week", column="parts", value=name)
            for name in wanted
            if name not in _ALL
        ]
        found = frozenset(_ALL[name] for name in wanted if name in _ALL)
        if len(found) > MOST_PARTS:
            faults.append(Fault(f"Choose {MOST_PARTS} parts of the week at most", column="parts"))
        if faults:
            raise Invalid("Please look at the hours again.", faults=faults)
        return cls(found)

    @classmethod
    def of_policy(cls, scarce: Collection[Disliked]) -> "ScarceHours":
        """The parts that lie whole in what planning goes by."""
        return cls(cells_of(one.span for one in scarce))

    def names(self) -> list[str]:
        """For the store, in order."""
        return [name for name, cell in _ALL.items() if cell in self.parts]

    def for_policy(self) -> tuple[Disliked, ...]:
        """What planning goes by."""
        return tuple(Disliked(*span) for span in spans_of(self.parts))
