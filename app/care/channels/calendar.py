"""The diary feed: an officer's appointments as a private iCalendar file that says nothing of what they are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.care.channels.zone_rules import vtimezone
from app.care.domain.diary import Entry, Standing

PRODUCT = "-//Diary//Feed 1.0//EN"


MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "diary.ics"


def feed(entries: Sequence[Entry], title: str, zone: ZoneInfo) -> bytes:
    """The file for one officer. The same entries give the same bytes, so that its digest can serve as an ETag."""
    calendar = _empty()
    calendar.add("x-wr-calname", "Diary")
    calendar.add("refresh-interval;value=duration", "PT1H")
    calendar.add("x-published-ttl", "PT1H")
    return _filled(calendar, entries, title, zone)


def single(entry: Entry, title: str, zone: ZoneInfo) -> bytes:
    """One entry as a file to be put into a calendar by hand. In a calendar that has the feed too it comes once."""
    calendar = _empty()
    calendar.add("method", "PUBLISH")
    return _filled(calendar, [entry], title, zone)


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _filled(calendar: Calendar, entries: Sequence[Entry], title: str, zone: ZoneInfo) -> bytes:
    if entries:
        # A year to either side as well: some programs look around the entries.
        years = [at.year for entry in entries for at in (entry.start_at, entry.end_at)]
        calendar.add_component(vtimezone(zone, min(years) - 1, max(years) + 1))
    for entry in sorted(entries, key=lambda e: (e.start_at, e.uid)):
        calendar.add_component(_event(entry, title, zone))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, title: str, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", title)
    starts, ends = _written(entry, zone)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.standing.value)
    event.add("class", "PRIVATE")
    # A provisional time must not make anybody look busy who may yet be free, nor a cancelled one.
    event.add("transp", "OPAQUE" if entry.standing is Standing.CONFIRMED else "TRANSPARENT")
    if entry.where:
        event.add("location", entry.where)
    return event


def _written(entry: Entry, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Local times with their zone; UTC where either lies in the hour that comes twice.

    There RFC 5545 can only mean the first, and programs differ: ical.js reads the second.
    """
    starts, ends = entry.start_at.astimezone(zone), entry.end_at.astimezone(zone)
    if _comes_twice(starts) or _comes_twice(ends):
        return entry.start_at.astimezone(UTC), entry.end_at.astimezone(UTC)
    return starts, ends


def _comes_twice(wall: datetime) -> bool:
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
