"""What the people at a provider do about what they are sent; pages and API do it here, the same way."""

from datetime import timedelta

from fastapi import Request

from app.care.channels.outside import Answer, Outside
from app.care.channels.sample import send_sample
from app.care.channels.signatures import new_secret
from app.care.domain.signing_keys import Scheme, new_key_pair
from app.care.reads.provider_deliveries import message_id_of
from app.care.reads.provider_diary import Seat
from app.care.store import addresses, outbox, providers, signing_secrets
from app.care.web.provider.seat import desk_of, note
from app.foundation.refusals import Fault, Invalid, NotFound, OutOfTurn

OVERLAP = timedelta(hours=24)
"""How long an old key goes on counting after a new one was made."""
_SAMPLES = "10/10 minutes"
"""A button that has requests sent must not become a hammer, nor a way to look around in networks."""


def checked(request: Request, address: str) -> str:
    """The address without blanks around it. Raises Invalid for one that may not be sent to."""
    address = address.strip()
    if address:
        with Outside(loopback=desk_of(request).demo) as outside:
            outside.check(address)
    return address


def save_address(request: Request, seat: Seat, address: str) -> None:
    """Send messages there from now on, whatever became of those before; to nowhere, if it is empty."""
    desk = desk_of(request)
    with desk.store.write() as db:
        provider = providers.provider(db, seat.provider_id)
        if (address or None) != provider.webhook_url:
            addresses.switch_on(db, seat.provider_id)
            outbox.make_due(db, seat.provider_id, now=desk.clock())
        provider.webhook_url = address or None
        note(db, desk, seat, "changed.address", {})


def make_key(request: Request, seat: Seat, direction: str, scheme: Scheme) -> str:
    """A new key, of which those before it are ended in a day. Raises Invalid: a key pair is only ours to sign with."""
    desk = desk_of(request)
    if scheme is Scheme.ED25519 and direction != signing_secrets.OUT:
        message = "Only what we send can be signed with a key pair."
        raise Invalid(message, faults=[Fault(message, column="scheme")])
    key = new_key_pair() if scheme is Scheme.ED25519 else new_secret()
    with desk.store.write() as db:
        signing_secrets.rotate(db, seat.provider_id, direction, key, overlap=OVERLAP, now=desk.clock())
        note(db, desk, seat, "rotated.secret", {"direction": direction, "scheme": scheme.value})
    return key


def end_older_keys(request: Request, seat: Seat, direction: str) -> int:
    """End at once what was replaced and still counts; how many keys those were."""
    desk = desk_of(request)
    with desk.store.write() as db:
        ended = signing_secrets.end_older(db, seat.provider_id, direction, now=desk.clock())
        note(db, desk, seat, "ended.secrets", {"direction": direction, "count": str(ended)})
    return ended


def switch_on(request: Request, seat: Seat) -> None:
    """Send again after the address was switched off. Where it was not, that changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        addresses.switch_on(db, seat.provider_id)
        outbox.make_due(db, seat.provider_id, now=desk.clock())
        note(db, desk, seat, "switched.on", {})


def try_out(request: Request, seat: Seat) -> Answer:
    """Send a message that says nothing, at once, outside any transaction. Raises TooMany; OutOfTurn ("no-address")."""
    desk = desk_of(request)
    desk.limits.spend("webhook test", seat.provider_id, _SAMPLES)
    with desk.store.write() as db:
        note(db, desk, seat, "tried.address", {})
        if not providers.provider(db, seat.provider_id).webhook_url:
            raise OutOfTurn("There is no address to send to yet.", code="no-address")
    with Outside(loopback=desk.demo) as outside:
        return send_sample(desk.store, desk.clock, outside, seat.provider_id)


def send_again(request: Request, seat: Seat, name: str) -> None:
    """Send a message that was given up once more. Raises NotFound for another's, and for one that is not given up."""
    desk = desk_of(request)
    with desk.store.write() as db:
        if not outbox.revive(db, message_id_of(seat, name), seat.provider_id, now=desk.clock()):
            raise NotFound("There is no such message, or it is still being sent.")
        note(db, desk, seat, "resent.message", {"message": name})


def send_all_again(request: Request, seat: Seat) -> int:
    """The same for all that were given up; how many."""
    desk = desk_of(request)
    with desk.store.write() as db:
        count = outbox.revive_all(db, seat.provider_id, now=desk.clock())
        note(db, desk, seat, "resent.all", {"count": str(count)})
    return count
