"""JSON to a table: a list of records, whatever their fields are called."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.column_titles import TITLES, Role, plain_title
from app.rota.files.findings import Findings, ReadOrder, Unreadable, legible
from app.rota.files.nested_records import MOST_RECORDS, WHOLE, Record, found_in, rows_within
from app.rota.files.table import Row, Table
from app.rota.files.text_decode import decode

MOST_FIELDS = 200
MOST_DIGITS = 40
_REMEDY = "Send a list of records, each with a staff number, a date, a start and an end."
_ABOUT = "The list that is the roster"


def read_json(data: bytes, findings: Findings) -> Any:
    """What a JSON file says, one value or one to a line. Raises Unreadable for what is broken or says a thing twice."""
    text, _ = decode(data, "", findings)
    try:
        return _loads(text)
    except (ValueError, RecursionError) as wrong:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:3]):
            raise _broken(wrong) from wrong
    records = list[Any]()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            records += [_loads(line)] if line.strip() else []
        except (ValueError, RecursionError) as wrong:
            raise _broken(wrong, number) from wrong
    return records


def _loads(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_no_number
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the field {legible(twice)!r} stands twice in one record")
    return found


def _number(text: str) -> str:
    """Numbers stay as they are written: 00123 is none in JSON, and 1e400 is no number of hours."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number has {len(text)} digits")
    return text


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is not a number")


def _broken(wrong: Exception, row: int | None = None) -> Unreadable:
    why = "nested without end" if isinstance(wrong, RecursionError) else legible(str(wrong))
    return Unreadable(Fault(f"This is not JSON that can be read ({why}).", row=row, remedy="Check the file."))


def is_teams(plain: Any) -> bool:
    """Whether a JSON value speaks of teams on a pattern, which has a shape of its own."""
    return isinstance(plain, dict) and ("teams" in plain or "pattern" in plain or "anchor_on" in plain)


def table_of_records(plain: Any, order: ReadOrder, findings: Findings) -> Table | None:
    """The records as a table whose header is their fields; None when the list must be asked for first."""
    rows = rows_within(plain)
    if rows is not None:
        findings.notes.append(f"Read as {len(rows):,} rows of cells.")
        return Table(None, tuple(Row(at, tuple(map(_text, row))) for at, row in enumerate(rows, start=1)))
    lists = {name: found for name, found in _lists(plain).items() if found}
    if not lists:
        raise Unreadable(Fault("There is no list of records in this JSON object or list.", remedy=_REMEDY))
    likely = _likely(lists)
    answer = order.answers.get("list", "")
    if answer in lists:
        findings.answered("list", _ABOUT, answer, answer)
        return _table(lists[answer], findings)
    choices = tuple((name, legible(name)) for name in lists)
    if len(likely) == 1:
        if len(lists) > 1:
            evidence = "Of the lists in the file only this one has fields for a staff number, a start and the like."
            name = likely[0]
            findings.decide(Decision("list", _ABOUT, name, legible(name), evidence, Confidence.LIKELY, choices))
        return _table(lists[likely[0]], findings)
    findings.ask(Question("list", "Which list in the file is the roster?", choices))
    return None


def _likely(lists: Mapping[str, Sequence[Record]]) -> list[str]:
    """The lists that may be the roster. Of a list within another the one counts that says when duties begin and end."""
    roles = {name: _roles_named(records) for name, records in lists.items()}
    likely = [name for name in lists if len(roles[name]) >= 2] or list(lists)
    timed = {name for name in likely if {Role.START, Role.END} <= roles[name]}
    beaten = {name for name in likely for outer in timed if name.startswith(f"{outer}.")}
    beaten |= {name for name in likely if name not in timed and any(one.startswith(f"{name}.") for one in timed)}
    return [name for name in likely if name not in beaten]


def _lists(plain: Any) -> dict[str, list[Record]]:
    """The lists of records, by name: the value itself, or what lies inside it, records within records put together."""
    if isinstance(plain, list):
        return found_in(WHOLE, plain)
    if not isinstance(plain, dict):
        return {}
    found = found_in("", plain)
    return found or ({WHOLE: [plain]} if _roles([plain]) >= 2 else {})


def _roles(records: Sequence[Record]) -> int:
    return len(_roles_named(records))


def _roles_named(records: Sequence[Record]) -> set[Role]:
    """The roles of a duty that the fields of the first records name."""
    titles = {plain_title(name.rpartition(".")[2]) for record in records[:20] for name in _flat(record)}
    named = {plain_title(name) for record in records[:20] for name in _flat(record)}
    return {role for role in Role if TITLES[role] & (titles | named)}


def _flat(record: Record) -> dict[str, str]:
    """The fields of a record as text; those of a record within it as outer.inner. Lists within it are left out."""
    found: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= {
                f"{name}.{inner}": _text(held) for inner, held in value.items() if not isinstance(held, dict | list)
            }
        elif not isinstance(value, list):
            found[name] = _text(value)
        elif value and all(isinstance(part, str) for part in value):
            found[name] = ", ".join(value)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return re.sub(r"\.0+$", "", text).strip() if not isinstance(value, bool) else text


def _table(records: Sequence[Record], findings: Findings) -> Table:
    if len(records) > MOST_RECORDS:
        raise Unreadable(Fault(f"There are more than {MOST_RECORDS:,} records.", remedy="Send them in parts."))
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if len(names) > MOST_FIELDS:
        message = f"The records have {len(names):,} different fields; a roster has at most {MOST_FIELDS}."
        raise Unreadable(Fault(message, remedy=_REMEDY))
    findings.notes.append(f"Read as {len(records):,} records; row 2 is the first of them.")
    rows = [Row(1, tuple(names))]
    rows += [Row(number, tuple(record.get(name, "") for name in names)) for number, record in enumerate(flat, start=2)]
    return Table(None, tuple(rows))
