"""How the addresses of providers' systems fare: failing, resting, switched off."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.store.outbox import take_turn
from app.care.store.tables.messages import AddressHealth


def health(db: Session, provider_id: str) -> AddressHealth | None:
    """How it fares; None where nothing ever failed."""
    return db.get(AddressHealth, provider_id)


def health_to_change(db: Session, provider_id: str) -> AddressHealth:
    """The same to be changed, kept from other tellers until the transaction ends; made where there is none."""
    take_turn(db, provider_id)
    db.flush()  # what was changed before in this transaction is not to be read over
    found = db.get(AddressHealth, provider_id, populate_existing=True)
    if found is None:
        found = AddressHealth(provider_id=provider_id, failures=0)
        db.add(found)
        db.flush()
    return found


def note_well(db: Session, provider_id: str) -> None:
    """It took a message: all that failed before is over."""
    if health(db, provider_id) is None:
        return
    found = health_to_change(db, provider_id)
    found.failures, found.failing_since_at, found.rests_until_at = 0, None, None


def switch_off(db: Session, provider_id: str, why: str, *, now: datetime) -> None:
    """Nothing more is sent there until somebody says so."""
    found = health_to_change(db, provider_id)
    found.disabled_at, found.disabled_why, found.rests_until_at = now, why, None


def switch_on(db: Session, provider_id: str) -> None:
    """Send again, as if nothing had ever failed."""
    note_well(db, provider_id)
    if (found := health(db, provider_id)) is not None:
        found.disabled_at, found.disabled_why = None, None
