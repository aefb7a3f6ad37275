"""Offers a counsellor's freed time to those who wait for something sooner: read, think, write, one after the other."""

from datetime import datetime

import structlog

from app.care.domain.sooner import Waiting
from app.care.planning import attempt
from app.care.reads.sooner import line_for, sooner_slot
from app.care.services.freed import freed
from app.care.services.quick_links import forget_links
from app.care.services.sooner import lapse_offers, offer_slot
from app.care.store import sooner
from app.foundation.database import Database
from app.foundation.refusals import Conflict

_log = structlog.get_logger("relief.sooner")


def offer_sooner(store: Database, counsellor_id: str, *, now: datetime) -> int:
    """Keep a slot for each in the line for whom there is one, most behind first; returns how many.

    What is kept for one is taken for the next. Whoever is quicker at booking it has it: it is looked for again when
    something else comes free, and every quarter of an hour. Doing it again offers nothing twice.
    """
    with store.read() as db:
        line = line_for(db, counsellor_id, now=now)
    return sum(_offered(store, one, counsellor_id, now=now) for one in line)


def _offered(store: Database, one: Waiting, counsellor_id: str, *, now: datetime) -> bool:
    try:
        if one.has_at is None:
            # Nothing need be asked of whoever has nothing at all: the plan takes what is free before it is offered on.
            attempt(store, one.course_id, now=now)
            return False
        slot = sooner_slot(store, one, counsellor_id, now=now)
        if slot is None:
            return False
        with store.write() as db:
            offer_slot(db, one.wish_id, slot, now=now)
    except Conflict as refused:
        _log.info("nothing kept", code=refused.stable_code)
        return False
    return True


def lapse_sooner(store: Database, *, now: datetime) -> int:
    """Pass on what nobody answered in time; returns how many."""
    with store.write() as db:
        return lapse_offers(db, now=now)


def look_for_sooner(store: Database, *, now: datetime) -> None:
    """The net under it: look again for everybody who waits, and forget old links."""
    with store.read() as db:
        wished = sorted(sooner.counsellors_wished_for(db))
    with store.write() as db:
        for counsellor_id in wished:
            freed(db, counsellor_id)
        forget_links(db, now=now)
