"""The one door to the HR desk: published roster versions, whole, by HTTP.

Nothing asked for names or hints at an officer. What comes is believed only after its count, its order and its digest
agree; a version is therefore good only once the last line has been read, and a caller stores it in a transaction (or
a file) that it can still throw away.
"""

import hashlib
import json
from binascii import a2b_base64
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.care.domain.roster_feed import FORMAT, StaffLine, VersionHeader, check_months

LONGEST_LINE = 4 * 1024 * 1024
_AT_A_TIME = 250
_TIMEOUT = httpx.Timeout(60.0)


class RosterFeedBroken(Exception):
    """The feed does not answer, or what it says does not add up. Nothing of this version may be used."""


class RotaFeed:
    """Reads the feed at `base_url` (no slash at the end) with a bearer token, through the `http` passed in."""

    def __init__(self, http: httpx.Client, base_url: str, token: str, zone: ZoneInfo) -> None:
        self._http = http
        self._base = f"{base_url.rstrip('/')}/feed/versions"
        self._headers = {"authorization": f"Bearer {token}"}
        self._zone = zone

    def versions(self, after: int) -> list[VersionHeader]:
        """The versions published since number `after`, ascending. Raises RosterFeedBroken."""
        try:
            answer = self._http.get(self._base, params={"after": after}, headers=self._headers, timeout=_TIMEOUT)
            answer.raise_for_status()
            headers = [_header(item) for item in answer.json()["versions"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as wrong:
            raise RosterFeedBroken("the list of versions cannot be read") from wrong
        numbers = [header.number for header in headers]
        if numbers != sorted(set(numbers)) or any(number <= after for number in numbers):
            raise RosterFeedBroken("the versions do not ascend")
        return headers

    def version(self, header: VersionHeader) -> Iterator[StaffLine]:
        """The lines of one version, streamed. Raises RosterFeedBroken, at the latest after the last line."""
        try:
            with self._http.stream(
                "GET", f"{self._base}/{header.number}", headers=self._headers, timeout=_TIMEOUT
            ) as answer:
                answer.raise_for_status()
                for some in _in_batches(_checked(_lines(answer.iter_bytes()), header, self._zone)):
                    check_months(some, self._zone)
                    yield from some
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as wrong:
            raise RosterFeedBroken(f"version {header.number} cannot be read") from wrong


def _header(item: dict[str, Any]) -> VersionHeader:
    return VersionHeader(
        number=int(item["number"]),
        published_at=datetime.fromisoformat(item["published_at"]),
        covers_from_on=date.fromisoformat(item["covers_from"]),
        covers_to_on=date.fromisoformat(item["covers_to"]),
        digest=item["digest"],
        staff=int(item["staff"]),
    )


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines with their line ends, however the bytes were cut up on the way."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in whole)
        if len(rest) > LONGEST_LINE:
            raise RosterFeedBroken("a line is longer than any roster needs")
    if rest:
        yield rest


def _in_batches(lines: Iterator[StaffLine]) -> Iterator[list[StaffLine]]:
    while some := list(islice(lines, _AT_A_TIME)):
        yield some


def _checked(lines: Iterator[bytes], header: VersionHeader, zone: ZoneInfo) -> Iterator[StaffLine]:
    read = hashlib.sha256()
    first = next(lines, b"{}")
    _check_opening(json.loads(first), header, zone)
    read.update(first)
    last, count = "", 0
    for raw in lines:
        item = json.loads(raw)
        if "end" in item:
            _check_end(item, read.hexdigest(), header, count)
            if next(lines, None) is not None:
                raise RosterFeedBroken("something follows the last line")
            return
        read.update(raw)
        line = _staff_line(item)
        if line.staff_number <= last:
            raise RosterFeedBroken("the staff are not in order, or one comes twice")
        last, count = line.staff_number, count + 1
        yield line
    raise RosterFeedBroken("the version breaks off before its last line")


def _staff_line(item: dict[str, Any]) -> StaffLine:
    months = {month: a2b_base64(pack, strict_mode=True) for month, pack in item["months"].items()}
    return StaffLine(item["staff_number"], months)


def _check_opening(item: dict[str, Any], header: VersionHeader, zone: ZoneInfo) -> None:
    told = (item["format"], item["number"], item["time_zone"], item["staff"])
    if told != (FORMAT, header.number, zone.key, header.staff):
        raise RosterFeedBroken("the opening line is of another format, version, zone or number of staff")
    covers = (date.fromisoformat(item["covers_from"]), date.fromisoformat(item["covers_to"]))
    if covers != (header.covers_from_on, header.covers_to_on):
        raise RosterFeedBroken("the opening line covers other dates than the list of versions said")


def _check_end(item: dict[str, Any], digest: str, header: VersionHeader, count: int) -> None:
    if item != {"end": True, "digest": digest} or digest != header.digest:
        raise RosterFeedBroken("the digest does not agree")
    if count != header.staff:
        raise RosterFeedBroken("the number of staff does not agree")
