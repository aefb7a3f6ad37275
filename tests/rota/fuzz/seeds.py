"""Roster files in every container and shape, made here, for the fuzzer to spoil."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from tests.rota.builders import CODES
from tests.rota.sheet_files import CONTAINERS

LONG = [
    ["Staff number", "Start date", "Start time", "End date", "End time", "Kind"],
    ["00123", "2026-12-01", "14:00", "2026-12-02", "00:00", "late"],
    ["00124", "2026-12-01", "07:00", "2026-12-01", "17:00", "early"],
    ["00124", "2026-12-02", "22:00", "2026-12-03", "07:00", "night"],
    ["Zoë-7", "2026-12-03", "00:00", "2026-12-04", "00:00", "rest day"],
]
GRID = [
    ["Staff number", "Name", "13/12/2026", "14/12/2026", "15/12/2026"],
    ["00123", "A", "E", "L", "RD"],
    ["00124", "B", "N", "-", "AL"],
]
SHAPES: Mapping[str, list[list[str]]] = {
    "long": LONG,
    "grid": GRID,
    "moments": [
        ["staff id", "shift_start", "shift_end", "kind"],
        ["1", "2026-12-01 07:00", "2026-12-01T15:00", "early"],
    ],
    "range": [["Dienstnummer", "Datum", "Schichtzeit"], ["007", "13.12.2026", "19-10"], ["8", "14.12.2026", "08-16"]],
    "length": [["Matricule", "Jour", "Début", "Durée"], ["7", "13 décembre 2026", "22h", "8,5"]],
    "numbers": [
        ["staff no", "date", "start", "end"],
        ["1", "46357", "0.2916666667", "0.625"],
        ["2", "46358", "0.25", "0.5"],
    ],
    "split": [["staff no", "date", "Start 1", "End 1", "Start 2", "End 2"], ["1", "2026-12-01", "7", "11", "15", "19"]],
    "week": [
        ["staff no", "day of week", "start", "end"],
        ["1", "Monday", "0:00", "24:00"],
        ["2", "weekend", "9:00", "17:00"],
    ],
    "two people": [["staff no", "date", "start", "end"], ["135, 125", "2026-12-01", "4:00 PM", "11:30 pm"]],
    "codes": [["staff no", "date", "shift code"], ["1", "Tue 1 Dec 2026", "E"], ["2", "Wed 2 Dec 2026", "N"]],
    "teams": [["Team", "Pattern", "Anchor date", "Staff number"], ["A", "2-2-2-4", "2026-11-30", "007"]],
}
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "staff_number": ("00123",),
    "kinds": ("hours", "codes"),
    "code_table": ("response",),
    "date_order": ("day_first", "month_first"),
    "year": ("2026",),
    "period_from": ("2026-11-20",),
    "period_to": ("2027-01-31",),
    "time_zone": ("Europe/London", "Asia/Hong_Kong"),
    "blank_cells": ("not_rostered",),
    "numbers_mean": ("hours", "fraction", "serial", "decimal", "seconds", "milliseconds", "dotted", "run_together"),
    "number_dates": ("excel_1900", "excel_1904"),
    "short_years": ("2000",),
    "several_people": ("each",),
    "stretches_of_a_day": ("one", "each"),
    "free_events": ("duties", "leave_out"),
    "repeated_hour": ("first", "second"),
    "separator": ("comma", "tab"),
    "encoding": ("cp1252", "gb18030", "shift_jis"),
    "month": ("2026-12",),
    "list": ("shifts",),
    "code.Leave": ("leave", "not_rostered"),
    "column.staff_number": ("Staff number", "staff no", "SUMMARY", "Name"),
    "column.date": ("Start date", "date"),
    "sheet": ("Roster",),
}
RECORDS = [
    {"staffId": "00123", "start": "2026-12-01T07:00:00Z", "end": "2026-12-01T15:00:00Z", "pay": {"rate": 1.5}},
    {"staffId": "00124", "start": "2026-12-02T07:00:00+00:00", "end": "2026-12-02T15:00:00+00:00", "tags": ["a"]},
]
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//t//EN
X-WR-TIMEZONE:Europe/London
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@x
DTSTART;TZID=Europe/London:20261201T070000
DTEND;TZID=Europe/London:20261201T150000
RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TU
EXDATE;TZID=Europe/London:20261208T070000
SUMMARY:Early
END:VEVENT
BEGIN:VEVENT
UID:1@x
RECURRENCE-ID;TZID=Europe/London:20261215T070000
DTSTART;TZID=Europe/London:20261215T140000
DTEND;TZID=Europe/London:20261215T220000
SUMMARY:Late
END:VEVENT
BEGIN:VEVENT
UID:2@x
DTSTART;VALUE=DATE:20261203
DTEND;VALUE=DATE:20261205
SUMMARY:Leave
END:VEVENT
BEGIN:VEVENT
UID:3@x
DTSTART:20261206T220000
DURATION:PT8H
SUMMARY:Night\\, main
 gate
ATTENDEE;CN=00124:mailto:a@example.org
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
TEAMS = {
    "teams": [{"pattern": "2-2-2-4", "anchor_on": "2026-11-30", "staff": ["007", "8"]}],
    "period_from": "2026-12-01",
    "period_to": "2026-12-31",
}


@dataclass(frozen=True)
class Seed:
    """A file that reads, and the answers that it needs."""

    name: str
    data: bytes
    answers: Mapping[str, str] = field(default_factory=dict)


@cache
def seeds() -> tuple[Seed, ...]:
    """Every shape in every container, and what is no table."""
    tables = [
        Seed(f"{shape} as {container}", write(rows), {"code_table": "response"})
        for shape, rows in SHAPES.items()
        for container, write in CONTAINERS.items()
    ]
    calendar = CALENDAR.replace("\n", "\r\n").encode()
    repeating = {"staff_number": "7", "kinds": "hours", "period_from": "2026-11-20", "period_to": "2027-01-31"}
    others = [
        Seed("records", json.dumps({"shifts": RECORDS, "crew": [{"id": 1}]}).encode()),
        Seed("records, one to a line", "\n".join(map(json.dumps, RECORDS)).encode()),
        Seed("teams", json.dumps(TEAMS).encode()),
        Seed("calendar", calendar, {**repeating, "code.Leave": "leave"}),
        Seed("calendar, half answered", calendar, {"staff_number": "7"}),
    ]
    # The others as often as the tables of one container: what is no table is easily drowned by what is one.
    return (*tables, *others * 3)


KNOWN_CODES = {"response": {code: dict(entry) for code, entry in CODES.items()}}
