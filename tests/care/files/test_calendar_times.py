"""Times out of calendars: zones, repetition, exceptions, whole days, busy lists; and what would never end."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.files.calendar_times import TimesWanted, Unreadable, read_times
from app.care.files.in_child import times_of_calendar

LONDON = ZoneInfo("Europe/London")
WANTED = TimesWanted(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC), LONDON)
NEW_YORK = """BEGIN:VTIMEZONE
TZID:Office clock
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def ics(*parts: str) -> bytes:
    body = "\n".join(part.strip() for part in parts)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{body}\nEND:VCALENDAR\n".replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "1") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def told(data: bytes, *, free: bool = False) -> list[str]:
    """Each stretch as "03-30 08:00+60": its UTC start and its minutes."""
    wanted = TimesWanted(WANTED.first_at, WANTED.last_at, LONDON, free)
    return [f"{a:%m-%d %H:%M}+{(b - a) // timedelta(minutes=1)}" for a, b in read_times(data, wanted)]


def test_a_weekly_event_keeps_its_local_time_when_the_clocks_change_and_leaves_out_its_exceptions() -> None:
    weekly = event(
        "DTSTART;TZID=Europe/London:20260316T090000",
        "DTEND;TZID=Europe/London:20260316T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/London:20260323T090000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20260406T090000",
        "DTSTART;TZID=Europe/London:20260407T140000",
        "DTEND;TZID=Europe/London:20260407T143000",
    )
    assert told(ics(weekly, moved)) == ["03-16 09:00+60", "03-30 08:00+60", "04-07 13:00+30"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20260401T090000", "DTEND:20260401T100000"], ["04-01 08:00+60"]),  # floating: the local clocks
        (["DTSTART:20260401T090000Z", "DURATION:PT45M"], ["04-01 09:00+45"]),
        (["DTSTART;TZID=America/New_York:20260401T090000", "DURATION:PT1H"], ["04-01 13:00+60"]),
        (["DTSTART;TZID=Office clock:20260401T090000", "DURATION:PT1H"], ["04-01 13:00+60"]),
        (["DTSTART;TZID=Office clock:20260303T090000", "DURATION:PT1H"], ["03-03 14:00+60"]),
        (["DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"], ["03-29 00:00+1380"]),  # 23 hours long
        (["DTSTART;VALUE=DATE:20260401"], ["03-31 23:00+1440"]),
        (["DTSTART:20260401T090000Z"], []),  # lasts no time
        (["DTSTART:20250101T090000Z", "DTEND:20250101T100000Z"], []),
        (["DTSTART:20260201T090000Z", "DTEND:20260301T010000Z"], ["03-01 00:00+60"]),
        (["DTSTART:20260401T090000Z", "DURATION:PT1H", "STATUS:CANCELLED"], []),
        (["DTSTART:20260401T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"], []),
        (["DTSTART:20260401T090000Z", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"], []),
    ],
)
def test_one_event_says_these_times(lines: list[str], expected: list[str]) -> None:
    assert told(ics(NEW_YORK, event(*lines))) == expected


def test_an_event_that_is_free_is_open_time_where_open_time_is_asked_for() -> None:
    free = ics(event("DTSTART:20260401T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"))
    assert told(free, free=True) == ["04-01 09:00+60"]


def test_times_that_touch_or_overlap_are_one() -> None:
    parts = [("090000", "PT1H"), ("100000", "PT1H"), ("103000", "PT10M"), ("130000", "PT1H")]
    data = ics(*(event(f"DTSTART:20260401T{at}Z", f"DURATION:{for_}", uid=at) for at, for_ in parts))
    assert told(data) == ["04-01 09:00+120", "04-01 13:00+60"]


def test_a_busy_list_says_what_is_busy_or_where_asked_what_is_free() -> None:
    data = ics(
        "BEGIN:VFREEBUSY",
        "UID:1",
        "DTSTAMP:20260101T000000Z",
        "FREEBUSY:20260401T090000Z/PT1H,20260402T090000Z/20260402T103000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260403T090000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20260404T0900\n 00Z/PT2H",
        "END:VFREEBUSY",
    )
    assert told(data) == ["04-01 09:00+60", "04-02 09:00+90", "04-03 09:00+30"]
    assert told(data, free=True) == ["04-04 09:00+120"]


def test_a_rule_of_old_that_never_ends_is_followed_only_where_it_is_asked_for() -> None:
    began = time.monotonic()
    daily = event("DTSTART;TZID=Europe/London:19900101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    assert len(told(ics(daily))) == 61
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>Sign in</html>",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        ics(event("DTSTART:20260401T090000Z", "DURATION:PT1H"))[:-20],
        ics(event("DTSTART:20260401T090000Z", "DURATION:PT1H")).replace(b"END:VEVENT\r\n", b""),
        ics(event("DTSTART:20260401T090000Z", "RRULE:FREQ=SECONDLY;COUNT=1000000000")),
        ics(event("DTSTART:20260401T090000Z", "RRULE:FREQ=DAILY;COUNT=1000000000")),
        ics(event("DTSTART:20260401T090000Z", "RRULE:FREQ=DAILY;INTERVAL=0")),
        ics(event("DTSTART:20260401T090000Z", "RRULE:FREQ=YEARLY;BYSECOND=1,2,3")),
        ics(event("DTSTART:20260401T090000Z", "RRULE:FREQ=YEARLY;", " BYMINUTE=1")),
        ics(NEW_YORK.replace("FREQ=YEARLY", "FREQ=SECONDLY")),
        ics(event("DTSTART:99999999T999999")),
        ics("BEGIN:VFREEBUSY\nFREEBUSY:yesterday/tomorrow\nEND:VFREEBUSY"),
    ],
)
def test_what_is_broken_cut_off_or_endless_is_refused_at_once_in_words_of_ours(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        told(data)
    assert time.monotonic() - began < 2
    assert str(refused.value).endswith(".")
    assert "2026" not in str(refused.value)


ONE = event("DTSTART:20260401T090000Z", "DURATION:PT1H")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([event("DTSTART;TZID=Nowhere/Land:20260401T090000", "DURATION:PT1H")], "time zone"),
        ([event("DTSTART:20260401T090000Z", "DTEND;TZID=Nowhere/Land:20260401T120000")], "time zone"),
        ([ONE, event("DTSTART:20260402T090000Z", "DURATION:PT1H")], "same UID"),
        (["BEGIN:VAVAILABILITY", "UID:1", "DTSTAMP:20260101T000000Z", "END:VAVAILABILITY"], "VAVAILABILITY"),
    ],
)
def test_what_could_only_be_guessed_is_refused(parts: list[str], said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        told(ics(*parts))


def test_the_same_event_twice_and_a_later_version_of_it_are_one() -> None:
    assert told(ics(ONE, ONE)) == ["04-01 09:00+60"]
    later = event("DTSTART:20260402T090000Z", "DURATION:PT1H", "SEQUENCE:1")
    assert told(ics(ONE, later)) == told(ics(later, ONE)) == ["04-02 09:00+60"]


def test_a_busy_time_without_a_zone_is_meant_on_the_force_clocks_whatever_the_machines_are() -> None:
    data = ics("BEGIN:VFREEBUSY", "UID:1", "DTSTAMP:20260101T000000Z", "FREEBUSY:20260401T090000/PT1H", "END:VFREEBUSY")
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = "America/New_York"
        time.tzset()
        assert told(data) == ["04-01 08:00+60"]
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def test_an_empty_calendar_is_one_in_which_nothing_is_on() -> None:
    assert told(ics()) == []


def test_a_child_reads_the_same_and_whatever_becomes_of_it_is_a_sentence() -> None:
    data = ics(event("DTSTART:20260401T090000Z", "DURATION:PT1H", "SUMMARY:a secret"))
    assert times_of_calendar(data, WANTED) == read_times(data, WANTED)
    with pytest.raises(Unreadable, match="no calendar"):
        times_of_calendar(b"nothing", WANTED)
    for code in ("raise SystemExit(1)", "print('not json')", "import os; os.kill(os.getpid(), 9)"):
        with pytest.raises(Unreadable, match="took too much"):
            times_of_calendar(data, WANTED, child=(sys.executable, "-c", code))


@pytest.mark.parametrize(
    "bomb", ["while True: pass", "bytearray(2**30)", "import tempfile; tempfile.TemporaryFile().write(bytes(9**6))"]
)
def test_control_a_child_in_which_no_guard_held_is_ended_by_its_limits(bomb: str) -> None:
    code = f"from app.care.files.child import give_up_beyond\ngive_up_beyond(2**28, 1)\n{bomb}\nprint('[]')"
    began = time.monotonic()
    with pytest.raises(Unreadable, match="took too much"):
        times_of_calendar(b"", WANTED, child=(sys.executable, "-c", code))
    assert time.monotonic() - began < 15


def test_every_other_week_keeps_its_turn_over_a_change_of_clocks() -> None:
    fortnightly = event(
        "DTSTART;TZID=Europe/London:20260217T090000",
        "DTEND;TZID=Europe/London:20260217T100000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        "EXDATE;TZID=Europe/London:20260305T090000",
    )
    assert told(ics(fortnightly)) == [
        "03-03 09:00+60", "03-17 09:00+60", "03-19 09:00+60", "03-31 08:00+60", "04-02 08:00+60", "04-14 08:00+60",
        "04-16 08:00+60", "04-28 08:00+60", "04-30 08:00+60",
    ]  # fmt: skip
