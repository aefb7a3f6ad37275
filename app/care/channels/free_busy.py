"""Fetches a counsellor's calendar from where it is kept: only if it changed, never too much, never from inside."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from app.care.channels.calendar_keys import key_of
from app.care.channels.outside import Fetched, Outside
from app.foundation.refusals import Invalid

MOST_BYTES = 2**20
_MOST_HOPS = 3
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_HEADER = 200
_QUESTION = (
    '<?xml version="1.0" encoding="utf-8"?><free-busy-query xmlns="urn:ietf:params:xml:ns:caldav">'
    '<time-range start="{:%Y%m%dT%H%M%SZ}" end="{:%Y%m%dT%H%M%SZ}"/></free-busy-query>'
)
"""RFC 4791, 7.10: the server answers with busy times and nothing else, so no title ever comes here."""
_BEGINS = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the other side calls the version that was read last."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """It is as it was."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """The calendar, and what its version is called."""

    data: bytes
    seen: Seen


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be had; `why` is a sentence of ours."""

    why: str


Calendar = Unchanged | Fresh | Failed


def plain_address(typed: str) -> str:
    """An address as people copy it: `webcal://` is how calendar programs write https."""
    typed = typed.strip()
    head, mark, rest = typed.partition("://")
    return f"https{mark}{rest}" if head.lower() in {"webcal", "webcals"} else typed


def fetch_calendar(
    outside: Outside, sealed: str, seen: Seen, busy: tuple[datetime, datetime] | None = None
) -> Calendar:
    """Ask for the calendar unless it is still the version seen; follow it where it has moved, three times at most.

    `sealed`: the address, perhaps with a key (calendar_keys). With a key and a span in `busy`, a CalDAV server is asked
    for the busy times of that span first; one that cannot tell them is asked for the calendar itself. A key is never
    shown to another host than its own.
    """
    key = key_of(sealed)
    mine = {"authorization": key.authorization} if key.authorization else {}
    if mine and busy is not None and (told := _busy_times(outside, key.address, mine, busy)) is not None:
        return told
    url = key.address
    for _ in range(_MOST_HOPS + 1):
        got = outside.get(url, _conditions(seen) | mine, most_bytes=MOST_BYTES)
        if got.status not in _ELSEWHERE:
            return _understood(got, seen, with_key=bool(mine))
        url = urljoin(url, got.headers.get("location", ""))
        if mine and _origin(url) != _origin(key.address):
            return Failed("The address leads on to another host, which must not see the password.")
        try:
            outside.check(url)
        except Invalid:
            return Failed("The address leads on to one that may not be read.")
    return Failed("The address leads on and on to others.")


def _busy_times(outside: Outside, url: str, mine: dict[str, str], busy: tuple[datetime, datetime]) -> Calendar | None:
    """What a CalDAV server answers; None where it is none, or cannot tell busy times."""
    question = _QUESTION.format(*(one.astimezone(UTC) for one in busy))
    headers = {"content-type": "application/xml; charset=utf-8", "accept": "text/calendar", "depth": "1"} | mine
    got = outside.report(url, question, headers, most_bytes=MOST_BYTES)
    is_told = got.status == 200 and _BEGINS in got.body[:200]
    return _understood(got, Seen(), with_key=True) if is_told or got.status == 401 else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    try:
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None


def _conditions(seen: Seen) -> dict[str, str]:
    wanted = {"accept": "text/calendar, */*;q=0.1"}
    if seen.etag:
        wanted["if-none-match"] = seen.etag
    if seen.last_modified:
        wanted["if-modified-since"] = seen.last_modified
    return wanted


def _understood(got: Fetched, seen: Seen, *, with_key: bool = False) -> Calendar:
    if got.status is None:
        return Failed("Nothing answered at the address in time.")
    if got.status == 304 and (seen.etag or seen.last_modified):
        return Unchanged()
    if got.status in {401, 403} and with_key:
        return Failed("The name or the password is not taken there.")
    if got.status in {401, 403}:
        return Failed("The address wants somebody to sign in. Give a password, or the private address for sharing.")
    if got.status in {404, 410}:
        return Failed("There is no calendar at the address any more.")
    if got.status != 200:
        return Failed(f"The other side answered with an error ({got.status}).")
    if len(got.body) > MOST_BYTES:
        return Failed("The calendar has more than 1 MiB.")
    return Fresh(got.body, Seen(_header(got, "etag"), _header(got, "last-modified")))


def _header(got: Fetched, name: str) -> str | None:
    value = got.headers.get(name, "")
    return value if 0 < len(value) <= _HEADER and value.isascii() and value.isprintable() else None
