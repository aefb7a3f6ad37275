"""Tells officers and providers what is due: step 7 of the road."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.tell_officers import tell_officer
from app.care.channels.tell_people import tell_people
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
    words: int = 0
    """Mails to people at providers about their own systems."""


def tell_due(store: Database, clock: Clock, senders: Senders, outside: Outside, voice: Voice) -> Tally:
    """Send everything that is due by `clock` and note how it went.

    May run at the same time elsewhere and may be run again after a crash: each message is claimed before it is sent, a
    webhook carries the same id at every try, and only a crash between sending and noting can tell anybody twice.
    What cannot be told for a fault of ours stops nobody else: it is raised, all together, when the others are done.
    """
    with store.read() as db:
        officer_ids = outbox.officers_due(db, now=clock())
        provider_ids = outbox.providers_due(db, now=clock())
    failures: list[Exception] = []

    def tried(tell: Callable[[], tuple[int, int]]) -> tuple[int, int]:
        try:
            return tell()
        except Exception as failure:  # noqa: BLE001 - raised below, when all others have been told
            failures.append(failure)
            return 0, 1

    mails = [tried(partial(tell_officer, store, clock, senders, voice, one)) for one in officer_ids]
    hooks = [tried(partial(tell_provider, store, clock, outside, one)) for one in provider_ids]
    words = tried(partial(tell_people, store, clock, senders.mailer, voice))
    if failures:
        raise ExceptionGroup("some could not be told", failures)
    return Tally(
        mails=sum(told for told, _ in mails),
        webhooks=sum(told for told, _ in hooks),
        failed=sum(failed for _, failed in [*mails, *hooks, words]),
        words=words[0],
    )
