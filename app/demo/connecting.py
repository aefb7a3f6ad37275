"""Connects a provider of the loaded demo with a made-up system of its own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.care.channels.signatures import new_secret
from app.care.domain.signing_keys import new_key_pair, public_key
from app.care.store import addresses, providers, signing_secrets
from app.foundation.database import Database
from app.foundation.refusals import NotFound, OutOfTurn
from app.settings import CareSettings


@dataclass(frozen=True, slots=True)
class Connected:
    """What the provider's system needs to know."""

    desk: str
    hears_with: tuple[str, ...] = field(repr=False)
    speaks_with: str = field(repr=False)


def connected(store: Database, settings: CareSettings, name: str, port: int, *, now: datetime) -> Connected:
    """Agree on new keys with the provider of this name, and send its messages to the port.

    Raises OutOfTurn where no demo is loaded (keys of real providers are nobody's toy), NotFound for another name.
    """
    if not (settings.data / "loaded").exists():
        raise OutOfTurn(f"There is no demo in {settings.data}. Run the demo once, then connect.", code="no-demo")
    ours, theirs, pair = new_secret(), new_secret(), new_key_pair()
    with store.write() as db:
        provider = providers.by_name(db, name)
        if provider is None:
            raise NotFound(f"There is no provider {name!r} in this demo.")
        provider.webhook_url = f"http://127.0.0.1:{port}/hook"
        addresses.switch_on(db, provider.id)
        for direction, key in ((signing_secrets.OUT, ours), (signing_secrets.OUT, pair), (signing_secrets.IN, theirs)):
            signing_secrets.rotate(db, provider.id, direction, key, overlap=timedelta(0), now=now)
        desk = f"{settings.care_address}/webhooks/{provider.id}"
    return Connected(desk, (ours, public_key(pair)), theirs)
