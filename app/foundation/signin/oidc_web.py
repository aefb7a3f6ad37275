"""The two addresses of signing in with an OpenID Connect issuer: out to it, and back from it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.foundation.refusals import Forbidden, Unavailable
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.letting_in import begin_anew
from app.foundation.signin.oidc import IssuerClient, OidcFailed
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.foundation.signin.oidc_trip import Trip, keep_trip, take_trip
from app.foundation.signin.sign_ins import drop_cookie
from app.foundation.signin.way_back import safe_next
from app.foundation.signin.web import welcome

_SUFFIX = "_o"
_NOT_OPEN = "Signing in this way did not work. Try again, or ask for a code by email instead."


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
        return router

    def leave(self, request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
        """On to the issuer. A plain link, never a form: the page policy lets forms go nowhere but to us."""
        desk = sign_in_desk(request)
        trip = Trip.fresh(safe_next(self.door, wanted), now=desk.clock())
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
        with desk.store.write() as db:
            subject_id = self.issuer.find_person(db, person)
            if subject_id is None:
                raise Forbidden(_NOT_OPEN, code="oidc-failed")
            begun = begin_anew(request, db, self.door, subject_id)
        answer = welcome(request, self.door, begun, trip.wanted)
        drop_cookie(answer, desk, self.door, _SUFFIX)
        return answer
