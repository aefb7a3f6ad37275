"""Offers sealed for the way to the browser and back, so that only a slot that was really offered can be chosen."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.offering import OfferView
from app.care.domain.planned import ChosenSlot
from app.care.reads.officer_roster import has_changed_since
from app.foundation.refusals import Conflict, Invalid
from app.foundation.sealing import SealBroken, open_sealed, seal

LASTS = timedelta(hours=1)
OUTDATED = "offer-outdated"
_LABEL = "officer.offer"
_LONGEST = 2000


def sealed_offer(offer: OfferView, officer_id: str, course_id: str, *, now: datetime) -> str:
    """`offer` as a token: it fits this officer's duties, so it is good for them and this course alone."""
    chosen = offer.chosen
    text = json.dumps(
        [
            [officer_id, course_id],
            now.isoformat(),
            chosen.number,
            chosen.counsellor_id,
            chosen.place_id,
            chosen.start_at.isoformat(),
            chosen.risk,
            chosen.reason,
            chosen.roster_version,
        ]
    )
    return urlsafe_b64encode(seal(text, _LABEL)).decode()


def opened_offer(token: str, officer_id: str, course_id: str, *, now: datetime) -> ChosenSlot:
    """The slot behind a token.

    Raises Invalid ("no-such-offer") for a token that is not ours or not for them, Conflict ("offer-outdated") for one
    that has grown old.
    """
    try:
        if len(token) > _LONGEST:
            raise ValueError("no token of ours is this long")
        whose, asked_at, number, counsellor_id, place_id, start_at, risk, reason, version = json.loads(
            open_sealed(urlsafe_b64decode(token.encode()), _LABEL)
        )
    except (SealBroken, NotBase64, ValueError) as wrong:
        raise _unknown() from wrong
    if whose != [officer_id, course_id]:
        raise _unknown()
    if not now - LASTS < datetime.fromisoformat(asked_at) <= now:
        raise Conflict("These times were looked up a while ago. Here they are afresh.", code=OUTDATED)
    return ChosenSlot(number, counsellor_id, place_id, datetime.fromisoformat(start_at), risk, reason, version)


def refuse_if_roster_changed(db: Session, officer_id: str, chosen: ChosenSlot) -> None:
    """Raise Conflict ("offer-outdated") if the officer's own duties changed since the slot was offered."""
    if has_changed_since(db, officer_id, chosen.roster_version):
        raise Conflict("Your roster has changed meanwhile. These times fit the new one.", code=OUTDATED)


def _unknown() -> Invalid:
    return Invalid("This is not one of the times that were offered to you.", code="no-such-offer")
