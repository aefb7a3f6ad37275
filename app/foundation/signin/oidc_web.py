"""Signing in with an OpenID Connect issuer: out to it, and back from it; and connecting it to oneself beforehand."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from app.foundation.pages import see_other
from app.foundation.refusals import Forbidden, Unavailable
from app.foundation.sealing import digest
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.letting_in import begin_anew
from app.foundation.signin.oidc import IssuerClient, OidcFailed
from app.foundation.signin.oidc_issuer import OidcIssuer, OidcLinks, OidcPerson
from app.foundation.signin.oidc_trip import Trip, keep_trip, take_trip
from app.foundation.signin.sign_ins import drop_cookie
from app.foundation.signin.way_back import safe_next
from app.foundation.signin.web import welcome
from app.foundation.signin.who import Who, require, signed_in

_SUFFIX = "_o"
_NOT_OPEN = "Signing in this way did not work. Try again, or ask for a code by email instead."
_FIRST = f"{_NOT_OPEN} Once you are in, you can connect it under Settings, Signing in."


class OidcPages:
    """GET .../sign-in/oidc leads to the issuer, GET .../sign-in/oidc/back lets in whom it vouches for."""

    def __init__(self, door: Door, issuer: OidcIssuer) -> None:
        self.door = door
        self.issuer = issuer
        self.client = IssuerClient(issuer, f"{issuer.our_url}{door.sign_in_path}/oidc/back")

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(include_in_schema=False)
        path = f"{self.door.sign_in_path}/oidc"
        router.add_api_route(path, self.leave, methods=["GET"], response_model=None)
        router.add_api_route(f"{path}/back", self.come_back, methods=["GET"], response_model=None)
        if self.issuer.links is not None:
            self._add_connecting(router, self.issuer.links)
        return router

    def leave(self, request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
        """On to the issuer. A plain link, never a form: the page policy lets forms go nowhere but to us."""
        return self._out(request, Trip.fresh(safe_next(self.door, wanted), now=sign_in_desk(request).clock()))

    def _out(self, request: Request, trip: Trip) -> Response:
        desk = sign_in_desk(request)
        try:
            address = self.client.way_out(trip)
        except OidcFailed as failed:
            raise Unavailable(_NOT_OPEN) from failed
        answer = RedirectResponse(address, status_code=303)
        keep_trip(answer, desk.cookie(self.door, _SUFFIX), trip, secure=desk.secure)
        return answer

    def come_back(self, request: Request, code: str = "", state: str = "") -> Response:
        """Check what the issuer says, then sign in. Whatever fails, the outside hears one sentence."""
        desk = sign_in_desk(request)
        now = desk.clock()
        trip = take_trip(request, desk.cookie(self.door, _SUFFIX), now=now)
        if trip is None or not code or not trip.is_state(state):
            raise Forbidden(_NOT_OPEN, code="oidc-failed")
        try:
            person = self.client.person(code, trip, now=now)
        except OidcFailed as failed:
            raise Forbidden(_NOT_OPEN, code="oidc-failed") from failed
        answer = self._connect(request, trip, person) if trip.whose else self._let_in(request, trip, person)
        drop_cookie(answer, desk, self.door, _SUFFIX)
        return answer

    def _let_in(self, request: Request, trip: Trip, person: OidcPerson) -> Response:
        with sign_in_desk(request).store.write() as db:
            subject_id = self.issuer.find_person(db, person)
            if subject_id is None:
                raise Forbidden(_NOT_OPEN if self.issuer.links is None else _FIRST, code="oidc-failed")
            begun = begin_anew(request, db, self.door, subject_id)
        return welcome(request, self.door, begun, trip.wanted)

    def _connect(self, request: Request, trip: Trip, person: OidcPerson) -> Response:
        """Remember that this person of the issuer is the one who left for it, if they are still the one signed in."""
        who, desk = signed_in(request, self.door.audience), sign_in_desk(request)
        if self.issuer.links is None or who.subject_id != trip.whose:
            raise Forbidden("Somebody else is signed in here by now. Nothing was connected.", code="oidc-failed")
        with desk.store.write() as db:
            self.issuer.links.keep(db, who.subject_id, person, desk.clock())
        return see_other(self.door.ways_path, say="Connected. From now on you can sign in that way as well.")

    def _add_connecting(self, router: APIRouter, links: OidcLinks) -> None:
        door, somebody = self.door, Depends(require(self.door.audience))

        def connect(request: Request, who: Annotated[Who, somebody], of: str = "") -> Response:
            if not hmac.compare_digest(of.encode(), own_mark(who).encode()):
                raise Forbidden("This page had grown old. Open it again and try once more.", code="form-token")
            now = sign_in_desk(request).clock()
            return self._out(request, Trip.fresh(door.ways_path, now=now, whose=who.subject_id))

        def disconnect(request: Request, who: Annotated[Who, somebody]) -> Response:
            with sign_in_desk(request).store.write() as db:
                links.drop(db, who.subject_id)
            return see_other(door.ways_path, say="No longer connected.", tone="note")

        path = f"{door.ways_path}/oidc"
        router.add_api_route(path, connect, methods=["GET"], response_model=None)
        router.add_api_route(f"{path}/remove", disconnect, methods=["POST"], response_model=None)


def own_mark(who: Who) -> str:
    """What a link of our own page carries, for a form may not lead to another site.

    Without it another site could have somebody connect a stranger's account to themselves. It opens nothing else.
    """
    return digest(f"oidc:{who.form_token}")[:20]
