"""Who asks over FHIR, and how they want to be answered: a provider's program with a token, or an officer signed in."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import ValidationError

from app.care.domain.looker import Looker
from app.care.domain.program import SCOPES, Scope, acting_as
from app.care.reads.provider_diary import Seat
from app.care.services.providers_own import ProviderSide
from app.care.store import program_tokens, providers
from app.care.store.tables.programs import ProgramToken
from app.care.web.fhir.addresses import desk_of
from app.care.web.fhir.elements import Element
from app.care.web.fhir.refusing import FHIR_JSON, NotAcceptable, NotSupported, UnreadableKind
from app.care.web.fhir.resources import Resource
from app.foundation.program_tokens import TOKEN_STARTS
from app.foundation.refusals import Fault, Forbidden, Invalid, NotSignedIn, TooLarge
from app.foundation.signin.sign_ins import bearer_token
from app.foundation.signin.who import Who, refuse_forged, signed_in

LARGEST_BODY = 1 << 20
_JSON = (FHIR_JSON, "application/json", "text/json")
_FORMATS = frozenset({"json", "application/json", FHIR_JSON, "text/json"})
_RELEASE = re.compile(r"fhirVersion=\"?([\w.]+)", re.IGNORECASE)
_A_PROGRAM, _A_STRANGER = "600/minute", "30/minute"
_NOTE_USE_EVERY = timedelta(minutes=1)
Shape = TypeVar("Shape", bound=Element)


@dataclass(frozen=True, slots=True)
class Program:
    """A provider's program: as whom it sees, and what it may do."""

    token_id: str
    name: str
    scopes: frozenset[str]
    seat: Seat

    @property
    def by(self) -> str:
        """How the records name it."""
        return acting_as(self.name)

    @property
    def side(self) -> ProviderSide:
        """The same as one that acts."""
        return ProviderSide(self.seat.provider_id, self.seat.key)

    @property
    def looker(self) -> Looker:
        """The same as one that looks at officers' records."""
        return Looker(self.token_id, self.seat.provider_id, None)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer who is signed in, for themselves only."""

    officer_id: str


Asker = Program | Officer


def _somebody(request: Request) -> Asker:
    token = bearer_token(request)
    if token is not None and token.startswith(TOKEN_STARTS):
        return _program_of(request, token)
    return Officer(signed_in(request, "officer").subject_id)


async def asker(request: Request, found: Annotated[Asker, Depends(_somebody)]) -> Asker:
    """The dependency that says who asks. Raises NotSignedIn; Forbidden for what another site made a browser send."""
    refuse_other_formats(request)
    if isinstance(found, Officer):
        await refuse_forged(request, request.state.who)
    return found


Anybody = Annotated[Asker, Depends(asker)]


@cache
def program(scope: Scope) -> Callable[[Asker], Awaitable[Program]]:
    """A dependency that lets in programs that may `scope`."""

    async def known(found: Anybody) -> Program:
        return refuse_unless(found, scope)

    return known


def refuse_unless(found: Asker, scope: Scope) -> Program:
    """The program, if it may `scope`. Raises Forbidden ("scope-missing")."""
    if not isinstance(found, Program):
        raise Forbidden("This is for programs of providers.", code="scope-missing")
    if scope not in found.scopes:
        raise Forbidden(f"The token {found.name} may not {SCOPES[scope]}.", code="scope-missing")
    return found


async def _officer(found: Anybody) -> Officer:
    if not isinstance(found, Officer):
        raise Forbidden("This is for officers themselves.", code="scope-missing")
    return found


Reader = Annotated[Program, Depends(program(Scope.READ))]
Planner = Annotated[Program, Depends(program(Scope.HOURS))]
OfficerOnly = Annotated[Officer, Depends(_officer)]


def refuse_other_formats(request: Request) -> None:
    """Raise NotAcceptable for a reader who does not take JSON."""
    wanted = request.query_params.get("_format")
    if wanted is not None and wanted.replace(" ", "+") not in _FORMATS:
        raise NotAcceptable("Only JSON is spoken here: application/fhir+json.")
    accepts = request.headers.get("accept", "*/*")
    if wanted is None and not any(kind in accepts for kind in ("*/*", "application/*", *_JSON)):
        raise NotAcceptable("Only JSON is spoken here: application/fhir+json.")
    if _of_another_release(accepts):
        raise NotAcceptable("Only R4 is spoken here: fhirVersion=4.0.")


def _of_another_release(kind: str) -> bool:
    """Whether a media type asks for another release of FHIR, and not for ours as well."""
    asked = _RELEASE.findall(kind)
    return bool(asked) and "4.0" not in asked


async def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        raise UnreadableKind("Send it as application/fhir+json.")
    if _of_another_release(request.headers["content-type"]):
        raise UnreadableKind("Only R4 is read here: fhirVersion=4.0.")
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > LARGEST_BODY:
            raise TooLarge("More than 1 MiB is not read at once. Send less at a time.")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("What was sent is not JSON that can be read.", code="not-json") from None


Body = Annotated[Any, Depends(_body)]


def read_as(shape: type[Shape], sent: Any) -> Shape:
    """What was sent as one of our models. Raises Invalid with every fault, NotSupported for what may not be ignored."""
    kind = shape.__name__
    if not isinstance(sent, dict) or sent.get("resourceType", kind) != kind:
        raise Invalid(f"Send one resource of type {kind}.", faults=[Fault(f"must be {kind}", column="resourceType")])
    try:
        found = shape.model_validate(sent)
    except (ValidationError, RecursionError) as wrong:
        faults = _faults(kind, wrong) if isinstance(wrong, ValidationError) else ()
        raise Invalid(f"This is no {kind} of FHIR R4 that can be read.", faults=faults) from None
    if isinstance(found, Resource) and (found.implicit_rules or found.modifier_extension):
        raise NotSupported("Rules or modifiers that change what it means are not known here, so it was not taken.")
    return found


def prefers(request: Request, name: str) -> str | None:
    """What the Prefer header says of `name` ("handling", "return"), in small letters; None if nothing."""
    said = ",".join(request.headers.getlist("prefer")).replace(";", ",").split(",")
    pairs = (part.strip().partition("=") for part in said)
    return next((value.strip().strip('"').lower() for key, _, value in pairs if key.strip().lower() == name), None)


def is_strict(request: Request) -> bool:
    """Whether what is not known here is refused and not passed over."""
    return prefers(request, "handling") == "strict"


def _faults(kind: str, wrong: ValidationError) -> list[Fault]:
    return [
        Fault(_words(error["msg"]), column=".".join([kind, *(str(step) for step in error["loc"])]))
        for error in wrong.errors(include_url=False, include_input=False)[:20]
    ]


def _words(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be")


def _program_of(request: Request, token: str) -> Program:
    desk = desk_of(request)
    now = desk.clock()
    with desk.store.read() as db:
        found = program_tokens.live(db, token, now=now)
        provider = None if found is None else providers.provider(db, found.provider_id)
    if found is None or provider is None:
        desk.limits.spend("unknown program", request.client.host if request.client else "", _A_STRANGER)
        raise NotSignedIn("This token is not known, or it has ended.")
    desk.limits.spend("program", found.id, _A_PROGRAM)
    _note_use(request, found)
    seat = Seat(found.id, provider.id, provider.name, provider.pseudonym_key, None)
    request.state.who = Who("program", found.id, "")
    return Program(found.id, found.name, frozenset(found.scopes), seat)


def _note_use(request: Request, found: ProgramToken) -> None:
    desk = desk_of(request)
    now = desk.clock()
    if found.last_used_at is None or now - found.last_used_at >= _NOTE_USE_EVERY:
        with desk.store.write() as db:
            program_tokens.note_use(db, found.id, now=now)
