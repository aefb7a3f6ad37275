"""The published form of a roster version: lines of JSON that others pull whole."""

import hashlib
import json
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.rota.domain.duty_line import instant_text
from app.rota.domain.months import Months

FORMAT = "relief-roster/2"
"""2: the months of a member of staff are packed duties (`scheduler.duty_pack`) in base64."""


@dataclass(frozen=True, slots=True)
class VersionHead:
    """What is known of a version before its lines are written."""

    number: int
    published_at: datetime
    time_zone: str
    covers_from_on: date
    covers_to_on: date
    staff: int


def feed_lines(head: VersionHead, staff: Iterable[tuple[str, Months]]) -> Iterator[bytes]:
    """The head, one line for every member of staff as given, and a last line with the digest of all before it."""
    running = hashlib.sha256()
    for line in _body(head, staff):
        running.update(line)
        yield line
    yield _line({"end": True, "digest": running.hexdigest()})


def feed_digest(head: VersionHead, staff: Iterable[tuple[str, Months]]) -> str:
    """The digest that the last line of this feed carries."""
    running = hashlib.sha256()
    for line in _body(head, staff):
        running.update(line)
    return running.hexdigest()


def _body(head: VersionHead, staff: Iterable[tuple[str, Months]]) -> Iterator[bytes]:
    yield _line(
        {
            "format": FORMAT,
            "number": head.number,
            "published_at": instant_text(head.published_at),
            "time_zone": head.time_zone,
            "covers_from": str(head.covers_from_on),
            "covers_to": str(head.covers_to_on),
            "staff": head.staff,
        }
    )
    for number, months in staff:
        # Neither months nor base64 hold anything that JSON would write in another way.
        packs = [b'"%b":"%b"' % (month.encode(), b2a_base64(pack, newline=False)) for month, pack in months.items()]
        said = json.dumps(number, ensure_ascii=False).encode()
        yield b'{"staff_number":%b,"months":{%b}}\n' % (said, b",".join(packs))


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
