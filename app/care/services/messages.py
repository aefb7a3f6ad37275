"""Keeps how an officer wishes to be told, and the browsers that they are told in."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.telling import Telling, Way
from app.care.store import officers, push_subscriptions
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.officers import PushSubscription
from app.foundation.audit import Line, record
from app.foundation.refusals import Fault, Invalid, NotFound
from app.foundation.sealing import fingerprint

MOST_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gave when its officer asked for notices there."""

    endpoint: str = field(repr=False)
    public_key: str = field(repr=False)
    auth_secret: str = field(repr=False)


def ways_open(db: Session, officer_id: str) -> frozenset[Way]:
    """By which ways the officer can be reached: mail for everybody who signs in with an address."""
    officer = officers.one(db, officer_id)
    has = {
        Way.MAIL: officer.contact is not None or officer.phone is None,
        Way.TEXT: officer.phone is not None,
        Way.PUSH: bool(push_subscriptions.of_officer(db, officer_id)),
    }
    return frozenset(way for way, is_open in has.items() if is_open)


def keep_wishes(db: Session, officer_id: str, wishes: Telling) -> None:
    """From now on the officer is told so. Raises Invalid where a way was chosen that does not lead to them."""
    shut = {Way.MAIL, Way.TEXT, Way.PUSH} - ways_open(db, officer_id)
    chosen = {"changes": wishes.changes, "days_before": wishes.days_before, "hours_before": wishes.hours_before}
    faults = [Fault(_SHUT[way], column=name) for name, way in chosen.items() if way is not None and way in shut]
    if faults:
        raise Invalid("Please look at the ways again.", faults=faults)
    officers.one(db, officer_id).telling = wishes.as_json()


_SHUT = {
    Way.MAIL: "No email address is known for you, so nothing can come by mail",
    Way.TEXT: "No number is known for you, so nothing can come by text",
    Way.PUSH: "No browser shows you notices yet; switch them on there first",
}


def add_browser(db: Session, officer_id: str, asked: Subscription, *, now: datetime) -> str:
    """Notices come to this browser from now on; its id. The same browser again only renews its keys.

    Whoever held it before gets no more there: a browser is one person's at a time. Raises Invalid when there are many.
    """
    lookup = fingerprint(asked.endpoint, "push_subscription.endpoint")
    row = push_subscriptions.by_endpoint(db, lookup)
    if row is None or row.officer_id != officer_id:
        if len(push_subscriptions.of_officer(db, officer_id)) >= MOST_BROWSERS:
            faults = [Fault("Take one off the list first", column="browsers")]
            raise Invalid(f"Notices come to {MOST_BROWSERS} browsers at most.", faults=faults, code="too-many-browsers")
        if row is not None:
            push_subscriptions.remove(db, row.officer_id, row.id)
        row = PushSubscription(officer_id=officer_id, endpoint_lookup=lookup, created_at=now)
        record(db, AuditEntry, Line("officer", "notices.added", f"officer:{officer_id}"), now=now)
    row.endpoint, row.public_key, row.auth_secret = asked.endpoint, asked.public_key, asked.auth_secret
    db.add(row)
    db.flush()
    return row.id


def remove_browser(db: Session, officer_id: str, subscription_id: str, *, now: datetime) -> None:
    """No notice comes to that browser any more. Raises NotFound if it is not theirs."""
    if not push_subscriptions.remove(db, officer_id, subscription_id):
        raise NotFound("There is no such browser on your list.")
    record(db, AuditEntry, Line("officer", "notices.removed", f"officer:{officer_id}"), now=now)
