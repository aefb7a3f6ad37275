"""A cycle between plain values and a shift pattern, and what is wrong with one."""

from collections.abc import Iterable, Mapping

from app.foundation.refusals import Fault
from app.rota.domain.code_table import WrongPart, meaning_of
from scheduler.pattern import ShiftPattern, Tour

LONGEST_NAME = 60
LONGEST_CYCLE = 112
PlainDay = Mapping[str, str] | None
"""Kind, starts and ends as HH:MM; None for a rest day."""


def plain_cycle(cycle: Iterable[Tour | None]) -> list[dict[str, str] | None]:
    """The days as they lie in the store and in JSON."""
    return [
        {"kind": tour.kind.value, "starts": f"{tour.starts:%H:%M}", "ends": f"{tour.ends:%H:%M}"} if tour else None
        for tour in cycle
    ]


def tour_of(day: PlainDay) -> Tour | None:
    """One day; None for a rest day. WrongPart and ValueError say what is wrong."""
    if day is None:
        return None
    meaning = meaning_of(day.get("kind", ""), day.get("starts", ""), day.get("ends", ""))
    if meaning.kind is None:
        return None
    if meaning.starts is None or meaning.ends is None:
        raise WrongPart("starts", "a tour needs its hours", "Write them like 07:00 and 17:00.")
    return Tour(meaning.kind, meaning.starts, meaning.ends)


def pattern_from(name: str, cycle: Iterable[PlainDay]) -> ShiftPattern:
    """The pattern of plain values. ValueError says what is wrong with it."""
    return ShiftPattern(name, tuple(tour_of(day) for day in cycle))


def name_faults(name: str, known: Iterable[str]) -> list[Fault]:
    """What is wrong with the name of a pattern of the force's own; `known` are those of the library."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return [Fault(f"The name of a shift pattern has 1 to {LONGEST_NAME} characters.", column="name")]
    if name.casefold() in {other.casefold() for other in known}:
        message = f"The library has a pattern called {name}."
        return [Fault(message, column="name", remedy="Give yours another name.")]
    return []
