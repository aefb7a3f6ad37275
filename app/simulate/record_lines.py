"""A run as lines of JSON: one for the year, one for each course; exact, and refused with every fault named."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.foundation.refusals import Fault, Invalid
from app.simulate.records import CourseRecord, HoursRecord, MissRecord, RunRecord
from app.simulate.week_hours import HOURS_OF_WEEK

FORMAT, VERSION = "relief-run", 1
_RUN, _COURSE = TypeAdapter(RunRecord), TypeAdapter(CourseRecord)
_OF_HEAD = frozenset(field.name for field in fields(RunRecord)) - {"courses", "seconds"}
_OF_COURSE = frozenset(field.name for field in fields(CourseRecord))
_MOST_FAULTS = 100


def lines_of(run: RunRecord) -> Iterator[str]:
    """The run, each line with its end. What it took is no part of it: the same run has the same bytes anywhere.

    ValueError for an instant without a zone.
    """
    told = [fault for course in run.courses for fault in _unsound(course)] + _unsound_year(run)
    if told:
        raise ValueError("; ".join(told))
    head = _RUN.dump_python(replace(run, courses=()), mode="json", exclude={"courses", "seconds"})
    yield _line({"format": FORMAT, "version": VERSION, "courses": len(run.courses), "run": head})
    for course in run.courses:
        yield _line(_COURSE.dump_python(course, mode="json", exclude_defaults=True))


def run_of(lines: Iterable[str]) -> RunRecord:
    """The run in these lines. Raises Invalid with every fault, each with its line."""
    faults: list[Fault] = []
    rows = list(_objects(lines, faults))
    head = rows[0][1] if rows else {}
    count = _opening(head, faults, is_there=bool(rows))
    courses = [course for at, row in rows[1:] if (course := _course(at, row, faults)) is not None]
    if isinstance(count, int) and count != len(rows) - 1:
        faults.append(Fault(f"says {count} courses, and {max(0, len(rows) - 1)} follow: the file is not whole.", row=1))
    run = _run(head.get("run"), faults) if rows else None
    if faults or run is None:
        raise Invalid("This is no record of a run.", faults=faults[:_MOST_FAULTS], code="bad-file")
    return replace(run, courses=tuple(courses))


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, separators=(",", ":"), sort_keys=True) + "\n"


def _objects(lines: Iterable[str], faults: list[Fault]) -> Iterator[tuple[int, dict[str, Any]]]:
    for at, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            faults.append(Fault("is not an object of JSON.", row=at))
            row = {}
        yield at, row


def _opening(head: Mapping[str, Any], faults: list[Fault], *, is_there: bool) -> object:
    """How many courses are said to follow."""
    if not is_there:
        faults.append(Fault("The file is empty."))
    elif head.get("format") != FORMAT:
        faults.append(Fault(f"does not say that it is a {FORMAT}.", row=1, column="format"))
    elif head.get("version") != VERSION:
        told = f"is of version {head.get('version')!r}; this program reads {VERSION}."
        faults.append(Fault(told, row=1, column="version"))
    elif not isinstance(head.get("courses"), int):
        faults.append(Fault("does not say how many courses follow.", row=1, column="courses"))
    return head.get("courses")


def _run(row: object, faults: list[Fault]) -> RunRecord | None:
    if not isinstance(row, dict):
        faults.append(Fault("has no year in it.", row=1, column="run"))
        return None
    faults += [Fault("There is no such field.", row=1, column=name) for name in sorted(row.keys() - _OF_HEAD)]
    try:
        run = _RUN.validate_json(json.dumps({**row, "courses": []}), strict=True)
    except ValidationError as wrong:
        faults += _told(1, wrong)
        return None
    faults += [Fault(told, row=1) for told in _unsound_year(run)]
    return run


def _course(at: int, row: Mapping[str, Any], faults: list[Fault]) -> CourseRecord | None:
    if not row:
        return None
    faults += [Fault("There is no such field.", row=at, column=name) for name in sorted(row.keys() - _OF_COURSE)]
    try:
        course = _COURSE.validate_json(json.dumps(row), strict=True)
    except ValidationError as wrong:
        faults += _told(at, wrong)
        return None
    faults += [Fault(told, row=at) for told in _unsound(course)]
    return course


def _told(at: int, wrong: ValidationError) -> list[Fault]:
    return [Fault(f"{one['msg']}.", row=at, column=".".join(map(str, one["loc"]))) for one in wrong.errors()]


def _unsound_year(run: RunRecord) -> list[str]:
    found = [] if _have_zones([run.begins_at, run.ends_at]) else ["The year has an instant without a zone."]
    columns = (getattr(run.hours, field.name) for field in fields(HoursRecord))
    if any(len(column) != HOURS_OF_WEEK or min(column) < 0 for column in columns):
        found.append(f"Hours need {HOURS_OF_WEEK} numbers, none of them negative.")
    if not found and run.ends_at <= run.begins_at:
        found.append("The year ends before it begins.")
    return found


def _unsound(course: CourseRecord) -> list[str]:
    """What cannot be of a course, in words."""
    replaced = [miss.replaced_at for miss in course.misses]
    instants = [course.referred_at, course.stopped_at, *course.attended, *replaced, *map(_start, course.misses)]
    if not _have_zones(instants):
        return [f"{course.course_id} has an instant without a zone."]
    wrong = {
        "has more sessions than were granted": len(course.attended) + course.lost > course.sessions,
        "needs one counsellor for each session attended": len(course.counsellors) != len(course.attended),
        "has sessions that are not in order": any(a >= b for a, b in pairwise((course.referred_at, *course.attended))),
        "has a miss replaced before it happened": any(
            miss.replaced_at is not None and miss.replaced_at <= miss.start_at for miss in course.misses
        ),
        "has no sessions, or sessions without length": min(course.sessions, course.minutes) < 1,
    }
    return [f"{course.course_id} {told}." for told, is_so in wrong.items() if is_so]


def _start(miss: MissRecord) -> datetime:
    return miss.start_at


def _have_zones(instants: Iterable[datetime | None]) -> bool:
    return all(at is None or at.utcoffset() is not None for at in instants)
