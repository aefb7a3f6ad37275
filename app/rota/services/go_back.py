"""Go back to an earlier roster version: a new one that says what that one said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict
from app.rota.domain.actor import actor
from app.rota.domain.difference import StaffDifference, counts, difference
from app.rota.domain.feed import feed_digest
from app.rota.domain.months import Months, unpack_months
from app.rota.services.publish import Published
from app.rota.store.coverage import gaps_of_version
from app.rota.store.months import add_months, close_months, staff_count, whole_roster
from app.rota.store.standing import months_back_to
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.rosters import RosterVersion
from app.rota.store.versions import head_of, latest_number, one_publisher, version

Back = Mapping[str, tuple[Months, Months]]


@dataclass(frozen=True, slots=True)
class Meant:
    """Who goes back, which version stood when they looked at what would change, and whether they confirmed it."""

    by: str
    base: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class WayBack:
    """What going back to a version would change of the one that stands, `base`."""

    base: int
    differences: tuple[StaffDifference, ...]
    covers_otherwise: bool

    @property
    def is_nothing(self) -> bool:
        """Whether the roster says all this already."""
        return not self.differences and not self.covers_otherwise


def way_back(db: Session, number: int, zone: ZoneInfo) -> WayBack:
    """Person by person, against the roster of this moment. Raises NotFound."""
    wanted = version(db, number)
    return _way(db, wanted, months_back_to(db, wanted.number), zone)


def _way(db: Session, wanted: RosterVersion, back: Back, zone: ZoneInfo) -> WayBack:
    standing = version(db, latest_number(db))
    found = (
        difference(who, unpack_months(now), unpack_months(then), zone) for who, (now, then) in sorted(back.items())
    )
    covers = [(row.covers_from_on, row.covers_to_on) for row in (wanted, standing)]
    return WayBack(standing.number, tuple(one for one in found if not one.is_nothing), covers[0] != covers[1])


def go_back(db: Session, number: int, zone: ZoneInfo, meant: Meant, *, now: datetime) -> Published:
    """Make the roster what it was at version `number`, as a new version, in the caller's transaction.

    Going back to what stands already makes no new version. People whom only later versions named stay known, with
    nothing rostered. Raises NotFound; Conflict if another version was published meanwhile, or if nobody has confirmed.
    """
    one_publisher(db)
    wanted = version(db, number)
    back = months_back_to(db, number)
    way = _way(db, wanted, back, zone)
    if way.is_nothing:
        return Published(way.base, is_new=False)
    if way.base != meant.base:
        raise Conflict(
            "Another roster was published meanwhile. Look at what would change again.", code="world-moved-on"
        )
    if not meant.confirmed:
        raise Conflict("Going back takes duties away. Confirm that this is meant.", code="big-drop")
    row = _new_version(db, wanted, way, zone, by=meant.by, now=now)
    _write(db, back, row.number)
    row.staff = staff_count(db, row.number)
    row.digest = feed_digest(head_of(row), whole_roster(db, row.number))
    row.changes = {**row.changes, "gaps": [gap.as_json() for gap in gaps_of_version(db, row)]}
    db.flush()
    line = audit.Line(actor(meant.by), "roster.gone_back", f"version:{row.number}", {"to": number, "from": way.base})
    audit.record(db, AuditEntry, line, now=now)
    return Published(row.number, is_new=True)


def _new_version(
    db: Session, wanted: RosterVersion, way: WayBack, zone: ZoneInfo, *, by: str, now: datetime
) -> RosterVersion:
    row = RosterVersion(
        number=way.base + 1,
        published_at=now.replace(microsecond=0),
        published_by=by,
        upload_id=wanted.upload_id,
        time_zone=zone.key,
        covers_from_on=wanted.covers_from_on,
        covers_to_on=wanted.covers_to_on,
        staff=0,
        digest="",
        changes=counts(way.differences),
        restores=wanted.number,
    )
    db.add(row)
    db.flush()
    return row


def _write(db: Session, back: Back, number: int) -> None:
    ended = [(who, month) for who, (now, then) in back.items() for month in now if now[month] != then.get(month)]
    close_months(db, ended, number)
    begun = [
        (who, month, duties)
        for who, (now, then) in back.items()
        for month, duties in then.items()
        if duties != now.get(month)
    ]
    add_months(db, begun, number)
