"""The care desk as one web application: both doors, the pages behind them, the API, webhooks and calendar."""

from fastapi import FastAPI

from app.care.desk import CareDesk
from app.care.web import api, calendar, mail, officer, provider, quick, webhooks, welfare
from app.care.web.doors import OFFICER, PROVIDER, WELFARE, sign_in_desk
from app.care.web.fhir.app import put_fhir
from app.care.web.outbound import describe_outbound
from app.foundation.description import DescribedApi
from app.foundation.pages import MenuEntry, Pages, Shell, install_pages
from app.foundation.problem_json import install_refusals
from app.foundation.routes import take_in
from app.foundation.signin.install import install_sign_in
from app.foundation.signin.oidc_issuer import OidcIssuer

OFFICER_MENU = (
    MenuEntry("Plan", "/", "home"),
    MenuEntry("Times", "/choose", "calendar"),
    MenuEntry("History", "/history", "list"),
    MenuEntry("Settings", "/preferences", "settings"),
)


def build_care_app(desk: CareDesk, *, oidc: OidcIssuer | None = None) -> FastAPI:
    """Put the care desk together over `desk`. Nothing is started here: no job, no thread, no connection."""
    app = DescribedApi(title=f"{desk.product} API")
    app.state.desk = desk
    shell = Shell(
        product=desk.product,
        menus={OFFICER: OFFICER_MENU, PROVIDER: provider.MENU, WELFARE: welfare.MENU},
        quick_exit=desk.quick_exit,
        help_now=lambda: desk.help_board.notice(desk.store, now=desk.clock()).lines,
        at_work={"/provider": provider.FOOTNOTE, "/welfare": welfare.FOOTNOTE},
    )
    templates = (officer.TEMPLATES, provider.TEMPLATES, welfare.TEMPLATES)
    install_pages(app, Pages(*templates, shell=shell, time_zone=desk.zone.key))
    install_refusals(app)
    install_sign_in(app, sign_in_desk(desk, oidc=oidc))
    for room in (officer, api, provider, welfare):
        take_in(app, room.routers())
    take_in(app, (webhooks.router, calendar.router, mail.router, quick.router))
    describe_outbound(app)
    put_fhir(app)
    return app
