"""Putting the doors of a zone into its app."""

from fastapi import FastAPI

from app.foundation.signin.api import DoorApi, JoinApi
from app.foundation.signin.door import SignInDesk
from app.foundation.signin.joining import JoinPages
from app.foundation.signin.oidc_web import OidcPages
from app.foundation.signin.passkey_api import PasskeyApi
from app.foundation.signin.ways_api import WaysApi
from app.foundation.signin.ways_web import WaysPages
from app.foundation.signin.web import DoorPages


def install_sign_in(app: FastAPI, desk: SignInDesk) -> None:
    """Let people sign in at `desk`: pages and API for every door; needs install_pages and install_refusals as well."""
    app.state.sign_in = desk
    for door in desk.doors:
        for part in (DoorPages(door), DoorApi(door), PasskeyApi(door), WaysPages(door), WaysApi(door)):
            app.include_router(part.router())
        if door.enrolment is not None:
            app.include_router(JoinPages(door, door.enrolment).router())
            app.include_router(JoinApi(door, door.enrolment).router())
        if door.oidc is not None:
            app.include_router(OidcPages(door, door.oidc).router())
