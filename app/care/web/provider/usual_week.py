"""The usual week of a counsellor: edited, looked at before it is saved; and leave."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.care.desk import CareDesk
from app.care.domain.week_pattern import WEEKDAYS, Week, coming_weeks
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_sources import own_sources
from app.care.services.providers_own import own_counsellor
from app.care.services.week_hours import end_leave, save_week, take_leave, what_leave_does, what_week_does
from app.care.web.provider.changes import Typed, shown_change, text_in, told
from app.care.web.provider.hours import hours_page
from app.care.web.provider.hours_forms import Absence
from app.care.web.provider.places import places_of
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.care.web.provider.usual_week_form import TypedWeek, place_choices, read_week_form, typed_week
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Invalid

router = APIRouter(include_in_schema=False)
_BACK = "/provider/hours"
_SHOWN_WEEKS = 6
_ONLY_FORM: dict[str, Callable[[TypedWeek], TypedWeek]] = {
    "copy": TypedWeek.with_monday_copied,
    "more": TypedWeek.with_more_rows,
    "turns": TypedWeek.in_turns,
    "every": TypedWeek.every_week,
    "edit": lambda typed: typed,
}
"""Buttons that change the form and nothing else."""


@router.get("/provider/hours/week")
def week_page(request: Request, who: ProviderWho, counsellor: Annotated[str, Query(max_length=64)] = "") -> Response:
    """The week as it stands, to be changed; of the only counsellor there is, unless one is named."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    today = desk.clock().astimezone(desk.zone).date()
    with desk.store.read() as db:
        people = own_sources(db, seat, now=desk.clock())
    if not people:
        return see_other(_BACK, say="There is nobody yet whose hours could be set. Add them first.", tone="note")
    chosen = next((one for one in people if one.code == counsellor), people[0])
    counting = [week for week in chosen.weeks if week.until_on is None or week.until_on >= today]
    return _page(request, seat, typed_week(chosen.code, counting[0] if counting else None, today))


@router.post("/provider/hours/week")
def change_week(request: Request, who: ProviderWho, form: Typed) -> Response:
    """Change the form, show what saving would do, or save: by the button that was pressed."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    typed, act = read_week_form(form), text_in(form, "act")
    if act in _ONLY_FORM:
        return _page(request, seat, _ONLY_FORM[act](typed))
    try:
        week = typed.week()
        if act != "save":
            return _look_first(request, seat, typed, week)
        with desk.store.write() as db:
            who_id = own_counsellor(db, side_of(seat), typed.counsellor).id
            done = save_week(db, who_id, week, confirmed=bool(text_in(form, "sure")), now=desk.clock())
            detail = {"counsellor": typed.counsellor, "from": week.from_on.isoformat()}
            note(db, desk, seat, "saved.week", detail)
    except Invalid as refusal:
        return _page(request, seat, typed, refusal)
    except Conflict:
        return _look_first(request, seat, typed, typed.week(), unsure=True)
    return see_other(_BACK, say=f"The week is saved. {told(done)}")


@router.post("/provider/hours/leave")
def leave(
    request: Request, who: ProviderWho, absence: Annotated[Absence, Form()], sure: Annotated[str, Form()] = ""
) -> Response:
    """Show what being away would move; note it once that has been confirmed."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    try:
        period = absence.period(desk.zone, now=desk.clock())
    except Invalid as refusal:
        return hours_page(request, seat, absence, refusal)
    span = (period.start, period.end)
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), absence.counsellor)
        if sure:
            done = take_leave(db, person.id, span, now=desk.clock())
            detail = {"counsellor": absence.counsellor, "from": span[0].isoformat(), "to": span[1].isoformat()}
            note(db, desk, seat, "took.leave", detail)
            return see_other(_BACK, say=f"The leave is noted. {told(done)}")
        name = person.name
        change = shown_change(db, desk, seat, what_leave_does(db, person.id, span, now=desk.clock()))
    first_on, last_on = absence.days()
    return render(
        request, "provider/leave.html", absence=absence, period=period, change=change, person_name=name,
        first_on=first_on, last_on=last_on,
    )  # fmt: skip


@router.post("/provider/hours/leave/end")
def leave_ends(
    request: Request, who: ProviderWho, counsellor: Annotated[str, Form()], leave: Annotated[str, Form()]
) -> Response:
    """Take leave away again."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        end_leave(db, person.id, leave, now=desk.clock())
        note(db, desk, seat, "ended.leave", {"counsellor": counsellor})
    return see_other(_BACK, say="The leave is taken away. Hours of the usual week are open again.")


def _look_first(request: Request, seat: Seat, typed: TypedWeek, week: Week, *, unsure: bool = False) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), typed.counsellor)
        found = what_week_does(db, person.id, week, now=desk.clock())
        change, name = shown_change(db, desk, seat, found), person.name
    return render(
        request, "provider/week_look.html", typed=typed, week=week, change=change, person_name=name, unsure=unsure,
        coming=_coming(desk, week), status=409 if unsure else 200,
    )  # fmt: skip


def _coming(desk: CareDesk, week: Week) -> list[tuple[str, date]]:
    """The next weeks with their turns, where there are turns."""
    today = desk.clock().astimezone(desk.zone).date()
    return coming_weeks(week, today, _SHOWN_WEEKS) if week.week_a_on else []


def _page(request: Request, seat: Seat, typed: TypedWeek, refusal: Invalid | None = None) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        people, places = own_sources(db, seat, now=desk.clock()), places_of(db)
    return render(
        request, "provider/usual_week.html", status=422 if refusal else 200, people=people, typed=typed,
        weekdays=WEEKDAYS, choices=place_choices(places, typed), faults=refusal.faults if refusal else (),
    )  # fmt: skip
