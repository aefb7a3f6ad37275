"""A decoded problem document becomes a Problem, or every fault it has."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from scheduler.check import promise_faults
from scheduler.problem import (
    Counsellor,
    Course,
    Gap,
    Pin,
    Place,
    Presence,
    Problem,
    ProblemFaults,
    Standing,
    Weights,
    Window,
    frame_faults,
    naming_faults,
    presence_faults,
    repeated,
)
from scheduler.window_rows import MadeWindows

PROBLEM_FORMAT = "relief-problem/1"

Part = TypeVar("Part")
_MISSING = object()


class _Reader:
    """Reads one JSON object key by key and notes what is wrong, so that reading can go on."""

    def __init__(self, value: Any, where: str, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self.broken = False
        self._value: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.fault("", "is not an object")

    def fault(self, key: str, what: str) -> None:
        self.broken = True
        self.faults.append(": ".join(part for part in (self.where, f"{key} {what}".strip()) if part))

    def get(self, key: str, default: Any = _MISSING) -> Any:
        """The raw value; `default` when absent, a fault when there is none."""
        found = self._value.get(key, default)
        if found is _MISSING:
            if isinstance(self._value, dict) and not (self.broken and not self._value):
                self.fault(key, "is missing")
            return None
        return found

    def number(self, key: str, default: Any = _MISSING) -> int:
        found = self.get(key, default)
        if found is not None or (key in self._value):
            if _is_number(found):
                return int(found)
            self.fault(key, f"is {found!r}, not a whole number")
        return 0

    def number_or_none(self, key: str, default: Any = None) -> int | None:
        return None if self.get(key, default) is None else self.number(key)

    def text(self, key: str) -> str:
        found = self.get(key)
        if isinstance(found, str) and found:
            return found
        if key in self._value:
            self.fault(key, f"is {found!r}, not a name")
        return ""

    def flag(self, key: str) -> bool:
        found = self.get(key)
        if key in self._value and not isinstance(found, bool):
            self.fault(key, f"is {found!r}, neither true nor false")
        return found is True

    def items(self, key: str, default: Any = _MISSING) -> list[Any]:
        found = self.get(key, default)
        if isinstance(found, list):
            return found
        if key in self._value:
            self.fault(key, "is not a list")
        return []

    def each(self, key: str, read: Callable[["_Reader"], Part], default: Any = _MISSING) -> tuple[Part, ...]:
        """Every object of a list that can be read; the others leave their faults."""
        parts = []
        for at, item in enumerate(self.items(key, default)):
            part = build(_Reader(item, f"{self.where} {key}[{at}]".strip(), self.faults), read)
            if part is not None:
                parts.append(part)
            else:
                self.broken = True
        return tuple(parts)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def build(reader: _Reader, read: Callable[[_Reader], Part]) -> Part | None:
    """The part, or None with its faults noted."""
    if reader.broken:
        return None  # not even an object: what it lacks need not be listed
    try:
        part = read(reader)
    except ProblemFaults as error:
        # A part already known to be misread would only repeat its faults in other words.
        if not reader.broken:
            for fault in error.faults:
                reader.fault("", fault)
        return None
    return None if reader.broken else part


def problem_from(document: Any) -> Problem:
    """The problem a decoded document describes; raises ProblemFaults with all faults."""
    faults: list[str] = []
    reader = _Reader(document, "", faults)
    if not isinstance(document, dict):
        raise ProblemFaults(["file is not an object"])
    if reader.get("format") != PROBLEM_FORMAT:
        reader.fault("format", f"is {document.get('format')!r}, not {PROBLEM_FORMAT!r}")
    parts = _parts(reader)
    if faults:
        raise ProblemFaults(dict.fromkeys([*faults, *_remaining_faults(document, parts)]))
    problem = Problem(**parts)
    if impossible := promise_faults(problem):
        raise ProblemFaults(str(fault) for fault in impossible)
    return problem


def _parts(reader: _Reader) -> dict[str, Any]:
    weights = _Reader(reader.get("weights", {}), "weights", reader.faults)
    return {
        "start": _start(reader),
        "time_zone": reader.text("time_zone"),
        "days": reader.number("days"),
        "grid": reader.number("grid"),
        "weights": build(weights, _weights) or Weights(),
        "places": reader.each("places", _place),
        "counsellors": reader.each("counsellors", _counsellor),
        "courses": reader.each("courses", _course),
    }


def _remaining_faults(document: dict[str, Any], parts: dict[str, Any]) -> list[str]:
    """What is wrong with the parts that could be read, knowing the names of those that could not."""
    places = _names(document.get("places"))
    people = _names(document.get("counsellors"))
    faults: list[str] = []
    if all(_is_number(document.get(key)) for key in ("days", "grid")) and parts["time_zone"]:
        faults.extend(frame_faults(parts["days"], parts["grid"], parts["time_zone"]))
    for what, key in (("place", "places"), ("counsellor", "counsellors"), ("course", "courses")):
        faults.extend(repeated(what, (part.id for part in parts[key])))
    if not all(isinstance(document.get(key), list) for key in ("places", "counsellors")):
        return faults  # without the lists every name would seem unknown
    for who in parts["counsellors"]:
        faults.extend(f"counsellor {who.id!r}: {fault}" for fault in presence_faults(who, places))
    for course in parts["courses"]:
        faults.extend(f"course {course.id!r}: {fault}" for fault in naming_faults(course, places, people))
    return faults


def _names(items: Any) -> set[str]:
    found = items if isinstance(items, list) else []
    return {item["id"] for item in found if isinstance(item, dict) and isinstance(item.get("id"), str)}


def _start(reader: _Reader) -> date:
    text = reader.text("start")
    try:
        return date.fromisoformat(text)
    except ValueError:
        if text:
            reader.fault("start", f"is {text!r}, not a date")
        return date.min


def _weights(reader: _Reader) -> Weights:
    given = Weights()
    return Weights(**{name: reader.number(name, getattr(given, name)) for name in Weights.__slots__})


def _place(reader: _Reader) -> Place:
    return Place(reader.text("id"), reader.number_or_none("rooms"))


def _row(reader: _Reader, item: Any, at: int, kinds: tuple[type, ...], key: str = "windows") -> list[Any] | None:
    """One fixed-length list such as [start, end, place]; faults name its place."""
    ok = isinstance(item, list) and len(item) == len(kinds)
    ok = ok and all(isinstance(v, kind) and not isinstance(v, bool) for v, kind in zip(item, kinds, strict=True))
    if ok:
        return list(item)
    shape = ", ".join({int: "number", str: "name", list: "list"}[kind] for kind in kinds)
    reader.fault(f"{key}[{at}]", f"is not [{shape}]")
    return None


def _windows(reader: _Reader, kinds: tuple[type, ...], make: Callable[..., Part]) -> tuple[Part, ...]:
    made = []
    for at, item in enumerate(reader.items("windows")):
        row = _row(reader, item, at, kinds)
        if row is None:
            continue
        try:
            made.append(make(*row))
        except ProblemFaults as error:
            for fault in error.faults:
                reader.fault(f"windows[{at}]", fault)
    return tuple(made)


def _officer_windows(reader: _Reader) -> tuple[Window, ...]:
    """A nation has millions of these: the usual ones were made when the file was decoded."""
    found = reader.get("windows")
    return tuple(found) if isinstance(found, MadeWindows) else _windows(reader, (int, int, str, int, int), Window)


def _presence(start: int, end: int, places: list[Any]) -> Presence:
    if not all(isinstance(place, str) for place in places):
        raise ProblemFaults(["places are not all names"])
    return Presence(start, end, tuple(places))


def _counsellor(reader: _Reader) -> Counsellor:
    name = _named(reader, "counsellor")
    return Counsellor(
        id=name,
        windows=_windows(reader, (int, int, list), _presence),
        max_per_day=reader.number("max_per_day"),
        max_per_week=reader.number("max_per_week"),
        break_after=reader.number("break_after"),
        caseload=reader.number("caseload"),
    )


def _named(reader: _Reader, what: str) -> str:
    name = reader.text("id")
    if name:
        reader.where = f"{what} {name!r}"
    return name


def _gap(reader: _Reader) -> Gap:
    return Gap(reader.number("min"), reader.number("ideal"), reader.number("max"), reader.number("limit"))


def _pin(reader: _Reader) -> Pin:
    return Pin(reader.number("number"), reader.text("counsellor"), reader.number("start"), reader.text("place"))


def _standing(reader: _Reader) -> Standing:
    pin = _pin(reader)
    return Standing(pin.number, pin.counsellor, pin.start, pin.place, reader.flag("firm"))


def _eligible(reader: _Reader) -> tuple[tuple[str, int], ...]:
    rows = [_row(reader, item, at, (str, int), "counsellors") for at, item in enumerate(reader.items("counsellors"))]
    return tuple((row[0], row[1]) for row in rows if row is not None)


def _course(reader: _Reader) -> Course:
    name = _named(reader, "course")
    gap = build(_Reader(reader.get("gap"), f"{reader.where} gap", reader.faults), _gap)
    reader.broken |= gap is None
    return Course(
        id=name,
        sessions=reader.number("sessions"),
        first_number=reader.number("first_number", 1),
        minutes=reader.number("minutes"),
        priority=reader.number("priority"),
        earliest=reader.number("earliest"),
        start_by=reader.number_or_none("start_by"),
        previous=reader.number_or_none("previous"),
        gap=gap or Gap(),
        counsellors=_eligible(reader),
        windows=_officer_windows(reader),
        pins=reader.each("pins", _pin, []),
        standing=reader.each("standing", _standing, []),
    )
