"""Shift patterns: the library and the force's own as pictures, and the editor of a cycle."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid
from app.foundation.signin.who import require
from app.rota.domain.code_table import in_plain_words
from app.rota.domain.cycle_strip import LETTERS as KIND_LETTERS
from app.rota.domain.cycle_strip import in_words, rows_of
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import LONGEST_CYCLE, LONGEST_NAME
from app.rota.services.keep_patterns import forget_pattern, keep_pattern
from app.rota.store.patterns import own_patterns, shift_pattern, teams_on_patterns
from app.rota.web.cycle_form import CycleForm, form_of, typed_cycle
from app.rota.web.doors import Hr, desk_of
from scheduler.duty import WORKING, DutyKind
from scheduler.pattern import ShiftPattern

router = APIRouter(prefix="/patterns", dependencies=[Depends(require("hr"))], include_in_schema=False)
Typed = Annotated[CycleForm, Depends(typed_cycle)]
_KINDS = [(kind.value, in_plain_words(kind.value)) for kind in DutyKind if kind in WORKING or kind is DutyKind.ON_CALL]
_LEGEND = [(KIND_LETTERS[DutyKind(kind)], kind, words) for kind, words in _KINDS]


@router.get("")
def patterns_page(request: Request) -> HTMLResponse:
    """The force's own patterns, then the library."""
    with desk_of(request).store.read() as db:
        own = [(pattern, *_picture(pattern)) for pattern in own_patterns(db)]
        worked = {team.pattern.name for team in teams_on_patterns(db)}
    groups: dict[str, list[object]] = {}
    for entry in LIBRARY.values():
        groups.setdefault(entry.group, []).append((entry, *_picture(entry.pattern)))
    return render(request, "rota/patterns.html", own=own, worked=worked, groups=groups, legend=_LEGEND)


def _picture(pattern: ShiftPattern) -> tuple[object, str]:
    return rows_of(pattern.cycle), in_words(pattern.cycle)


@router.get("/edit")
def editor(request: Request, name: str = "", start_from: Annotated[str, Query(alias="copy")] = "") -> HTMLResponse:
    """The editor: of the pattern called `name`, of a copy, or of an empty week."""
    form = CycleForm()
    if name or start_from:
        with desk_of(request).store.read() as db:
            found = shift_pattern(db, name or start_from)
        own = name and name not in LIBRARY
        form = form_of(found, name if own else f"{found.name}, ours"[:LONGEST_NAME], name if own else "")
    return _editor(request, form)


@router.post("/draw")
def draw(request: Request, form: Typed) -> HTMLResponse:
    """The picture of the cycle as it stands in the form."""
    return render(request, "rota/cycle_picture.html", **_drawn(form))


@router.post("/edit")
def keep(request: Request, who: Hr, form: Typed, do: Annotated[str, Form()] = "draw") -> Response:
    """Change the number of days, show the picture, or keep the pattern."""
    if do != "keep":
        return _editor(request, form.resized(do))
    pattern, faults = form.read()
    if pattern is None:
        return _editor(request, form, faults)
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            if form.was != pattern.name and any(own.name == pattern.name for own in own_patterns(db)):
                taken = Fault("You have a pattern of this name already.", column="name", remedy="Give it another name.")
                raise Invalid("The shift pattern was not kept.", faults=[taken])
            keep_pattern(db, pattern, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return _editor(request, form, refused.faults)
    said = f"The shift pattern {pattern.name} is kept. Teams that work it keep their duties until they are written out."
    return see_other("/patterns", say=said)


@router.post("/forget")
def forget(request: Request, who: Hr, name: Annotated[str, Form()]) -> RedirectResponse:
    """Take a pattern of the force's own away."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            forget_pattern(db, name, by=who.subject_id, now=desk.clock())
    except Conflict as refused:
        return see_other("/patterns", say=refused.detail, tone="bad")
    return see_other("/patterns", say=f"The shift pattern {name} was taken away.", tone="note")


def _editor(request: Request, form: CycleForm, faults: Sequence[Fault] = ()) -> HTMLResponse:
    return render(
        request, "rota/pattern.html", status=422 if faults else 200, form=form, kinds=_KINDS, faults=faults,
        longest=LONGEST_CYCLE, **_drawn(form),
    )  # fmt: skip


def _drawn(form: CycleForm) -> dict[str, Any]:
    cycle, wrong = form.cycle()
    return {"rows": rows_of(cycle), "words": in_words(cycle), "unread": len(wrong)}
