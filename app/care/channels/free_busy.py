"""Fetches a counsellor's calendar from where it is kept: only if it changed, never too much, never from inside."""

from dataclasses import dataclass
from urllib.parse import urljoin

from app.care.channels.outside import Fetched, Outside
from app.foundation.refusals import Invalid

MOST_BYTES = 2**20
_MOST_HOPS = 3
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_HEADER = 200


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


def fetch_calendar(outside: Outside, address: str, seen: Seen) -> Calendar:
    """Ask for the calendar unless it is still the version seen; follow it where it has moved, three times at most."""
    url = address
    for _ in range(_MOST_HOPS + 1):
        got = outside.get(url, _conditions(seen), most_bytes=MOST_BYTES)
        if got.status not in _ELSEWHERE:
            return _understood(got, seen)
        url = urljoin(url, got.headers.get("location", ""))
        try:
            outside.check(url)
        except Invalid:
            return Failed("The address leads on to one that may not be read.")
    return Failed("The address leads on and on to others.")


def _conditions(seen: Seen) -> dict[str, str]:
    wanted = {"accept": "text/calendar, */*;q=0.1"}
    if seen.etag:
        wanted["if-none-match"] = seen.etag
    if seen.last_modified:
        wanted["if-modified-since"] = seen.last_modified
    return wanted


def _understood(got: Fetched, seen: Seen) -> Calendar:
    if got.status is None:
        return Failed("Nothing answered at the address in time.")
    if got.status == 304 and (seen.etag or seen.last_modified):
        return Unchanged()
    if got.status in {401, 403}:
        return Failed("The address wants somebody to sign in. Use the calendar's private address, made for sharing.")
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
