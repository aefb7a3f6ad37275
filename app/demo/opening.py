"""Opens the providers' own systems on loopback, with secrets agreed both ways."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date

from app.care.channels.signatures import new_secret
from app.care.store.tables.providers import Provider
from app.demo.practice import Practice, listening
from app.demo.stage import Stage
from app.demo.supply import add_secret, stock


def open_practices(one: Stage, ends: ExitStack, first_on: date, *, weeks: int, seed: int) -> Sequence[Practice]:
    """Stock an empty care store with providers and let each one's system listen until `ends` closes."""
    desk, now = one.care.desk, one.clock()
    with desk.store.write() as db:
        made = [provider.id for provider in stock(db, desk.zone, first_on, weeks=weeks, seed=seed, now=now)]
    practices = []
    for provider_id in made:
        practice = Practice(provider_id, heard_with=new_secret(), speaks_with=new_secret(), clock=one.clock)
        address = ends.enter_context(listening(practice))
        with desk.store.write() as db:
            provider = db.get_one(Provider, provider_id)
            provider.webhook_url = address
            add_secret(db, provider, "out", practice.heard_with, now=now)
            add_secret(db, provider, "in", practice.speaks_with, now=now)
        practices.append(practice)
    return practices
