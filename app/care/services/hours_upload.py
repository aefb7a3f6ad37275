"""A file of hours: looked at first, carried out once somebody has said so."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.hours_line import HoursLine
from app.care.domain.open_hours import overlapping
from app.care.domain.week_pattern import midnight
from app.care.services.availability import (
    LONGEST_SPAN,
    Replaced,
    Span,
    refuse_big_loss,
    replace_by_person,
    what_replacing_does,
)
from app.care.services.providers_own import ProviderSide
from app.care.store import hours, providers
from app.care.store.force import zone_of
from app.care.store.tables.hours import HoursUpload
from app.care.store.tables.providers import Counsellor
from app.foundation.refusals import Fault, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Part:
    """What the file says of one counsellor: these stretches, and no others, in the span; and what that would do."""

    counsellor: Counsellor
    span: Span
    stretches: tuple[Stretch, ...]
    change: Replaced


def propose(
    db: Session, side: ProviderSide, account_id: str, lines: Sequence[HoursLine], *, now: datetime
) -> HoursUpload:
    """Keep what the file says until somebody confirms it, for a day. Raises Invalid with every fault of every row."""
    reader = _Reader(db, side, zone_of(db), now)
    if faults := [fault for line in lines for fault in reader.faults(line)]:
        raise _refused(faults)
    if faults := list(reader.clashes(lines)):
        raise _refused(faults)
    row = HoursUpload(
        provider_id=side.provider_id,
        account_id=account_id,
        lines=[reader.as_json(line) for line in lines],
        created_at=now,
    )
    db.add(row)
    db.flush()
    return row


def looked_at(db: Session, side: ProviderSide, account_id: str, upload_id: str, *, now: datetime) -> list[Part]:
    """What carrying the file out would do, by counsellor in order of name. Raises NotFound for somebody else's."""
    return [
        Part(who, span, stretches, what_replacing_does(db, side, who.id, span, stretches, now=now))
        for who, span, stretches in _parts(db, _own(db, side, account_id, upload_id, now))
    ]


def carry_out(
    db: Session, side: ProviderSide, account_id: str, upload_id: str, *, confirmed: bool, now: datetime
) -> list[Part]:
    """Make it so, all of it or nothing; the upload is gone then.

    Raises NotFound for somebody else's, Conflict ("confirm-loss") where most of what is booked with somebody would be
    moved and that is not `confirmed`.
    """
    row = _own(db, side, account_id, upload_id, now)
    done = []
    for who, span, stretches in _parts(db, row):
        refuse_big_loss(what_replacing_does(db, side, who.id, span, stretches, now=now), confirmed=confirmed)
        done.append(Part(who, span, stretches, replace_by_person(db, side, who.id, span, stretches, now=now)))
    db.delete(row)
    return done


class _Reader:
    """Knows the people and places that a file may name: by name, or by id."""

    def __init__(self, db: Session, side: ProviderSide, zone: ZoneInfo, now: datetime) -> None:
        people = providers.counsellors_of_provider(db, side.provider_id)
        self._people: dict[str, list[str]] = defaultdict(list)
        for one in people:
            if side.counsellor_id in {None, one.id}:
                self._people[one.name.casefold()].append(one.id)
        self._places = {place.name.casefold(): place.id for place in providers.places(db)}
        self._places |= {place_id.casefold(): place_id for place_id in self._places.values()}
        self._zone = zone
        self._today = now.astimezone(zone).date()

    def faults(self, line: HoursLine) -> Iterator[Fault]:
        found = self._people.get(line.counsellor.casefold(), [])
        if len(found) != 1:
            message = "Nobody of yours has this name." if not found else "Several people of yours have this name."
            yield Fault(message, row=line.row, column="Counsellor", value=line.counsellor[:60])
        if not self._today <= line.on <= self._today + LONGEST_SPAN - timedelta(days=1):
            message = "This day is over." if line.on < self._today else "This is more than a year ahead."
            yield Fault(message, row=line.row, column="Date", value=line.on.isoformat())
        for place in line.places:
            if place.casefold() not in self._places:
                known = ", ".join(sorted(self._places))
                yield Fault(
                    "There is no such place.",
                    row=line.row,
                    column="Places",
                    value=place[:60],
                    remedy=f"Known are: {known}.",
                )

    def clashes(self, lines: Sequence[HoursLine]) -> Iterator[Fault]:
        by_person: dict[str, dict[Stretch, int]] = defaultdict(dict)
        for line in lines:
            (counsellor_id,) = self._people[line.counsellor.casefold()]
            for stretch in _stretches(self.as_json(line), self._zone):
                if stretch in by_person[counsellor_id]:
                    yield Fault("Says the same as another row.", row=line.row, column="From")
                by_person[counsellor_id][stretch] = line.row
        for rows in by_person.values():
            for stretch in overlapping(rows):
                yield Fault("Overlaps another row.", row=rows[stretch], column="From")

    def as_json(self, line: HoursLine) -> dict[str, Any]:
        (counsellor_id,) = self._people[line.counsellor.casefold()]
        return {
            "counsellor_id": counsellor_id,
            "on": line.on.isoformat(),
            "starts": line.starts.isoformat() if line.starts else None,
            "ends": line.ends.isoformat() if line.ends else None,
            "places": sorted({self._places[place.casefold()] for place in line.places}),
        }


def _own(db: Session, side: ProviderSide, account_id: str, upload_id: str, now: datetime) -> HoursUpload:
    row = db.get(HoursUpload, upload_id)
    if row is None or (row.provider_id, row.account_id) != (side.provider_id, account_id):
        raise NotFound("There is no such file, or it was carried out already.")
    if row.created_at < now - hours.UPLOAD_KEPT:
        raise NotFound("This was looked at more than a day ago. Send the file again.")
    return row


def _parts(db: Session, row: HoursUpload) -> Iterator[tuple[Counsellor, Span, tuple[Stretch, ...]]]:
    zone = zone_of(db)
    by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in row.lines:
        by_person[line["counsellor_id"]].append(line)
    people = sorted((providers.counsellor(db, one) for one in by_person), key=lambda one: (one.name, one.id))
    for who in people:
        days = [date.fromisoformat(line["on"]) for line in by_person[who.id]]
        span = midnight(min(days), zone), midnight(max(days) + timedelta(days=1), zone)
        stretches = [stretch for line in by_person[who.id] for stretch in _stretches(line, zone)]
        yield who, span, tuple(sorted(stretches, key=lambda one: one.start_at))


def _stretches(line: dict[str, Any], zone: ZoneInfo) -> list[Stretch]:
    """One, or none for a day without hours, or in the night in which clocks go forward."""
    if line["starts"] is None:
        return []
    on = date.fromisoformat(line["on"])
    start_at, end_at = (
        datetime.combine(on, time.fromisoformat(line[name]), zone).astimezone(UTC) for name in ("starts", "ends")
    )
    return [Stretch(start_at, end_at, tuple(line["places"]))] if start_at < end_at else []


def _refused(faults: Sequence[Fault]) -> Invalid:
    return Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")
