"""Teams on shift patterns: who they are, whether the anchor is right, and writing their duties out as an upload."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid, NotFound, Refusal
from app.foundation.signin.who import require
from app.rota.domain.cycle_strip import rows_of, weeks_from
from app.rota.domain.pattern_library import LIBRARY
from app.rota.domain.shift_cycle import plain_cycle
from app.rota.services.keep_patterns import TeamWanted, forget_team, keep_team
from app.rota.services.receive import Arrived
from app.rota.store.patterns import members_of, own_patterns, shift_pattern, team_of, teams_on_patterns
from app.rota.web.doors import Hr, desk_of, known_id
from app.rota.web.receiving import keep_upload, read_arrived
from app.rota.web.team_form import TeamForm, at_fields

router = APIRouter(prefix="/teams", dependencies=[Depends(require("hr"))], include_in_schema=False)
_WEEKS = 4
Text = Annotated[str, Form()]


def known_team(team_id: Annotated[str, Path()]) -> str:
    """An id that could exist; anything else is not there."""
    try:
        return known_id(team_id)
    except NotFound:
        raise NotFound("There is no such team.") from None


TeamId = Annotated[str, Depends(known_team)]


@router.get("")
def teams_page(request: Request) -> HTMLResponse:
    """Every team with its pattern and the coming week."""
    today = _today(request)
    with desk_of(request).store.read() as db:
        found = [
            (team, weeks_from(team.pattern.cycle, team.anchor_on, today, 1), rows_of(team.pattern.cycle))
            for team in teams_on_patterns(db)
        ]
    return render(request, "rota/teams.html", teams=found)


@router.get("/new")
def new_team(request: Request) -> HTMLResponse:
    """An empty form."""
    return _form(request, TeamForm(), None)


@router.get("/{team_id}")
def team_page(request: Request, team_id: TeamId) -> HTMLResponse:
    """One team: its form, its next weeks, and writing its duties out."""
    with desk_of(request).store.read() as db:
        form = _kept(db, team_id)
    return _form(request, form, team_id)


def _kept(db: Session, team_id: str) -> TeamForm:
    team = team_of(db, team_id)
    return TeamForm(
        team=team.name,
        pattern=team.pattern_name,
        anchor_on=str(team.anchor_on),
        members="\n".join(members_of(db, team_id)),
    )


@router.post("/weeks")
def weeks(request: Request, form: Annotated[TeamForm, Form()]) -> HTMLResponse:
    """The next weeks as the form stands."""
    with desk_of(request).store.read() as db:
        rows = _weeks(db, form, _today(request))
    return render(request, "rota/team_weeks.html", weeks=rows)


@router.post("/new")
@router.post("/{team_id}/keep")
def keep(
    request: Request, who: Hr, form: Annotated[TeamForm, Form()], team_id: str = "", do: Text = "keep"
) -> Response:
    """Keep the team, or only show its weeks anew."""
    desk, kept = desk_of(request), known_team(team_id) if team_id else None
    if do != "keep":
        return _form(request, form, kept)
    anchor_on = _date(form.anchor_on)
    if anchor_on is None:
        fault = Fault("Give a date on which day 1 of the pattern falls.", column="anchor_on")
        return _form(request, form, kept, [fault])
    wanted = TeamWanted(form.team.strip(), form.pattern, anchor_on, form.staff)
    try:
        with desk.store.write() as db:
            kept = keep_team(db, wanted, kept, by=who.subject_id, now=desk.clock())
    except NotFound:
        return _form(request, form, kept, [Fault("Choose a shift pattern.", column="pattern")])
    except Invalid as refused:
        return _form(request, form, kept, refused.faults)
    return see_other(
        f"/teams/{kept}", say=f"Team {wanted.name} is kept. Nothing is on the roster until it is published."
    )


@router.post("/{team_id}/write-out")
def write_out(request: Request, who: Hr, team_id: TeamId, period_from: Text = "", period_to: Text = "") -> Response:
    """Write the team's duties for a period: an upload like any other, with questions, preview and publishing."""
    desk = desk_of(request)
    with desk.store.read() as db:
        form = _kept(db, team_id).model_copy(update={"period_from": period_from, "period_to": period_to})
        pattern = shift_pattern(db, form.pattern)
    faults = [fault for fault in form.faults() if fault.column in ("period_from", "period_to")]
    if not faults:
        spelled = {"name": pattern.name, "cycle": plain_cycle(pattern.cycle)}
        arrived = Arrived(form.filename, form.as_file(spelled), {}, who.subject_id)
        try:
            reading = read_arrived(desk, arrived)
        except Refusal as refused:
            return _form(request, form, team_id, [Fault(refused.detail, column="period_from")])
        faults = at_fields(reading.faults)
    if faults:
        return _form(request, form, team_id, faults)
    return see_other(f"/uploads/{keep_upload(desk, arrived, reading).id}")


@router.post("/{team_id}/forget")
def forget(request: Request, who: Hr, team_id: TeamId) -> RedirectResponse:
    """Take the team away."""
    desk = desk_of(request)
    with desk.store.write() as db:
        forget_team(db, team_id, by=who.subject_id, now=desk.clock())
    return see_other("/teams", say="The team was taken away. What was published stays on the roster.", tone="note")


@router.get("/{team_id}/keep")
@router.get("/{team_id}/write-out")
@router.get("/{team_id}/forget")
def back_to_team(team_id: TeamId) -> RedirectResponse:
    """What can only be done with a form on the team's page, opened as a page: that page."""
    return RedirectResponse(f"/teams/{team_id}", status_code=303)


def _form(request: Request, form: TeamForm, team_id: str | None, faults: Sequence[Fault] = ()) -> HTMLResponse:
    with desk_of(request).store.read() as db:
        own = [pattern.name for pattern in own_patterns(db)]
        rows = _weeks(db, form, _today(request))
    return render(
        request, "rota/team.html", status=422 if faults else 200, team=form, team_id=team_id, faults=faults,
        patterns=[*own, *sorted(LIBRARY)], weeks=rows,
    )  # fmt: skip


def _weeks(db: Session, form: TeamForm, today: date) -> list[Any]:
    anchor_on = _date(form.anchor_on)
    if anchor_on is None or not form.pattern:
        return []
    try:
        pattern = shift_pattern(db, form.pattern)
    except NotFound:
        return []
    return weeks_from(pattern.cycle, anchor_on, today, _WEEKS)


def _today(request: Request) -> date:
    desk = desk_of(request)
    return desk.clock().astimezone(desk.zone).date()


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
