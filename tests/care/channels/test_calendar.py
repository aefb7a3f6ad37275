"""The diary feed, read back by the library that calendar programs are tested with."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.care.channels.calendar import feed
from app.care.channels.zone_rules import vtimezone
from app.care.domain.diary import Entry, Standing
from app.care.domain.discretion import leaks

ZONE = ZoneInfo("Europe/London")
CHANGED = datetime(2026, 3, 1, tzinfo=UTC)
SPRING, AUTUMN = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)
NIGHTS = [start + timedelta(minutes=15 * n) for start in (SPRING, AUTUMN) for n in range(32)]


def an_entry(start_at: datetime, **changes: object) -> Entry:
    facts: dict[str, object] = {
        "uid": "a@desk.example",
        "start_at": start_at,
        "end_at": start_at + timedelta(minutes=50),
        "standing": Standing.CONFIRMED,
        "sequence": 3,
        "changed_at": CHANGED,
    }
    return Entry(**facts | changes)  # type: ignore[arg-type]


def read_back(*entries: Entry, title: str = "Busy") -> list[Any]:
    return events_in(feed(entries, title, ZONE))


def events_in(text: bytes) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize("start_at", NIGHTS, ids=lambda at: f"{at:%m-%dT%H%M}")
def test_every_quarter_of_both_clock_change_nights_comes_back_as_the_same_instant(start_at: datetime) -> None:
    (event,) = read_back(an_entry(start_at))
    assert event.start.astimezone(UTC) == start_at
    assert event.end.astimezone(UTC) == start_at + timedelta(minutes=50)


def test_control_with_local_times_alone_the_hour_that_comes_twice_is_read_as_the_first() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    local = second.astimezone(ZONE).strftime("%Y%m%dT%H%M%S")
    text = feed([an_entry(second)], "Busy", ZONE).replace(
        b"DTSTART:20261025T013000Z", f"DTSTART;TZID=Europe/London:{local}".encode()
    )
    (event,) = events_in(text)
    assert event.start.astimezone(UTC) != second


def test_the_file_carries_its_own_clock_changes_and_no_fault() -> None:
    calendar = Calendar.from_ical(feed([an_entry(SPRING), an_entry(AUTUMN)], "Busy", ZONE))
    zone: Any = calendar.walk("VTIMEZONE")[0]
    rules = zone.to_tz(lookup_tzid=False)
    for at in NIGHTS:
        assert at.astimezone(rules).utcoffset() == at.astimezone(ZONE).utcoffset()
    assert not calendar.errors


@pytest.mark.parametrize(
    "name", ["America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "UTC", "Africa/Casablanca"]
)
def test_the_clock_changes_are_those_of_the_zone_wherever_the_force_is(name: str) -> None:
    zone = ZoneInfo(name)
    rules = cast(Any, vtimezone(zone, 2025, 2027)).to_tz(lookup_tzid=False)
    for hours in range(0, 365 * 24, 29):
        at = datetime(2026, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
        assert at.astimezone(rules).utcoffset() == at.astimezone(zone).utcoffset()


def test_an_entry_is_private_and_says_nothing() -> None:
    text = feed([an_entry(SPRING), an_entry(AUTUMN, standing=Standing.CANCELLED)], "Busy", ZONE).decode()
    assert "CLASS:PRIVATE" in text
    assert "LOCATION" not in text
    assert leaks(text) == []
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_only_what_is_sure_makes_the_officer_look_busy() -> None:
    shown = {}
    for standing in Standing:
        (event,) = read_back(an_entry(SPRING, standing=standing))
        shown[str(event["STATUS"])] = str(event["TRANSP"])
    assert shown == {"CONFIRMED": "OPAQUE", "TENTATIVE": "TRANSPARENT", "CANCELLED": "TRANSPARENT"}


def test_the_same_entries_give_the_same_bytes_and_any_change_others() -> None:
    first = feed([an_entry(SPRING), an_entry(AUTUMN, uid="b")], "Busy", ZONE)
    assert first == feed([an_entry(AUTUMN, uid="b"), an_entry(SPRING)], "Busy", ZONE)
    assert first != feed([an_entry(SPRING), an_entry(AUTUMN, uid="b", sequence=4)], "Busy", ZONE)


def test_a_title_cannot_break_out_of_its_line() -> None:
    (event,) = read_back(an_entry(SPRING), title="Busy\r\nBEGIN:VALARM; a, b \\ c")
    assert "BEGIN:VALARM" in str(event["SUMMARY"])


def test_an_empty_diary_is_a_valid_file() -> None:
    assert read_back() == []


def test_a_place_is_named_only_where_it_was_asked_for() -> None:
    (event,) = read_back(an_entry(SPRING, where="Video"))
    assert str(event["LOCATION"]) == "Video"


def test_an_entry_that_ends_before_it_starts_is_not_made() -> None:
    with pytest.raises(ValueError, match="ends before"):
        an_entry(SPRING, end_at=SPRING)
