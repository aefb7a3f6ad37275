"""Where a welfare lead ticks the hours that few counsellors work; planning leaves them to those who need them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response as AnyResponse

from app.care.desk import CareDesk
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.scarce_setting import ScarceHours
from app.care.domain.what_if import WEEKDAYS
from app.care.services.scarce_hours import scarce_version, write_scarce
from app.care.store.force import policy_of
from app.care.store.scarce_hours import newest_scarce
from app.foundation.description import refused
from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import Who, require
from app.foundation.versions import VersionChanged, if_match

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/welfare/scarce-hours", tags=["welfare"])
Lead = Annotated[Who, Depends(require("welfare"))]
Seen = Annotated[str | None, Depends(if_match)]
HERE = "/welfare/capacity/scarce-hours"
_CHANGED = Fault("Somebody else has changed these hours meanwhile. What stands now is ticked below; look at it again.")


class ScarceHoursBody(BaseModel):
    """Parts of the week by weekday (Monday is 0) and part of the day; an empty list: none are scarce."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"parts": ["4 evening", "5 morning"]}]}
    )

    parts: list[Annotated[str, Field(max_length=20)]] = Field(max_length=21)


async def _typed_form(request: Request) -> FormData:
    return await request.form()


@pages.get(HERE)
def scarce_page(request: Request, _who: Lead) -> HTMLResponse:
    """The week with what is scarce ticked."""
    return _page(request)


@pages.post(HERE, response_model=None)
def write_here(request: Request, who: Lead, form: Annotated[FormData, Depends(_typed_form)]) -> AnyResponse:
    """Plan by these from now on."""
    try:
        _written(request, who, [str(one) for one in form.getlist("parts")], str(form.get("version", "")))
    except VersionChanged as refused_:
        return _page(request, status=refused_.status, faults=(_CHANGED,))
    except Invalid as refused_:
        return _page(request, status=refused_.status, faults=refused_.faults)
    return see_other(HERE, say="Written down. Plans go by it from now on; nothing that is booked moves for it.")


@router.get("")
def scarce(request: Request, answer: Response, _who: Lead) -> ScarceHoursBody:
    """The hours that few counsellors work, with their ETag."""
    return _shown(request, answer)


@router.put("", responses=refused(412, 428))
def write(request: Request, answer: Response, who: Lead, body: ScarceHoursBody, seen: Seen) -> ScarceHoursBody:
    """Plan by these from now on. Needs the ETag of what stands as If-Match; the same again changes nothing."""
    _written(request, who, body.parts, seen)
    return _shown(request, answer)


def _written(request: Request, who: Who, parts: list[str], seen: str | None) -> None:
    desk, wanted = _desk(request), ScarceHours.read(parts)
    with desk.store.write() as db:
        write_scarce(db, who.subject_id, wanted, seen, now=desk.clock())


def _shown(request: Request, answer: Response) -> ScarceHoursBody:
    with _desk(request).store.read() as db:
        hours, version = _standing(db)
    answer.headers["ETag"] = version
    return ScarceHoursBody(parts=hours.names())


def _standing(db: Session) -> tuple[ScarceHours, str]:
    newest = newest_scarce(db)
    return ScarceHours.of_policy(policy_of(db).scarce), scarce_version(newest.number if newest else 0)


def _page(request: Request, *, status: int = 200, faults: tuple[Fault, ...] = ()) -> HTMLResponse:
    with _desk(request).store.read() as db:
        hours, version = _standing(db)
    return render(
        request, "welfare/scarce.html", status=status, faults=faults, ticked=frozenset(hours.names()), version=version,
        days=list(enumerate(WEEKDAYS)), parts=[part.value for part in PartOfDay],
    )  # fmt: skip


def _desk(request: Request) -> CareDesk:
    desk: CareDesk = request.app.state.desk
    return desk
