"""Calendars behind a password: asked for busy times alone, and the password shown to their own host alone."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from app.care.channels.calendar_keys import key_of, keyed
from app.care.channels.free_busy import Failed, Fresh, Seen, Unchanged, fetch_calendar
from app.care.channels.outside import Outside
from app.care.files.calendar_times import TimesWanted
from app.care.files.in_child import times_of_calendar
from app.foundation.refusals import Invalid
from tests.care.channels.calendar_host import CalendarHost, hosting
from tests.support.builders import NOW, at

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
BUSY = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VFREEBUSY\r\nUID:1\r\nDTSTAMP:20260302T080000Z\r\n"
    b"DTSTART:20260302T000000Z\r\nDTEND:20260402T000000Z\r\nFREEBUSY:20260309T100000Z/20260309T110000Z\r\n"
    b"END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
)
USER, PASSWORD = "robin@alder.example", "p:ss/w@rd ü"
BASIC = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SPAN = (NOW, NOW + timedelta(days=30))


@pytest.fixture
def host() -> Iterator[CalendarHost]:
    with hosting() as served:
        served.body, served.key = CALENDAR, BASIC
        yield served


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with Outside(loopback=True) as door:
        yield door


def test_a_caldav_server_is_asked_for_busy_times_and_they_are_understood(host: CalendarHost, outside: Outside) -> None:
    host.busy = BUSY
    got = fetch_calendar(outside, keyed(host.url, USER, PASSWORD), Seen(), SPAN)
    assert isinstance(got, Fresh)
    assert host.asked == [], "the calendar itself, with its titles, was not asked for"
    (asked,) = ElementTree.fromstring(host.questions[0])
    assert asked.attrib == {"start": "20260302T080000Z", "end": "20260401T080000Z"}
    times = times_of_calendar(got.data, TimesWanted(*SPAN, ZoneInfo("Europe/London"), False))
    assert list(times) == [(at(7, 10), at(7, 11))]


def test_a_server_that_cannot_tell_busy_times_is_asked_for_the_calendar(host: CalendarHost, outside: Outside) -> None:
    sealed = keyed(host.url, USER, PASSWORD)
    first = fetch_calendar(outside, sealed, Seen(), SPAN)
    assert isinstance(first, Fresh)
    assert first.data == CALENDAR
    assert fetch_calendar(outside, sealed, first.seen, SPAN) == Unchanged()


def test_open_times_are_read_from_the_calendar_itself(host: CalendarHost, outside: Outside) -> None:
    host.busy = BUSY
    assert isinstance(fetch_calendar(outside, keyed(host.url, USER, PASSWORD), Seen()), Fresh)
    assert host.questions == []


def test_a_wrong_password_is_said_in_words_that_hold_none(host: CalendarHost, outside: Outside) -> None:
    got = fetch_calendar(outside, keyed(host.url, USER, "wrong-one"), Seen(), SPAN)
    assert got == Failed("The name or the password is not taken there.")
    without = fetch_calendar(outside, host.url, Seen(), SPAN)
    assert isinstance(without, Failed)
    assert "Give a password" in without.why


def test_no_other_host_ever_sees_the_password(host: CalendarHost, outside: Outside) -> None:
    with hosting() as other:
        host.key, host.status, host.headers = None, 302, {"location": other.url}
        got = fetch_calendar(outside, keyed(host.url, USER, PASSWORD), Seen(), SPAN)
        assert got == Failed("The address leads on to another host, which must not see the password.")
        assert other.asked == []
        assert isinstance(fetch_calendar(outside, host.url, Seen(), SPAN), Failed | Fresh)
        assert len(other.asked) == 1, "control: without a password it is followed"


def test_inside_addresses_are_as_shut_with_a_password_as_without() -> None:
    with hosting() as inside, Outside() as public:
        inside.busy = BUSY
        got = fetch_calendar(public, keyed(inside.url, USER, PASSWORD), Seen(), SPAN)
        assert isinstance(got, Failed)
        assert (inside.asked, inside.questions) == ([], [])


@pytest.mark.parametrize(("user", "password"), [("", "x"), ("x", ""), ("a:b", "x"), ("a", "x\r\ny")])
def test_half_a_key_or_one_that_would_be_sent_as_something_else_is_refused(user: str, password: str) -> None:
    with pytest.raises(Invalid):
        keyed("https://dav.example/cal/", user, password)


def test_the_key_comes_back_whole_and_is_not_in_the_address() -> None:
    key = key_of(keyed("https://dav.example:8443/cal/?export", USER, PASSWORD))
    assert (key.address, key.authorization) == ("https://dav.example:8443/cal/?export", BASIC)
    assert "Basic" not in repr(key)
    assert key_of("https://dav.example/cal/").authorization is None
