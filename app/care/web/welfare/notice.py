"""Where a welfare lead writes whom officers can call at once: looked at first, published then, or put back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData
from starlette.responses import Response

from app.care.desk import CareDesk
from app.care.domain.help_notice import MOST_LINES, HelpLine, HelpNotice
from app.care.services.help_notice import version_of, write_notice
from app.care.store.notices import newest_notices
from app.care.web.welfare.notice_form import read_notice
from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import Who, require
from app.foundation.versions import VersionChanged

router = APIRouter(include_in_schema=False)
Lead = Annotated[Who, Depends(require("welfare"))]
_SHOWN = 10
_NO_LINE = HelpLine("", "", "")
_CHANGED = Fault(
    "Somebody else has written here meanwhile. What stands now is shown on the right; yours is kept below."
)


async def _typed_form(request: Request) -> FormData:
    return await request.form()


Typed = Annotated[FormData, Depends(_typed_form)]


@router.get("/welfare")
def notice_page(request: Request, _who: Lead) -> HTMLResponse:
    """What stands, the form to change it, and when it was changed."""
    return _page(request, None)


@router.post("/welfare", response_model=None)
def write(request: Request, who: Lead, form: Typed) -> Response:
    """Show what it would look like; publish it once that has been seen."""
    desk, typed = _desk(request), read_notice(form)
    try:
        typed.refuse_faulty()
        if form.get("then") != "publish":
            return _page(request, typed, is_preview=True)
        with desk.store.write() as db:
            write_notice(db, who.subject_id, typed, str(form.get("version", "")), now=desk.clock())
    except VersionChanged as refused:
        return _page(request, typed, status=refused.status, faults=(_CHANGED,))
    except Invalid as refused:
        return _page(request, typed, status=refused.status, faults=refused.faults)
    desk.help_board.read_again()
    return see_other("/welfare", say="Published. Every page shows it from now on.")


@router.post("/welfare/reset", response_model=None)
def reset(request: Request, who: Lead, form: Typed) -> Response:
    """Put back what the service came with."""
    desk = _desk(request)
    try:
        with desk.store.write() as db:
            write_notice(db, who.subject_id, desk.help_board.first, str(form.get("version", "")), now=desk.clock())
    except VersionChanged as refused:
        return _page(request, None, status=refused.status, faults=(_CHANGED,))
    desk.help_board.read_again()
    return see_other("/welfare", say="Put back as it came.", tone="note")


def _page(
    request: Request,
    typed: HelpNotice | None,
    *,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    is_preview: bool = False,
) -> HTMLResponse:
    desk = _desk(request)
    first = desk.help_board.first
    with desk.store.read() as db:
        versions = newest_notices(db, most=_SHOWN)
    standing = HelpNotice.from_json(versions[0].notice) if versions else first
    shown = typed or standing
    slots = [*shown.lines, *[_NO_LINE] * MOST_LINES][:MOST_LINES]
    return render(
        request, "welfare/notice.html", status=status, faults=faults, standing=standing, shown=shown, slots=slots,
        version=version_of(versions[0].number if versions else 0), written=[one.written_at for one in versions],
        is_preview=is_preview, is_default=standing == first,
    )  # fmt: skip


def _desk(request: Request) -> CareDesk:
    desk: CareDesk = request.app.state.desk
    return desk
