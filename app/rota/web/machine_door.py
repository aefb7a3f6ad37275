"""Who calls the API: somebody of HR who is signed in, or another program with a token of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from app.foundation.description import SIGN_IN
from app.foundation.idempotency import Asked, asked_once
from app.foundation.program_tokens import TOKEN_STARTS
from app.foundation.refusals import Forbidden, NotSignedIn
from app.foundation.signin.sign_ins import bearer_token
from app.foundation.signin.who import Who, refuse_forged, signed_in
from app.rota.domain.machine import SCOPES, acting_as
from app.rota.store.machine_tokens import live_token, note_use
from app.rota.store.tables.machines import MachineToken
from app.rota.web.doors import desk_of

MACHINE_TOKEN = HTTPBearer(
    scheme_name="machineToken",
    description="The token of another program, made under Connections on the HR desk and shown there once.",
    auto_error=False,
)
_A_MACHINE, _A_STRANGER = "600/minute", "30/minute"
_NOTE_USE_EVERY = timedelta(minutes=1)
_PEOPLE_ONLY = "people"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the records will name them, and what they may do; None: everything."""

    by: str
    scopes: frozenset[str] | None = None


@cache
def caller(scope: str = "") -> Callable[[Request, Caller], Awaitable[Caller]]:
    """A dependency that lets in people of HR, and programs that may `scope` (empty: any program, to look)."""

    def somebody(
        request: Request,
        _person: Annotated[object, Depends(SIGN_IN)],
        _machine: Annotated[object, Depends(MACHINE_TOKEN)],
    ) -> Caller:
        token = bearer_token(request)
        if token is None or not token.startswith(TOKEN_STARTS):
            return Caller(signed_in(request, "hr").subject_id)
        found = _machine_of(request, token)
        if scope and scope not in found.scopes:
            may = SCOPES.get(scope, "do what only people do")
            raise Forbidden(f"The token {found.name} may not {may}.", code="scope-missing")
        by = acting_as(found.name)
        request.state.who = Who("machine", by, "")
        return Caller(by, frozenset(found.scopes))

    async def known(request: Request, found: Annotated[Caller, Depends(somebody)]) -> Caller:
        # A token is never sent by itself, so only a browser's cookie can be misused from another site.
        await refuse_forged(request, request.state.who)
        return found

    return known


def _machine_of(request: Request, token: str) -> MachineToken:
    desk = desk_of(request)
    now = desk.clock()
    with desk.store.read() as db:
        found = live_token(db, token, now=now)
    if found is None:
        desk.limits.spend("unknown machine", request.client.host if request.client else "", _A_STRANGER)
        raise NotSignedIn("This token is not known, or it has ended.")
    desk.limits.spend("machine", found.id, _A_MACHINE)
    if found.last_used_at is None or now - found.last_used_at >= _NOTE_USE_EVERY:
        with desk.store.write() as db:
            note_use(db, found.id, now=now)
    return found


Looker = Annotated[Caller, Depends(caller())]
Sender = Annotated[Caller, Depends(caller("upload"))]
Publisher = Annotated[Caller, Depends(caller("publish"))]
Person = Annotated[Caller, Depends(caller(_PEOPLE_ONLY))]


async def _asked(request: Request, _who: Looker) -> Asked | None:
    """The Idempotency-Key where one was sent."""
    return await asked_once(request) if "idempotency-key" in request.headers else None


MaybeAsked = Annotated[Asked | None, Depends(_asked)]
