"""Puts the HR desk together."""

from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.foundation.description import DescribedApi
from app.foundation.pages import MenuEntry, Pages, Shell, install_pages
from app.foundation.problem_json import install_refusals
from app.foundation.routes import take_in
from app.foundation.signin.door import Door, SignInDesk, SignInTables
from app.foundation.signin.install import install_sign_in
from app.foundation.signin.relying_party import RelyingParty
from app.rota.desk import RotaDesk
from app.rota.store.accounts import account_stands, find_account
from app.rota.store.tables.access import Passkey, SignIn, SignInCode
from app.rota.web import (
    api,
    api_profiles,
    api_resumable,
    change_files,
    code_pages,
    feed,
    go_back_pages,
    machine_pages,
    pages,
    pattern_pages,
    profile_pages,
    rule_pages,
    team_pages,
    upload_files,
    upload_pages,
)
from app.rota.web.api_examples import with_examples
from app.rota.web.body_limit import BodyLimit
from app.rota.web.reading_room import ReadingRoom

_ROOM_FOR_THE_FORM = 2**16
_MENU = (
    MenuEntry("Rosters", "/", "calendar"),
    MenuEntry("Send a roster", "/uploads/new", "upload"),
    MenuEntry("Shift codes", "/codes", "list"),
    MenuEntry("Teams", "/teams", "people"),
    MenuEntry("Connections", "/connections", "settings"),
)


def build_rota_app(desk: RotaDesk) -> FastAPI:
    """The HR desk as a web application: pages, API and feed."""
    app = DescribedApi(title=f"{desk.product} rosters", limits_bodies=True, exemplify=with_examples)
    app.state.desk, app.state.reading_room = desk, ReadingRoom(desk)
    shell = Shell(product=desk.product, menus={"hr": _MENU}, footnote="Duty rosters")
    install_pages(app, Pages(Path(__file__).parent / "templates", shell=shell, time_zone=desk.zone.key))
    install_refusals(app)
    install_sign_in(app, _sign_in_desk(desk))
    # Files first: /uploads/template.csv is not the upload called template.csv.
    shown = (pages, change_files, upload_files, upload_pages, profile_pages, go_back_pages, rule_pages, code_pages)
    take_in(app, (part.router for part in shown))
    take_in(app, (part.router for part in (pattern_pages, team_pages, machine_pages, api, api_profiles, feed)))
    take_in(app, (api_resumable.open_router, api_resumable.router))
    app.add_middleware(BodyLimit, most_bytes=desk.most_bytes + _ROOM_FOR_THE_FORM)
    return app


def _sign_in_desk(desk: RotaDesk) -> SignInDesk:
    door = Door(audience="hr", cookie="desk_r", find_subject=_find, stands=account_stands, oidc=desk.oidc)
    return SignInDesk(
        store=desk.store,
        clock=desk.clock,
        tables=SignInTables(sign_in=SignIn, code=SignInCode, passkey=Passkey),
        doors=(door,),
        mailer=desk.mailer,
        limits=desk.limits,
        secure=desk.secure,
        relying_party=RelyingParty.at(desk.address, desk.product),
    )


def _find(db: Session, contact: str) -> str | None:
    return find_account(db, contact)
