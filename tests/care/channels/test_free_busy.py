"""Calendars are fetched only if they changed, never too much of them, and never from inside."""

from collections.abc import Iterator

import pytest

from app.care.channels.free_busy import (
    MOST_BYTES,
    Failed,
    Fresh,
    Seen,
    Unchanged,
    fetch_calendar,
    plain_address,
)
from app.care.channels.outside import Outside
from tests.care.channels.calendar_host import CalendarHost, hosting

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def served() -> Iterator[CalendarHost]:
    with hosting() as host:
        yield host


@pytest.fixture
def host(served: CalendarHost) -> CalendarHost:
    served.body, served.status, served.headers = CALENDAR, 200, {}
    return served


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with Outside(loopback=True) as door:
        yield door


def test_a_calendar_that_has_not_changed_is_not_read_again(host: CalendarHost, outside: Outside) -> None:
    first = fetch_calendar(outside, host.url, Seen())
    assert isinstance(first, Fresh)
    assert first.data == CALENDAR
    assert fetch_calendar(outside, host.url, first.seen) == Unchanged()
    host.body = CALENDAR + b"\r\n"
    assert isinstance(fetch_calendar(outside, host.url, first.seen), Fresh)


def test_an_unchanged_answer_to_who_has_seen_nothing_is_no_calendar(host: CalendarHost, outside: Outside) -> None:
    host.status = 304
    assert isinstance(fetch_calendar(outside, host.url, Seen()), Failed)


def test_too_much_is_told_from_just_enough(host: CalendarHost, outside: Outside) -> None:
    host.body = b"x" * MOST_BYTES
    assert isinstance(fetch_calendar(outside, host.url, Seen()), Fresh)
    host.body += b"x"
    assert fetch_calendar(outside, host.url, Seen()) == Failed("The calendar has more than 1 MiB.")


def test_a_moved_calendar_is_followed_but_not_round_and_round_and_not_inside(
    host: CalendarHost, outside: Outside
) -> None:
    host.status, host.headers = 302, {"location": "/there"}
    assert fetch_calendar(outside, host.url, Seen()) == Failed("The address leads on and on to others.")
    host.headers = {"location": "http://169.254.169.254/latest/meta-data/"}
    before = len(host.asked)
    refused = fetch_calendar(outside, host.url, Seen())
    assert refused == Failed("The address leads on to one that may not be read.")
    assert len(host.asked) == before + 1


@pytest.mark.parametrize(
    ("status", "said"), [(401, "sign in"), (404, "no calendar"), (410, "no calendar"), (500, "error (500)")]
)
def test_what_went_wrong_is_said_in_words_of_ours(host: CalendarHost, outside: Outside, status: int, said: str) -> None:
    host.status = status
    failed = fetch_calendar(outside, host.url, Seen())
    assert isinstance(failed, Failed)
    assert said in failed.why


def test_nobody_there_is_a_sentence_and_an_address_inside_is_never_asked(outside: Outside) -> None:
    assert isinstance(fetch_calendar(outside, "http://127.0.0.1:9/calendar.ics", Seen()), Failed)
    with Outside() as public:
        assert isinstance(fetch_calendar(public, "https://127.0.0.1/calendar.ics", Seen()), Failed)


def test_a_version_name_that_could_not_be_sent_back_is_not_kept(host: CalendarHost, outside: Outside) -> None:
    host.headers = {"etag": "x" * 300}
    found = fetch_calendar(outside, host.url, Seen())
    assert isinstance(found, Fresh)
    assert found.seen.etag is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (" webcal://example.org/a.ics ", "https://example.org/a.ics"),
        ("WEBCAL://example.org/a", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/a"),
        ("nothing", "nothing"),
    ],
)
def test_addresses_are_taken_as_calendar_programs_copy_them(typed: str, plain: str) -> None:
    assert plain_address(typed) == plain
