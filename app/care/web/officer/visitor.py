"""What every page and endpoint for officers is given: who asks, the desk, and the typed form."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from app.care.desk import CareDesk
from app.care.web.officer import wording
from app.foundation.pages import render
from app.foundation.refusals import NotFound
from app.foundation.signin.who import Who, require

_DIGITS = 3
CHANGED_SINCE = "That has changed since. Here is how it stands."
"""For a page that has grown old: said on the page that shows what is true now."""
Officer = Annotated[Who, Depends(require("officer"))]


async def typed_form(request: Request) -> FormData:
    """The form as it was sent; empty if the request carries none."""
    return await request.form()


Typed = Annotated[FormData, Depends(typed_form)]


def desk_of(request: Request) -> CareDesk:
    """The care desk that answers this request."""
    desk: CareDesk = request.app.state.desk
    return desk


def in_plan(typed: str) -> int:
    """A number of the plan as it stands in an address. Raises NotFound for what is no number: no page is there."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _DIGITS and int(typed)):
        raise NotFound("There is no such number in your plan.")
    return int(typed)


def _in_path(number: str) -> int:
    return in_plan(number)


Number = Annotated[int, Depends(_in_path)]


def text_of(form: FormData, name: str, *, longest: int = 200) -> str:
    """One field as trimmed text, cut where no honest form goes on; a file counts as nothing."""
    value = form.get(name, "")
    return value.strip()[:longest] if isinstance(value, str) else ""


def texts_of(form: FormData, name: str, *, most: int = 50) -> list[str]:
    """All values of one field as text."""
    return [value for value in form.getlist(name)[:most] if isinstance(value, str)]


def show(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page for officers: with our wording, the time, and whom to call at once."""
    desk = desk_of(request)
    notice = desk.help_board.notice(desk.store, now=desk.clock())
    around = {
        "say": wording,
        "now": desk.clock(),
        "zone": desk.zone,
        "help_lines": notice.lines,
        "help_words": notice.words,
        "human_route": notice.human_route,
        "human_number": notice.human_number,
        "faults": (),
    }
    return render(request, f"officer/{name}", status=status, **{**around, **context})
