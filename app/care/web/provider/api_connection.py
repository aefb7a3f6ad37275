"""The providers' API: where their system is reached, how that fares, what is signed with, and trying it out."""

from fastapi import APIRouter, Request

from app.care.domain.signing_keys import Scheme, public_key
from app.care.reads.provider_deliveries import Connection, connection
from app.care.web.provider import sending
from app.care.web.provider.api_sending_shapes import (
    ConnectionOut,
    EndedOut,
    KeyRow,
    NewAddress,
    NewSecret,
    OlderSecrets,
    SampleOut,
    SecretOut,
    SendingOut,
)
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all
from app.foundation.description import refused

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])


@router.get("/connection")
def connection_now(request: Request, who: ProviderWho) -> ConnectionOut:
    """Where messages go and come from, and how sending fares. 404 for those who see one caseload only."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "connection")
    with desk.store.read() as db:
        found = connection(db, seat, now=desk.clock())
    return _shown(found, f"{desk.base_url}/webhooks/{seat.provider_id}")


@router.put("/connection/address")
def set_address(request: Request, who: ProviderWho, wanted: NewAddress) -> ConnectionOut:
    """Send messages there from now on; to nowhere, if it is empty. The same again changes nothing."""
    address = sending.checked(request, wanted.address)
    sending.save_address(request, look_at_all(request, who, "connection"), address)
    return connection_now(request, who)


@router.post("/connection/test", responses=refused(409, 429))
def try_out(request: Request, who: ProviderWho) -> SampleOut:
    """Send a `webhook.test` at once, and tell what came back. Whatever waited for the next try is due if it was taken.

    409 without an address. It is sent once, so it takes no Idempotency-Key.
    """
    answer = sending.try_out(request, look_at_all(request, who, "connection"))
    return SampleOut(taken=answer.good, status=answer.status, answer=answer.text)


@router.post("/connection/on")
def switch_on(request: Request, who: ProviderWho) -> ConnectionOut:
    """Send again after the address was switched off. The same again changes nothing."""
    sending.switch_on(request, look_at_all(request, who, "connection"))
    return connection_now(request, who)


@router.post("/connection/secrets", status_code=201)
def rotate(request: Request, who: ProviderWho, wanted: NewSecret) -> SecretOut:
    """Make a new key. A secret is answered this once and kept where nobody can read it, so it takes no Idempotency-Key.

    Those of its kind before it count for a day longer. With `scheme` v1a (only for what we send) a key pair is made:
    the private half stays with us, the public half is answered, and stands in the connection for good.
    """
    scheme = Scheme(wanted.scheme)
    key = sending.make_key(request, look_at_all(request, who, "connection"), wanted.direction, scheme)
    shown = public_key(key) if scheme is Scheme.ED25519 else key
    return SecretOut(direction=wanted.direction, scheme=wanted.scheme, secret=shown)


@router.post("/connection/secrets/end-older")
def end_older(request: Request, who: ProviderWho, wanted: OlderSecrets) -> EndedOut:
    """End at once what was replaced and still counts, as after a leak. The same again changes nothing."""
    ended = sending.end_older_keys(request, look_at_all(request, who, "connection"), wanted.direction)
    return EndedOut(ended=ended)


def _shown(found: Connection, receives_at: str) -> ConnectionOut:
    sent = found.sending
    return ConnectionOut(
        address=found.url,
        receives_at=receives_at,
        signed_by_us_since=list(found.since("out")),
        signed_by_them_since=list(found.since("in")),
        keys=[
            KeyRow(
                direction="out" if key.direction == "out" else "in",
                scheme=key.scheme.value,
                since=key.since_at,
                until=key.until_at,
                public_key=key.public,
            )
            for key in found.keys
        ],
        sending=SendingOut.model_validate(
            {
                "state": sent.state,
                "failures": sent.failures,
                "since": sent.since_at,
                "next_try_at": sent.next_try_at,
                "why": sent.why,
                "waiting": sent.waiting,
                "given_up": sent.given_up,
                "delivered": sent.delivered,
            }
        ),
    )
