"""The times in a calendar (ICS), and nothing else of it: titles, places and people are never taken over."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MOST_EVENTS = 20_000
MOST_RULES = 500
MOST_TIMES = 10_000
"""Stretches of time, after those that touch were joined."""
MOST_REPEATS = 5_000
LAST_YEAR = 2200
Times = list[tuple[datetime, datetime]]
_EASY = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_RULE = re.compile(r"(?im)^(?:RRULE|EXRULE)[^:\n]*:([^\n]*)$")
_ZONE = re.compile(r"(?ims)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$")
_BUSY = re.compile(r"(?im)^FREEBUSY((?:;[^:\n]*)?):([^\n]*)$")
_FREE_WORDS = frozenset({"FREE", "WORKINGELSEWHERE"})


class Unreadable(Exception):
    """The calendar cannot be read; the message is a sentence of ours that quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class TimesWanted:
    """Between which instants, on whose clocks floating times are meant, and whether what is free is asked for."""

    first_at: datetime
    last_at: datetime
    zone: ZoneInfo
    free: bool = False
    """True: events and FREE periods say when somebody is there; False: events and busy periods say when not."""


def read_times(data: bytes, wanted: TimesWanted) -> Times:
    """The stretches of time that the calendar names, joined and in order, clipped to what is wanted.

    Raises Unreadable for what is broken, cut off (half a calendar would read as a free day) or would never end.
    """
    text = _unfolded(data)
    _refuse_unless_whole(text)
    _refuse_endless(text)
    calendars = _parsed(text)
    found = [*_periods(text, wanted)]
    for calendar in calendars:
        found += _events(calendar, wanted)
    return _joined(found, wanted)


def _unfolded(data: bytes) -> str:
    text = data.decode("utf-8", errors="replace").lstrip("\ufeff")
    return re.sub(r"\n[ \t]", "", re.sub(r"\r\r\n|\r\n|\r", "\n", text))


def _refuse_unless_whole(text: str) -> None:
    begun, ended = (Counter(re.findall(rf"(?im)^{word}:([\w-]+)[ \t]*$", text)) for word in ("BEGIN", "END"))
    if not begun["VCALENDAR"]:
        raise Unreadable("What was found there is no calendar.")
    if begun != ended:
        raise Unreadable("The calendar is cut off: a part of it begins and never ends.")
    if begun["VAVAILABILITY"]:
        raise Unreadable("The calendar says its times as VAVAILABILITY, which is not read here.")
    if begun["VEVENT"] > MOST_EVENTS:
        raise Unreadable(f"The calendar has more than {MOST_EVENTS:,} events.")


def _refuse_endless(text: str) -> None:
    """Look at the rules of repetition before anybody follows them: one line can ask for a thousand million times."""
    rules = _RULE.findall(_ZONE.sub("", text))
    in_zones = [rule for zone in _ZONE.findall(text) for rule in _RULE.findall(zone)]
    if len(rules) > MOST_RULES or any("FREQ=YEARLY" not in rule.upper() for rule in in_zones):
        raise Unreadable("The calendar has more rules of repetition than can be followed.")
    if not all(map(_is_easy, (*rules, *in_zones))):
        raise Unreadable("An event of the calendar repeats more often than daily, or far too many times.")


