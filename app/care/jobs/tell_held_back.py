"""Tells people by mail that a provider's system asked for unusually much, so that somebody looks."""

from datetime import datetime

import structlog

from app.care.desk import CareDesk
from app.care.store import held_back, providers

_log = structlog.get_logger("relief.held_back")
_SUBJECT = "Messages from your system are waiting for you"
_SUBJECT_LEAD = "A practice's system asked for unusually many changes"


def tell_held_back(desk: CareDesk, provider_id: str, *, now: datetime) -> int:
    """Mail those at the provider who can decide, and the welfare leads; how many were told. Nobody if nothing waits.

    One address that fails does not keep the others from hearing; the log tells the operator either way. Raises
    OSError only when nobody could be told, so that it is tried again.
    """
    with desk.store.read() as db:
        if not held_back.count_undecided(db, provider_id):
            return 0
        name = providers.provider(db, provider_id).name
        mails = [(to, _SUBJECT, _to_decider(desk)) for to in held_back.deciders_of(db, provider_id)]
        mails += [(to, _SUBJECT_LEAD, _to_lead(name)) for to in held_back.leads_to_tell(db)]
    _log.warning("held_back", provider_id=provider_id, telling=len(mails))
    failed = [wrong for mail in mails if (wrong := _failure(desk, *mail, now=now)) is not None]
    if mails and len(failed) == len(mails):
        raise failed[0]
    return len(mails) - len(failed)


def _failure(desk: CareDesk, to: str, subject: str, body: str, *, now: datetime) -> OSError | None:
    try:
        desk.mailer.send(to, subject, body, now=now)
    except OSError as wrong:  # SMTP's own errors are of this kind too
        _log.warning("held_back_not_told", error=type(wrong).__name__)
        return wrong
    return None


def _to_decider(desk: CareDesk) -> str:
    return (
        "Hello,\n\nyour system has just asked to call off, or to take back, far more than is usual for you. To be safe "
        "we have done nothing yet.\n\nPlease look at each of these messages, and let them through or drop them:\n"
        f"{desk.base_url}/provider/held-back\n\nIf nobody at your practice sent them, drop them all and make a new "
        f"secret on the Connection page, and end the tokens for programs: {desk.base_url}/provider/connection\n"
    )


def _to_lead(name: str) -> str:
    return (
        f"Hello,\n\nthe system of {name} has just asked to call off, or to take back, far more than is usual for it. "
        "Nothing was done: the people there have been asked to look first.\n\nThere is nothing you need to do. If it "
        "is not settled by tomorrow, ring them.\n"
    )
