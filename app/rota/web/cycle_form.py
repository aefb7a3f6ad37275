"""The form in which HR draws a cycle: a few tours with their hours, and for each day which of them it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from fastapi import Request

from app.foundation.refusals import Conflict, Fault
from app.rota.domain.code_table import WrongPart
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import LONGEST_CYCLE, name_faults, tour_of
from scheduler.pattern import ShiftPattern, Tour

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEWEST_ROWS, _A_WEEK = 4, 7


@dataclass(frozen=True, slots=True)
class TourRow:
    """One tour as typed."""

    kind: str = "early"
    starts: str = ""
    ends: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no hours are given: a row that nobody filled in."""
        return not (self.starts or self.ends)


@dataclass(frozen=True, slots=True)
class CycleForm:
    """A pattern as typed. `days` are letters of tours; an empty one is a rest day. `was` is the name it had."""

    name: str = ""
    was: str = ""
    tours: tuple[TourRow, ...] = ()
    days: tuple[str, ...] = ("",) * _A_WEEK

    @property
    def rows(self) -> list[tuple[str, TourRow]]:
        """The tours with their letters, and room for more."""
        wanted = min(len(LETTERS), max(_FEWEST_ROWS, len(self.tours) + 1))
        return list(zip(LETTERS, [*self.tours, *[TourRow()] * wanted][:wanted], strict=False))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a day can be."""
        named = [
            (letter, f"{letter} {row.kind.replace('_', ' ')} {row.starts}–{row.ends}")
            for letter, row in zip(LETTERS, self.tours, strict=False)
            if not row.is_blank
        ]
        return [("", "rest day"), *named]

    def resized(self, act: str) -> "CycleForm":
        """The same with another number of days, as a button said; at least one, at most the longest there can be."""
        days = {
            "longer": (*self.days, ""),
            "week": (*self.days, *[""] * _A_WEEK),
            "double": self.days * 2,
            "shorter": self.days[:-1],
        }.get(act, self.days)
        return replace(self, days=days[:LONGEST_CYCLE] or ("",))

    def cycle(self) -> tuple[list[Tour | None], list[Fault]]:
        """The days as far as they can be understood, and what is wrong with the others."""
        tours, faults = self._tours()
        cycle: list[Tour | None] = []
        for number, letter in enumerate(self.days, start=1):
            if letter and letter not in tours:
                message = f"Day {number} is tour {letter}, which has no hours that can be read."
                faults.append(Fault(message, column=f"day-{number}", remedy=f"Give tour {letter} its hours."))
            cycle.append(tours.get(letter))
        return cycle, faults

    def _tours(self) -> tuple[dict[str, Tour], list[Fault]]:
        tours: dict[str, Tour] = {}
        faults: list[Fault] = []
        for letter, row in zip(LETTERS, self.tours, strict=False):
            if row.is_blank:
                continue
            try:
                tour = tour_of({"kind": row.kind, "starts": row.starts, "ends": row.ends})
            except WrongPart as wrong:
                faults.append(Fault(f"Tour {letter}: {wrong}.", column=f"{wrong.part}-{letter}", remedy=wrong.remedy))
                continue
            except ValueError as wrong:
                faults.append(Fault(f"Tour {letter}: {wrong}.", column=f"starts-{letter}"))
                continue
            if tour is not None:
                tours[letter] = tour
        return tours, faults

    def read(self) -> tuple[ShiftPattern | None, list[Fault]]:
        """The pattern, or every fault."""
        cycle, faults = self.cycle()
        faults = [*name_faults(self.name, LIBRARY), *faults]
        if faults:
            return None, faults
        try:
            return ShiftPattern(self.name, tuple(cycle)), []
        except ValueError as wrong:
            remedy = "Change one of the two days, or the hours of a tour."
            return None, [Fault(f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.", column="day-1", remedy=remedy)]


def form_of(pattern: ShiftPattern, name: str, was: str = "") -> CycleForm:
    """A pattern as the form shows it. Raises Conflict for one that the form has no room for."""
    distinct = list(dict.fromkeys(tour for tour in pattern.cycle if tour))
    if len(distinct) > len(LETTERS) or len(pattern.cycle) > LONGEST_CYCLE:
        raise Conflict("This pattern came from a file and is too large to be changed here. Send it as a file again.")
    letters = dict(zip(distinct, LETTERS, strict=False))
    rows = [TourRow(tour.kind.value, f"{tour.starts:%H:%M}", f"{tour.ends:%H:%M}") for tour in distinct]
    return CycleForm(name, was, tuple(rows), tuple(letters[tour] if tour else "" for tour in pattern.cycle))


async def typed_cycle(request: Request) -> CycleForm:
    """The form as it was sent."""
    form = await request.form()
    parts = [[str(cell).strip() for cell in form.getlist(part)] for part in ("kind", "starts", "ends")]
    tours = [TourRow(*row) for row in zip_longest(*parts, fillvalue="")][: len(LETTERS)]
    days = [str(day).strip()[:1] for day in form.getlist("day")][:LONGEST_CYCLE]
    return CycleForm(
        name=str(form.get("name", "")).strip(),
        was=str(form.get("was", "")).strip(),
        tours=tuple(_without_blank_end(tours)),
        days=tuple(days) or ("",),
    )


def _without_blank_end(tours: Sequence[TourRow]) -> Sequence[TourRow]:
    kept = list(tours)
    while kept and kept[-1].is_blank:
        kept.pop()
    return kept
