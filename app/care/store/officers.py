"""Officers as care knows them."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.store.tables.officers import Officer
from app.foundation.refusals import NotFound

_BY_IDS = select(Officer).where(Officer.id.in_(bindparam("ids", expanding=True))).order_by(Officer.id)


def one(db: Session, officer_id: str) -> Officer:
    """One officer. Raises NotFound if there is none."""
    found = db.get(Officer, officer_id)
    if found is None:
        raise NotFound("There is no such officer.")
    return found


def locked(db: Session, officer_id: str) -> Officer:
    """The officer as they are now, kept from all other writers. Raises NotFound. A course is locked before them."""
    found = db.get(Officer, officer_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None:
        raise NotFound("There is no such officer.")
    return found


def is_claimed(db: Session, officer_id: str) -> bool:
    """Whether there is this officer, and somebody has claimed the identity."""
    claimed = select(Officer.id).where(Officer.id == officer_id, Officer.claimed_at.is_not(None))
    return db.scalar(claimed) is not None


def by_ids(db: Session, officer_ids: Collection[str]) -> Sequence[Officer]:
    """The planner's eyes: these officers, in order of id."""
    return db.scalars(_BY_IDS, {"ids": list(officer_ids)}).all()


def ids_by_staff_number(db: Session) -> dict[str, str]:
    """Every officer's id by staff number, for taking in a roster."""
    return dict(db.execute(select(Officer.staff_number, Officer.id).where(Officer.stands_in.is_(False))).all())


def by_contact_lookup(db: Session, lookup: str) -> Officer | None:
    """Who signs in with this contact, if anybody."""
    return db.scalar(select(Officer).where(Officer.contact_lookup == lookup))


def by_phone_lookup(db: Session, lookup: str) -> Officer | None:
    """Who signs in with this number, if anybody."""
    return db.scalar(select(Officer).where(Officer.phone_lookup == lookup))


def by_access_code(db: Session, access_code_digest: str) -> Officer | None:
    """Who was given this access code, if anybody."""
    return db.scalar(select(Officer).where(Officer.access_code_digest == access_code_digest))


def by_calendar(db: Session, calendar_digest: str) -> Officer | None:
    """Whose private calendar address this is, if anybody's."""
    return db.scalar(select(Officer).where(Officer.calendar_digest == calendar_digest))


def everybody(db: Session) -> Sequence[Officer]:
    """Every member of staff, in order of staff number."""
    return db.scalars(select(Officer).where(Officer.stands_in.is_(False)).order_by(Officer.staff_number)).all()


def without_access_code(db: Session) -> Sequence[Officer]:
    """Those whom nobody has given an access code and who have not joined, in order of staff number."""
    never = select(Officer).where(
        Officer.access_code_digest.is_(None), Officer.claimed_at.is_(None), Officer.stands_in.is_(False)
    )
    return db.scalars(never.order_by(Officer.staff_number)).all()
