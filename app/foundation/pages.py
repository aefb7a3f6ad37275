"""The page shell: templates, static files and the answers that browsers get.

How a zone uses it:

    shell = Shell(menus={"officer": (MenuEntry("Home", "/", "home"),)})
    install_pages(app, Pages(Path(__file__).parent / "templates", shell=shell))     # once, in putting the app together
    return render(request, "officer/home.html", course=course)                       # in an endpoint
    return render(request, "officer/refer.html", status=422, faults=refusal.faults, typed=form)
    return see_other("/appointments", say="You are booked.", tone="good")            # after every successful POST

Every template starts with `{% extends "base.html" %}` and fills the blocks `title` and `main` (if wanted
`body_class`: "narrow" for a single column). Each page has one `<div class="page-head"><h1>`. Always there: `ui`
(macros, listed at the top of templates/ui.html), `icon("name")` (names in templates/icons.html),
`static("relief.css")`, `help_links`, `who` (Who or None), `form_token`, `shell`, `here` (the path), `home`.
Filters: `day` (Thursday 10 December), `short_day` (Thu 10 Dec), `full_day`
(Thursday 10 December 2026), `clock` (14:00), `moment` (Thursday 10 December, 14:00): aware UTC
in, the force's wall clock out. Undefined names are errors: pass everything. Each POST form holds `{{
ui.token(form_token) }}`. Layout classes: page-head lede eyebrow stack grid row spread actions rows list big
quiet-text (see static/relief.css). No inline script or style: the policy forbids them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.foundation import manifest
from app.foundation.compiled_templates import COMPILED
from app.foundation.flash import put_flash, take_flashes
from app.foundation.page_headers import PageHeaders
from app.foundation.routes import take_in
from app.foundation.static_files import STATIC_DIR, VersionedStatic, static_url

TEMPLATES_DIR = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One place in the menu: its label, where it leads and the name of its icon."""

    label: str
    href: str
    icon: str


class HelpLink(Protocol):
    """Somebody who answers now: when they are wanted, what the link says and where it leads."""

    @property
    def when(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def href(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page. `product` is deliberately neutral: it shows in tabs and histories."""

    product: str = "Relief"
    menus: Mapping[str, Sequence[MenuEntry]] = field(default_factory=dict)
    """By audience, at most five entries: on a phone they stand at the foot of the screen."""
    quick_exit: str | None = None
    """An innocent address for the "Leave quickly" link; None leaves the link out."""
    footnote: str = ""
    help_now: Callable[[], Sequence[HelpLink]] = tuple
    """Whom anybody on these pages can call at once, asked for each page: at the foot of all, and first on some."""
    at_work: Mapping[str, str] = field(default_factory=dict)
    """Paths under which people at work look, each with its own footnote: they need no quick way out, also from an
    error page or before they have signed in."""

    def workplace(self, path: str) -> str | None:
        """The path of `at_work` that `path` lies under, if any."""
        return next((base for base in self.at_work if path == base or path.startswith(f"{base}/")), None)


class Pages:
    """Renders templates from the zone's folders first, then the foundation's; undefined names are errors."""

    def __init__(self, *template_dirs: Path, shell: Shell | None = None, time_zone: str = "Europe/London") -> None:
        self.shell = shell or Shell()
        self.env = Environment(
            loader=FileSystemLoader([*template_dirs, TEMPLATES_DIR]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=COMPILED,
        )
        zone = ZoneInfo(time_zone)
        self.env.filters.update(
            day=partial(_day, zone),
            clock=partial(_clock, zone),
            moment=partial(_moment, zone),
            short_day=partial(_short, zone),
            full_day=partial(_full, zone),
        )
        self.env.globals.update(static=static_url, shell=self.shell)
        self.env.globals["icon"] = _macros(self.env, "icons.html").icon
        self.env.globals["ui"] = _macros(self.env, "ui.html")

    def text(self, request: Request, name: str, **context: Any) -> str:
        """The page as text, with what every page knows added."""
        who = getattr(request.state, "who", None)
        door = getattr(request.state, "door", None)
        audience = who.audience if who else ""
        work = self.shell.workplace(request.url.path)
        around = {
            "who": who,
            "form_token": who.form_token if who else "",
            "here": request.url.path,
            "menu": tuple(self.shell.menus.get(audience, ())),
            "home": door.home if door else work or "/",
            "exit": None if work else self.shell.quick_exit,
            "footnote": self.shell.at_work[work] if work else self.shell.footnote,
            "help_links": () if work else tuple(self.shell.help_now()),
            "ways": door.ways_path if door else "",
            "sign_out": door.sign_out_path if door else "/sign-out",
            "flashes": take_flashes(request),
        }
        return self.env.get_template(name).render(**{**around, **context})


def install_pages(app: FastAPI, pages: Pages) -> None:
    """Give `app` its templates, its static files and the headers that keep pages safe and out of caches."""
    app.state.pages = pages
    app.mount("/static/htmx", VersionedStatic(packages=[("js_lib_htmx", "static/htmx")]), name="htmx")
    app.mount("/static", VersionedStatic(directory=STATIC_DIR), name="static")
    take_in(app, [manifest.router])
    app.add_middleware(PageHeaders)


def render(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The answer that shows template `name`. Flash messages are shown once and forgotten."""
    pages: Pages = request.app.state.pages
    answer = HTMLResponse(pages.text(request, name, **context), status_code=status)
    put_flash(answer, None, present=request)
    return answer


def see_other(href: str, *, say: str | None = None, tone: str = "good") -> RedirectResponse:
    """303 to `href` (a path of ours) after a POST, with a message for the next page. Tones: good, note, bad."""
    answer = RedirectResponse(href, status_code=303)
    if say is not None:
        put_flash(answer, (tone, say))
    return answer


def _macros(env: Environment, name: str) -> Any:
    return env.get_template(name).module


def _wall(zone: ZoneInfo, at: datetime | date) -> datetime | date:
    return at.astimezone(zone) if isinstance(at, datetime) else at


def _day(zone: ZoneInfo, at: datetime | date) -> str:
    wall = _wall(zone, at)
    return f"{wall:%A} {wall.day} {wall:%B}"


def _short(zone: ZoneInfo, at: datetime | date) -> str:
    wall = _wall(zone, at)
    return f"{wall:%a} {wall.day} {wall:%b}"


def _full(zone: ZoneInfo, at: datetime | date) -> str:
    return f"{_day(zone, at)} {_wall(zone, at).year}"


def _clock(zone: ZoneInfo, at: datetime) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _moment(zone: ZoneInfo, at: datetime) -> str:
    return f"{_day(zone, at)}, {_clock(zone, at)}"