def _is_easy(rule: str) -> bool:
    parts = {name.strip().upper(): value for name, _, value in (part.partition("=") for part in rule.split(";"))}
    count, until, every = parts.get("COUNT", "1"), parts.get("UNTIL", "2000"), parts.get("INTERVAL", "1")
    return (
        parts.get("FREQ", "").upper() in _EASY
        and not {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(parts)
        and re.fullmatch(r"[0-9]{1,6}", count) is not None
        and int(count) <= MOST_REPEATS
        and re.fullmatch(r"0*[1-9][0-9]{0,3}", every) is not None
        and re.match(r"[0-9]{4}", until) is not None
        and int(until[:4]) <= LAST_YEAR
        and all(len(value) <= 400 for value in parts.values())
    )


def _parsed(text: str) -> list[Any]:
    import icalendar  # noqa: PLC0415  (loaded in the child only, under its limits)

    try:
        return list(icalendar.Calendar.from_ical(text, multiple=True))
    except Exception as wrong:
        raise Unreadable("The calendar is broken and cannot be read.") from wrong


def _refuse_what_would_be_guessed(calendar: Any) -> None:
    """A zone that nobody knows would be taken for the local one; of two events with one UID only one would count."""
    starts: dict[tuple[str, str], Any] = {}
    for event in calendar.walk("VEVENT"):
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            said = event.get(name)
            at = getattr(said, "dt", None)
            if isinstance(at, datetime) and at.tzinfo is None and "TZID" in said.params:
                raise Unreadable("An event of the calendar names a time zone that the calendar does not explain.")
        start = getattr(event.get("DTSTART"), "dt", None)
        which = (str(event.get("UID", "")), str(event.get("SEQUENCE", 0)))
        if "RECURRENCE-ID" not in event and starts.setdefault(which, start) != start:
            raise Unreadable("Two events of the calendar have the same UID, so that one would stand for both.")


def _periods(text: str, wanted: TimesWanted) -> Iterator[tuple[datetime, datetime]]:
    """The periods of VFREEBUSY that are of the kind wanted."""
    for parameters, values in _BUSY.findall(text):
        kind = re.search(r"(?i)FBTYPE=\"?([A-Z-]+)", parameters)
        is_free = kind is not None and kind.group(1).upper() == "FREE"
        if is_free == wanted.free:
            yield from (_period(value.strip(), wanted.zone) for value in values.split(",") if value.strip())


def _period(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    from icalendar.prop import vPeriod  # noqa: PLC0415

    try:
        start, end = vPeriod.from_ical(value)  # type: ignore[no-untyped-call]
        end = start + end if isinstance(end, timedelta) else end
        return _instant(start, zone), _instant(end, zone)
    except (ValueError, TypeError, AttributeError, OverflowError) as wrong:
        raise Unreadable("A busy time of the calendar is not written as it must be.") from wrong


def _events(calendar: Any, wanted: TimesWanted) -> Iterator[tuple[datetime, datetime]]:
    import recurring_ical_events  # noqa: PLC0415

    try:
        _refuse_what_would_be_guessed(calendar)
        events = recurring_ical_events.of(calendar).between(
            wanted.first_at - timedelta(days=1), wanted.last_at + timedelta(days=1)
        )
        for event in events:
            if _counts(event, wanted):
                yield _instant(event.start, wanted.zone), _instant(event.end, wanted.zone)
    except Unreadable:
        raise
    except Exception as wrong:
        raise Unreadable("An event of the calendar cannot be understood.") from wrong


def _counts(event: Any, wanted: TimesWanted) -> bool:
    """Whether the event says anything: not one called off, nor, where busy times are asked for, one that is free."""
    if event.name != "VEVENT" or _word(event, "STATUS") == "CANCELLED":
        return False
    is_free = _word(event, "TRANSP") == "TRANSPARENT" or _word(event, "X-MICROSOFT-CDO-BUSYSTATUS") in _FREE_WORDS
    return wanted.free or not is_free


def _word(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """An instant; a whole day begins at the local midnight, a time without a zone is meant on the local clocks."""
    at = at if isinstance(at, datetime) else datetime.combine(at, time(0))
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _joined(found: Iterable[tuple[datetime, datetime]], wanted: TimesWanted) -> Times:
    clipped = ((max(start, wanted.first_at), min(end, wanted.last_at)) for start, end in found)
    times: Times = []
    for start, end in sorted((start, end) for start, end in clipped if start < end):
        if times and start <= times[-1][1]:
            times[-1] = (times[-1][0], max(times[-1][1], end))
        else:
            times.append((start, end))
    if len(times) > MOST_TIMES:
        raise Unreadable(f"The calendar names more than {MOST_TIMES:,} separate times.")
    return times


def as_lines(times: Sequence[tuple[datetime, datetime]]) -> list[list[str]]:
    """The times as JSON."""
    return [[start.isoformat(), end.isoformat()] for start, end in times]
