"""Where a welfare lead tries a change: more counsellors, a new site, other hours; nothing is booked by it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData
from starlette.responses import Response

from app.care.domain.study import REASONS, UNFINISHED, StudyState
from app.care.domain.what_if import FIRST_HOUR, LAST_HOUR, WEEKDAYS, Kind, WhatIf
from app.care.services.capacity_study import ask_what_if, call_off
from app.care.store import studies
from app.care.web.welfare.capacity import desk_of, place_names
from app.care.web.welfare.capacity_view import more_on_time, plan_lines, week_grid
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid, OutOfTurn, TooMany
from app.foundation.signin.who import Who, require

router = APIRouter(include_in_schema=False)
Lead = Annotated[Who, Depends(require("welfare"))]
STATES = {
    StudyState.WAITING: "Waits for its turn",
    StudyState.RUNNING: "Being worked out",
    StudyState.DONE: "Worked out",
    StudyState.NO_RESULT: "No result",
    StudyState.CANCELLED: "Called off",
}
_FIRST = WhatIf(Kind.COUNSELLORS, (), 17, 21)


async def _typed_form(request: Request) -> FormData:
    return await request.form()


Typed = Annotated[FormData, Depends(_typed_form)]


@router.get("/welfare/capacity/what-if")
def what_if_page(request: Request, who: Lead) -> HTMLResponse:
    """The form, and one's own questions of the last thirty days."""
    return _page(request, who, _FIRST)


@router.post("/welfare/capacity/what-if", response_model=None)
def ask(request: Request, who: Lead, form: Typed) -> Response:
    """Leave a change to be tried."""
    desk, change = desk_of(request), read_change(form)
    try:
        with desk.store.write() as db:
            study_id = ask_what_if(db, who.subject_id, change, now=desk.clock()).id
    except Invalid as refused:
        return _page(request, who, change, status=refused.status, faults=refused.faults)
    except (Conflict, TooMany) as refused:
        return _page(request, who, change, status=refused.status, faults=(Fault(refused.detail),))
    return see_other(f"/welfare/capacity/what-if/{study_id}")


@router.get("/welfare/capacity/what-if/{study_id}")
def answer_page(request: Request, who: Lead, study_id: str) -> HTMLResponse:
    """How far it is, or before and after."""
    with desk_of(request).store.read() as db:
        study, names = studies.of_lead(db, study_id, who.subject_id), place_names(db)
    return render(
        request, "welfare/what_if_answer.html", study=study, words=WhatIf.from_json(study.asked).in_words(names),
        state=STATES[study.state], is_unfinished=study.state in UNFINISHED, why=REASONS.get(study.reason, ""),
        **_result(study.result),
    )  # fmt: skip


@router.post("/welfare/capacity/what-if/{study_id}/call-off", response_model=None)
def end(request: Request, who: Lead, study_id: str) -> Response:
    """Call it off."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            call_off(db, who.subject_id, study_id, now=desk.clock())
    except OutOfTurn:
        return see_other(
            f"/welfare/capacity/what-if/{study_id}", say="It was worked out before it could be called off.", tone="note"
        )
    return see_other("/welfare/capacity/what-if", say="Called off.", tone="note")


def read_change(form: FormData) -> WhatIf:
    """What was typed; what is no number is one that cannot stand, so that the field is named."""
    kind = str(form.get("kind", ""))
    days = tuple(int(day) for day in form.getlist("days") if isinstance(day, str) and day in "0123456" and day)
    return WhatIf(
        kind=Kind(kind) if kind in set(Kind) else Kind.COUNSELLORS,
        days=days,
        opens=_number(form, "opens"),
        closes=_number(form, "closes"),
        place=str(form.get("place", ""))[:40] if kind != Kind.SITE else "",
        name=" ".join(str(form.get("name", "")).split())[:200] if kind == Kind.SITE else "",
        people=_number(form, "people") if kind != Kind.HOURS else 1,
        rooms=_number(form, "rooms") if kind == Kind.SITE else 1,
    )


def _number(form: FormData, name: str) -> int:
    text = str(form.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _page(
    request: Request, who: Who, typed: WhatIf, *, status: int = 200, faults: tuple[Fault, ...] = ()
) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        names, mine = place_names(db), studies.all_of_lead(db, who.subject_id, now=desk.clock())
    asked = [(one, WhatIf.from_json(one.asked).in_words(names), STATES[one.state]) for one in mine]
    hours = [(hour, f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
    return render(
        request, "welfare/what_if.html", status=status, faults=faults, typed=typed, asked=asked, hours=hours,
        places=sorted(names.items(), key=lambda one: one[1]), days=list(enumerate(WEEKDAYS)),
    )  # fmt: skip


def _result(kept: dict[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {"lines": [], "weeks": [], "more": None, "hours": 0}
    before, after = kept["before"], kept["after"]
    return {
        "lines": plan_lines(before, after),
        "weeks": [week_grid(before, "As things stand"), week_grid(after, "With the change")],
        "more": more_on_time(before, after),
        "hours": kept["hours"],
    }
