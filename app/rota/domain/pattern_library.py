"""The named shift patterns that the HR desk knows, each with where it comes from.

An order of days is a fact and is written here in a notation of our own: `2E 2L 2N 4-` is two days of tour E, two of L,
two of N and four rest days. Where a source gives no clock times, or only part of them, usual ones stand and the entry
says so: they are a start to edit, not a claim about any force.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from scheduler.duty import kind_of_hours
from scheduler.pattern import PATTERNS as BASIC
from scheduler.pattern import ShiftPattern, Tour

_RUN = re.compile(r"(\d+)([A-Z-])")
_FEDERATION = "polfed.org, shift and roster management; stylesubstancesoul.com"
_VSA = "gmpfederation.com, reference 159, VSA protocols (2007)"
_INDUSTRY = "industry plan, as in the tests of point85/PyShift"
_USUAL = "The source gives no clock times: the usual ones stand here. Change them to your own."


@dataclass(frozen=True, slots=True)
class LibraryPattern:
    """A pattern with its source; `note` says what the source leaves open and what stands here instead."""

    pattern: ShiftPattern
    group: str
    source: str
    note: str = ""


POLICE, INDUSTRY = "Police and office", "Other round-the-clock work"


def cycle_of(order: str, tours: Mapping[str, str]) -> tuple[Tour | None, ...]:
    """The days of `2E 4-`, with each letter's hours as 07:00-17:00. ValueError: a letter without hours, or no order."""
    if not order or _RUN.sub("", order).strip():
        raise ValueError(f"not an order of days: {order!r}")
    days: list[Tour | None] = []
    for count, letter in _RUN.findall(order):
        if letter != "-" and letter not in tours:
            raise ValueError(f"tour {letter} has no hours")
        days += [None if letter == "-" else _tour(tours[letter])] * int(count)
    return tuple(days)


def _tour(hours: str) -> Tour:
    starts, ends = (time.fromisoformat(clock) for clock in hours.split("-"))
    return Tour(kind_of_hours(starts, ends), starts, ends)


def _police(name: str, order: str, tours: Mapping[str, str], source: str, note: str = "") -> LibraryPattern:
    return LibraryPattern(ShiftPattern(name, cycle_of(order, tours)), POLICE, source, note)


def _industry(name: str, order: str, tours: Mapping[str, str], note: str = "") -> LibraryPattern:
    return LibraryPattern(ShiftPattern(name, cycle_of(order, tours)), INDUSTRY, _INDUSTRY, note)


_12H = {"D": "07:00-19:00", "N": "19:00-07:00"}
_8H = {"D": "07:00-15:00", "S": "15:00-23:00", "N": "23:00-07:00"}
_24H = {"F": "07:00-07:00"}
_LONG = {"D": "07:00-21:00", "C": "07:00-17:00", "N": "22:00-12:00"}
_ICU = {"D": "06:00-18:00", "N": "18:00-06:00"}
_SEVENS = "6{0} 3- 5{0} 3- 6{0} 2- 6{0} 2- 6{0} 2- 6{0} 2-"
_CROSSOVER = "The source gives no hours for the crossover day: 07:00 to 17:00 stands here. Change it to your own."
_DAY_ONE = "Day 1 is a Monday."

_ENTRIES = (
    LibraryPattern(BASIC["2-2-2-4"], POLICE, _FEDERATION, _USUAL),
    LibraryPattern(BASIC["5-week VSA"], POLICE, _VSA, f"{_DAY_ONE} {_USUAL}"),
    LibraryPattern(
        BASIC["6 on 3 off"],
        POLICE,
        "paperblog minimumcover (2012): five teams, 8 hours",
        "The source gives neither the order of tours nor their times: three earlies, then three lates. "
        "Change them to your own.",
    ),
    LibraryPattern(BASIC["4 on 4 off"], POLICE, "common usage", _USUAL),
    LibraryPattern(BASIC["office"], POLICE, "common usage", f"{_DAY_ONE} {_USUAL}"),
    _police(
        "Chicago second watch",
        "5A 2-",
        {"A": "05:30-14:30"},
        "Chicago assignments 2012-15 (jrisi256/policing)",
        "The source gives the tour and no cycle: five days on, two off. Change it to your own.",
    ),
    _police(
        "Chicago third watch",
        "5P 2-",
        {"P": "14:00-23:00"},
        "Chicago assignments 2012-15 (jrisi256/policing)",
        "The source gives the tour and no cycle: five days on, two off. Change it to your own.",
    ),
    _industry("DuPont", "4N 3- 3D 1- 3N 3- 4D 7-", _12H),
    _industry(
        "Panama",
        "2D 2- 3D 2- 2D 3- 2D 2- 3D 2- 2D 3- 2N 2- 3N 2- 2N 3- 2N 2- 3N 2- 2N 3-",
        _12H,
    ),
    _industry("DNO", "1D 1N 1-", _12H),
    _industry("Fixed 12, days", "1D", _12H, "No day off in the cycle: two teams share every day."),
    _industry("Fixed 12, nights", "1N", _12H, "No day off in the cycle: two teams share every day."),
    _industry("Four twelves, days", "7D 7-", _12H),
    _industry("Four twelves, nights", "7N 7-", _12H),
    _industry("Low night demand", "3D 4S 3- 4D 3S 4- 3D 4N 3- 4D 3N 4-", _8H),
    _industry("21 teams of 8 hours, days", _SEVENS.format("D"), _8H),
    _industry("21 teams of 8 hours, swing", _SEVENS.format("S"), _8H),
    _industry("21 teams of 8 hours, nights", _SEVENS.format("N"), _8H),
    _industry(
        "8 plus 12",
        "5D 2L 3- 2N 2M 3N 4- 5S 2-",
        {**_8H, "L": "07:00-19:00", "M": "19:00-07:00"},
    ),
    _industry("5/4/9", "4D 1E 3- 4D 3- 4D 2- 4D 1E 2-", {"D": "07:00-16:00", "E": "07:00-15:00"}),
    _industry("Nine to five", "5D 2-", {"D": "09:00-17:00"}, _DAY_ONE),
    _industry("USPS", "3D 7- 1D 7- 1D 7- 1D 7- 1D 7-", {"D": "08:00-17:00"}),
    _industry("Fixed 24, three teams", "1F 1- 1F 1- 1F 4-", {"F": "00:00-00:00"}),
    _industry("Fire service, Kern County", "2F 2- 2F 2- 2F 8-", _24H),
    _industry("Fire service, Seattle", "1F 4- 1F 2-", _24H),
    _industry("ICU interns", "1D 1C 1N 1-", _LONG, _CROSSOVER),
    _industry("Four teams with crossover", "1D 1C 1N 1-", _LONG, _CROSSOVER),
    _industry("ICU nursing, days", "3D 4- 4D 3-", _ICU),
    _industry("ICU nursing, inverse days", "3- 4D 4- 3D", _ICU),
    _industry("ICU nursing, nights", "4N 3- 3N 4-", _ICU),
    _industry("ICU nursing, inverse nights", "4- 3N 3- 4N", _ICU),
    _industry("Restaurant, day", "1D 6-", {"D": "06:00-18:00"}),
    _industry("Restaurant, evening", "1E 6-", {"E": "18:00-21:00"}),
)

LIBRARY: Mapping[str, LibraryPattern] = MappingProxyType({entry.pattern.name: entry for entry in _ENTRIES})
PATTERNS: Mapping[str, ShiftPattern] = MappingProxyType({name: entry.pattern for name, entry in LIBRARY.items()})
"""The same without their sources: what a team may name."""
