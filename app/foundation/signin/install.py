"""Putting the doors of a zone into its app."""

from functools import lru_cache
from typing import Protocol

from fastapi import APIRouter, FastAPI

from app.foundation.routes import take_in
from app.foundation.signin.api import DoorApi, JoinApi
from app.foundation.signin.door import Door, SignInDesk
from app.foundation.signin.joining import JoinPages
from app.foundation.signin.oidc_web import OidcPages
from app.foundation.signin.passkey_api import PasskeyApi
from app.foundation.signin.ways_api import WaysApi
from app.foundation.signin.ways_web import WaysPages
from app.foundation.signin.web import DoorPages


class _Part(Protocol):
    def router(self) -> APIRouter: ...


def install_sign_in(app: FastAPI, desk: SignInDesk) -> None:
    """Let people sign in at `desk`: pages and API for every door; needs install_pages and install_refusals as well."""
    app.state.sign_in = desk
    for door in desk.doors:
        take_in(app, _routers(door))


@lru_cache(maxsize=16)
def _routers(door: Door) -> tuple[APIRouter, ...]:
    """Every address of one door; the same door has the same in any app."""
    parts: list[_Part] = [DoorPages(door), DoorApi(door), PasskeyApi(door), WaysPages(door), WaysApi(door)]
    if door.enrolment is not None:
        parts += [JoinPages(door, door.enrolment), JoinApi(door, door.enrolment)]
    if door.oidc is not None:
        parts.append(OidcPages(door, door.oidc))
    return tuple(part.router() for part in parts)
