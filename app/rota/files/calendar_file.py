"""The events of a calendar file (ICS), read only after its rules of repetition were looked at."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.foundation.refusals import Fault
from app.rota.files.findings import Findings, Place, Unreadable, legible

MOST_BYTES = 8 * 2**20
MOST_EVENTS = 20_000
MOST_RULES = 200
MOST_TIMES = 2_000
LAST_YEAR = 2100
_SAVE_AGAIN = "Export the calendar again, or send the roster as CSV or .xlsx."
_RULE = re.compile(r"(?im)^(?:RRULE|EXRULE)[^:\r\n]*:([^\r\n]*)$")
_BETWEEN_PARTS = re.compile(r"\s+[-–—|/]\s+|:\s+|\s+@\s*")
_EASY = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One event, or one of its repetitions. Both ends are dates for a whole day, else date-times, naive if floating."""

    start: date
    end: date
    summary: str
    people: dict[str, str]
    """Who it is said to be for, by the property that says so."""
    is_free: bool
    row: int

    @property
    def is_all_day(self) -> bool:
        """Whether it says days and no times."""
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a calendar says before anybody asks what it means."""

    parsed: Sequence[Any]
    zone_name: str
    zones_named: frozenset[str]
    repeats: bool
    repeats_for_ever: bool
    rows: dict[str, int]


def parse_calendar(text: str) -> CalendarFile:
    """Take a calendar apart. Raises Unreadable for what is broken, or would never end."""
    if len(text) > MOST_BYTES:
        raise Unreadable(Fault(f"The calendar has more than {MOST_BYTES // 2**20} MiB.", remedy="Send it in parts."))
    plain = re.sub(r"\r\r\n|\r\n|\r", "\n", text.lstrip("\ufeff"))
    unfolded = re.sub(r"\n[ \t]", "", plain)
    rules = _rules_of_events(unfolded)
    for rule in rules:
        _refuse_endless(rule)
    rows = [number for number, line in enumerate(plain.split("\n"), start=1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(rows) > MOST_EVENTS or len(rules) > MOST_RULES:
        message = (
            f"The calendar has {len(rows):,} events and {len(rules):,} rules of repetition; no roster needs as many."
        )
        raise Unreadable(Fault(message, remedy="Send it in parts."))
    _refuse_cut_off(unfolded)
    parsed = _parsed(unfolded)
    if any(str(calendar.get("METHOD", "")).upper() == "CANCEL" for calendar in parsed):
        raise Unreadable(Fault("This calendar takes its events back (METHOD:CANCEL).", remedy=_SAVE_AGAIN))
    events = _events_of(parsed)
    if not events:
        raise Unreadable(Fault("There is no event in this calendar.", remedy=_SAVE_AGAIN))
    zone_name = next((str(c["X-WR-TIMEZONE"]) for c in parsed if c.get("X-WR-TIMEZONE")), "")
    zones = {z for event in events for part in ("DTSTART", "DTEND") if (z := _zone_of(event.get(part)))}
    ever = any("COUNT=" not in rule.upper() and "UNTIL=" not in rule.upper() for rule in rules)
    by_event = {_key(event): row for event, row in zip(events, rows, strict=False)}
    has_dates = any("RDATE" in event for event in events)
    return CalendarFile(parsed, zone_name.strip(), frozenset(zones), bool(rules) or has_dates, ever, by_event)


def _refuse_cut_off(text: str) -> None:
    """Half a calendar reads without complaint, and whoever is in the other half would be off duty."""
    begun, ended = (Counter(re.findall(rf"(?im)^{word}:(\w+)[ \t]*$", text)) for word in ("BEGIN", "END"))
    for part, count in begun.items():
        if ended[part] != count:
            message = "The calendar is broken or cut off: a part of it begins and never ends."
            raise Unreadable(Fault(message, value=legible(part), remedy=_SAVE_AGAIN))


def _rules_of_events(text: str) -> list[str]:
    """The rules outside of the definitions of time zones, which repeat by year; those inside must do so."""
    zones = re.findall(r"(?ims)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", text)
    for rule in _RULE.findall("\n".join(zones)):
        if "FREQ=YEARLY" not in rule.upper() or "BYSECOND" in rule.upper():
            raise _endless(rule)
    outside = re.sub(r"(?ims)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", "", text)
    return list(_RULE.findall(outside))


def _refuse_endless(rule: str) -> None:
    parts = {name.upper(): value for name, _, value in (part.partition("=") for part in rule.split(";"))}
    count, until = parts.get("COUNT", "1"), parts.get("UNTIL", "2000")
    if parts.get("FREQ", "").upper() not in _EASY or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(parts):
        raise _endless(rule)
    if not re.fullmatch(r"[0-9]{1,9}", count) or int(count) > MOST_TIMES:
        raise _endless(rule)
    if not re.match(r"[0-9]{4}", until) or int(until[:4]) > LAST_YEAR:
        raise _endless(rule)
    if any(len(value) > 400 for value in parts.values()):
        raise _endless(rule)


def _endless(rule: str) -> Unreadable:
    message = "An event of this calendar repeats far more often than a duty can."
    remedy = "Let it repeat by day, week, month or year, until a date or at most 2,000 times."
    return Unreadable(Fault(message, value=legible(rule), remedy=remedy))


def _parsed(text: str) -> list[Any]:
    import icalendar  # noqa: PLC0415  (loaded only for calendars: it takes a while)

    try:
        return list(icalendar.Calendar.from_ical(text, multiple=True))
    except Exception as wrong:
        message = f"The calendar is broken and cannot be read ({legible(str(wrong))})."
        raise Unreadable(Fault(message, remedy=_SAVE_AGAIN)) from wrong


def _events_of(parsed: Sequence[Any]) -> list[Any]:
    return [event for calendar in parsed for event in calendar.walk("VEVENT")]


def _zone_of(prop: Any) -> str:
    try:
        params = getattr(prop, "params", {})
    except ValueError:
        return ""
    return str(params.get("TZID", "")) if params else ""


def _moment(event: Any, name: str) -> Any:
    """The value of a property; None for one that is not there, is there twice or cannot be read."""
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:  # a broken property raises for every attribute; the event's errors tell of it
        return None


def _key(event: Any) -> str:
    return f"{event.get('UID', '')}/{_moment(event, 'DTSTART') or ''}"


def events_in(file: CalendarFile, period: tuple[date, date] | None, findings: Findings) -> Iterator[Event]:
    """Every event that was not called off, its repetitions written out where there are some."""
    off = 0
    for number, found in enumerate(_written_out(file, period), start=1):
        if number > MOST_EVENTS:
            raise Unreadable(
                Fault(f"The calendar comes to more than {MOST_EVENTS:,} events.", remedy="Send it in parts.")
            )
        if str(found.get("STATUS", "")).upper() == "CANCELLED":
            off += 1
            continue
        event = _event(found, file.rows, findings)
        if event is not None:
            yield event
    if off:
        findings.notes.append(f"{off} cancelled event{'s were' if off > 1 else ' was'} left out.")


def _written_out(file: CalendarFile, period: tuple[date, date] | None) -> Sequence[Any]:
    if not file.repeats or period is None:
        return _events_of(file.parsed)
    import recurring_ical_events  # noqa: PLC0415

    try:
        every: list[Any] = []
        for calendar in file.parsed:
            every += recurring_ical_events.of(calendar).between(period[0], period[1] + _ONE_DAY)
    except Exception as wrong:
        message = f"The repetitions of this calendar cannot be worked out ({legible(str(wrong))})."
        raise Unreadable(Fault(message, remedy=_SAVE_AGAIN)) from wrong
    return [event for event in every if _day(event) is None or period[0] <= _day(event) <= period[1]]


def _day(event: Any) -> Any:
    at = _moment(event, "DTSTART")
    return at.date() if isinstance(at, datetime) else at


def _event(found: Any, rows: dict[str, int], findings: Findings) -> Event | None:
    at = Place(row=rows.get(_key(found)) or _row_of_uid(found, rows), column="event")
    if found.errors:
        name, why = found.errors[0]
        findings.fault(f"{name or 'A line'} of this event cannot be read: {legible(str(why))}.", at, remedy=_SAVE_AGAIN)
        return None
    start = _moment(found, "DTSTART")
    if not isinstance(start, date):
        findings.fault("This event does not say when it begins.", at, remedy=_SAVE_AGAIN)
        return None
    end = _end(found, start)
    if end is None or isinstance(end, datetime) != isinstance(start, datetime):
        findings.fault("This event does not say when it ends.", at, _summary(found), remedy=_SAVE_AGAIN)
        return None
    if any(isinstance(moment, datetime) and (moment.second or moment.microsecond) for moment in (start, end)):
        findings.fault("A duty begins and ends on a whole minute.", at, f"{start} to {end}", "Leave the seconds out.")
        return None
    people = {
        "SUMMARY": _summary(found).lstrip("@"),
        **_parts(_summary(found)),
        "ATTENDEE": _people(found, "ATTENDEE"),
        "ORGANIZER": _people(found, "ORGANIZER"),
    }
    is_free = str(found.get("TRANSP", "")).upper() == "TRANSPARENT"
    return Event(start, end, _summary(found), {key: who for key, who in people.items() if who}, is_free, at.row or 0)


def _row_of_uid(found: Any, rows: dict[str, int]) -> int | None:
    uid = f"{found.get('UID', '')}/"
    return next((row for key, row in rows.items() if key.startswith(uid)), None) if len(uid) > 1 else None


def _end(found: Any, start: date) -> date | None:
    if "DTEND" in found:
        end = _moment(found, "DTEND")
        return end if isinstance(end, date) else None
    length = _moment(found, "DURATION")
    if isinstance(length, timedelta):
        return start + length
    return None if isinstance(start, datetime) else start + _ONE_DAY


def _summary(found: Any) -> str:
    return " ".join(str(found.get("SUMMARY", "")).split())


def _parts(summary: str) -> dict[str, str]:
    """The parts of a title such as On Call - Poole - Duty Desk, one of which may name somebody."""
    parts = [part.strip(" @") for part in _BETWEEN_PARTS.split(summary)]
    return {f"SUMMARY, part {number}": part for number, part in enumerate(parts, start=1)} if len(parts) > 1 else {}


def _people(found: Any, name: str) -> str:
    """A staff number in a property that holds an address: the name that goes with it, or what stands before the @."""
    held = found.get(name)
    if held is None or isinstance(held, list):
        return ""
    common = str(getattr(held, "params", {}).get("CN", ""))
    return (common or re.sub(r"(?i)^mailto:", "", str(held)).partition("@")[0]).strip()
