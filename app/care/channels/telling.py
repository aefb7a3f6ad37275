"""Tells officers and providers what is due: step 7 of the road."""

from dataclasses import dataclass

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.tell_officers import tell_officer
from app.care.channels.tell_providers import tell_provider
from app.care.channels.ways import Senders
from app.care.store import outbox
from app.foundation.clock import Clock
from app.foundation.database import Database


@dataclass(frozen=True, slots=True)
class Tally:
    """What one round of telling came to."""

    mails: int
    """To officers, by whichever way."""
    webhooks: int
    failed: int


def tell_due(store: Database, clock: Clock, senders: Senders, outside: Outside, voice: Voice) -> Tally:
    """Send everything that is due by `clock` and note how it went.

    May run at the same time elsewhere and may be run again after a crash: each message is claimed before it is sent, a
    webhook carries the same id at every try, and only a crash between sending and noting can tell anybody twice.
    """
    with store.read() as db:
        officer_ids = outbox.officers_due(db, now=clock())
        provider_ids = outbox.providers_due(db, now=clock())
    mails = [tell_officer(store, clock, senders, voice, officer_id) for officer_id in officer_ids]
    hooks = [tell_provider(store, clock, outside, provider_id) for provider_id in provider_ids]
    return Tally(
        mails=sum(told for told, _ in mails),
        webhooks=sum(told for told, _ in hooks),
        failed=sum(failed for _, failed in mails + hooks),
    )
