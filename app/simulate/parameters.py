"""Every number of the simulated year with its unit, range and source, read from a file and checked as a whole."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias, get_type_hints

from app.foundation.refusals import Fault, Invalid
from app.simulate.numbers import Numbers
from app.simulate.sanity import disagreements, misfit

Value: TypeAlias = int | float | str | date
OWN_FILE = Path(__file__).with_name("parameters.toml")
_GROUPS = get_type_hints(Numbers)
_TYPES: Mapping[str, type] = {
    f"{group}.{name}": kind for group, held in _GROUPS.items() for name, kind in get_type_hints(held).items()
}
_KEYS = frozenset({"value", "unit", "low", "high", "meaning", "source", "assumption", "reason"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number. `source`: where it was published; None for an assumption, which has its `reason`."""

    name: str
    value: Value
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    source: str | None = None
    reason: str | None = None

    @property
    def said_by(self) -> str:
        """The source, or that it is an assumption and why."""
        return self.source or f"assumption: {self.reason}"

    @property
    def row(self) -> tuple[str, str, str, str, str, str]:
        """Name, value, unit, range, meaning and source as words, for a table."""
        span = "" if self.low is None else f"{self.low:g} to {self.high:g}"
        return self.name, str(self.value), self.unit, span, self.meaning, self.said_by


HEADINGS = ("parameter", "value", "unit", "range", "meaning", "source")


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them: `all` in the order of the file, `numbers` ready to use. Made by `read` and `with_` only."""

    all: tuple[Parameter, ...]
    numbers: Numbers

    @classmethod
    def read(cls, path: Path | None = None) -> "Parameters":
        """Our own file, with what another says put over it. Raises Invalid with every fault of both."""
        own = _entries(OWN_FILE)
        return cls._of(own if path is None else _laid_over(own, _entries(path), path.name))

    @classmethod
    def _of(cls, entries: Mapping[str, Mapping[str, Any]]) -> "Parameters":
        _refuse(_faults(entries))
        every = tuple(_parameter(name, entry) for name, entry in entries.items())
        numbers = _numbers(every)
        _refuse(Fault(said, column=where) for where, said in disagreements(numbers))
        return cls(every, numbers)

    def with_(self, name: str, value: Value) -> "Parameters":
        """The same with another value of one of them. Raises Invalid for an unknown name or a value that cannot be."""
        if name not in _TYPES:
            _refuse([Fault("There is no such parameter.", column=name)])
        _refuse(_value_faults(name, value))
        every = tuple(replace(one, value=_TYPES[name](value)) if one.name == name else one for one in self.all)
        numbers = _numbers(every)
        _refuse(Fault(said, column=where) for where, said in disagreements(numbers))
        return Parameters(every, numbers)

    def __getitem__(self, name: str) -> Parameter:
        return next(one for one in self.all if one.name == name)

    @property
    def swept(self) -> tuple[Parameter, ...]:
        """Those with a range, which the sensitivity sweep goes through."""
        return tuple(one for one in self.all if one.low is not None)

    @property
    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """A table under HEADINGS."""
        return [one.row for one in self.all]


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    """Each parameter's table by its full name. `name = 3` is short for a table with that value."""
    try:
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise Invalid(
            f"{path.name} cannot be read as a file of parameters.", faults=[Fault(str(wrong))], code="bad-file"
        ) from None
    _refuse(Fault("needs a table.", column=name) for name, held in groups.items() if not isinstance(held, dict))
    return {
        f"{group}.{name}": entry if isinstance(entry, dict) else {"value": entry}
        for group, held in groups.items()
        for name, entry in held.items()
    }


def _laid_over(
    own: Mapping[str, dict[str, Any]], other: Mapping[str, dict[str, Any]], file_name: str
) -> dict[str, dict[str, Any]]:
    """Our entries with theirs over them; a value without a source of its own says which file it is from."""
    laid = dict(own)
    for name, entry in other.items():
        mine = dict(own.get(name, {}))
        if "source" in entry or "reason" in entry or "value" in entry:
            mine = {key: value for key, value in mine.items() if key not in {"source", "assumption", "reason"}}
            mine |= {} if "source" in entry or "reason" in entry else {"source": f"given in {file_name}"}
        laid[name] = mine | entry
        if "low" not in entry and "high" not in entry:
            laid[name] |= _stretched(laid[name])
    return laid


def _stretched(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Our range made wide enough for their value: it was ours, and says nothing against what they know."""
    value = entry.get("value")
    if "low" not in entry or not _is_a(value, float):
        return {}
    return {"low": min(entry["low"], value), "high": max(entry["high"], value)}


def _faults(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    for name in _TYPES:
        if name not in entries:
            yield Fault("is missing.", column=name)
    for name, entry in entries.items():
        if name not in _TYPES:
            yield Fault("There is no such parameter.", column=name)
            continue
        yield from _entry_faults(name, entry)


def _entry_faults(name: str, entry: Mapping[str, Any]) -> Iterator[Fault]:
    for said in _texts_amiss(entry):
        yield Fault(said, column=name)
    if ("source" in entry) == (entry.get("assumption") is True) or ("reason" in entry) == ("source" in entry):
        yield Fault("needs either a source, or `assumption = true` and a reason.", column=name)
    if ("low" in entry) != ("high" in entry):
        yield Fault("has one end of a range without the other.", column=name)
    if "value" in entry:
        yield from _value_faults(name, entry["value"])
    yield from _range_faults(name, entry)


def _texts_amiss(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(entry.keys() - _KEYS):
        yield f"has an unknown line {key!r}."
    for key in ("value", "unit", "meaning"):
        if key not in entry:
            yield f"has no {key}."
    for key in sorted(entry.keys() & {"unit", "meaning", "source", "reason"}):
        if not (isinstance(entry[key], str) and entry[key].strip()):
            yield f"has a {key} that is no text."


def _range_faults(name: str, entry: Mapping[str, Any]) -> Iterator[Fault]:
    ends = [entry[key] for key in ("low", "high") if key in entry]
    bad = [fault for end in ends for fault in _value_faults(name, end)]
    yield from bad
    value = entry.get("value")
    if len(ends) == 2 and not bad and not _value_faults(name, value) and not ends[0] <= value <= ends[1]:
        yield Fault(f"lies outside its range: {value} is not between {ends[0]} and {ends[1]}.", column=name)


def _value_faults(name: str, value: object) -> list[Fault]:
    wanted = _TYPES[name]
    if not _is_a(value, wanted):
        return [Fault(f"{value!r} is not {_AS_WORDS[wanted]}.", column=name)]
    said = misfit(name, value)
    return [Fault(said, column=name)] if said else []


_AS_WORDS = {int: "a whole number", float: "a number", str: "a text", date: "a date"}


def _is_a(value: object, wanted: type) -> bool:
    if isinstance(value, bool | datetime):
        return False
    return isinstance(value, int | float) if wanted is float else isinstance(value, wanted)


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    known = {key: value for key, value in entry.items() if key != "assumption"}
    return Parameter(
        name, _TYPES[name](known.pop("value")) if _TYPES[name] is not date else known.pop("value"), **known
    )


def _numbers(every: Iterable[Parameter]) -> Numbers:
    values = {one.name: one.value for one in every}
    return Numbers(
        **{
            group: held(**{field.name: values[f"{group}.{field.name}"] for field in fields(held)})
            for group, held in _GROUPS.items()
        }
    )


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise Invalid("The parameters cannot be taken as they are.", faults=found, code="bad-file")
