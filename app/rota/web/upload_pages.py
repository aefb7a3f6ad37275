"""Sending a roster: the form, the questions, the preview, publishing."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid, Refusal
from app.foundation.signin.who import require
from app.rota.domain.code_words import is_code_answer
from app.rota.domain.pattern_library import PATTERNS
from app.rota.domain.upload import UploadState
from app.rota.files.child_ready import READY
from app.rota.reads.upload_page import upload_page
from app.rota.services.discard import discard
from app.rota.services.publish import publish
from app.rota.services.receive import Arrived
from app.rota.services.teach_answers import teach_answers
from app.rota.store.codes import code_table_names
from app.rota.web.doors import Hr, UploadId, desk_of, known_id
from app.rota.web.heat_strip import drawn
from app.rota.web.receiving import keep_upload, read_arrived, take_answers, take_upload
from app.rota.web.team_form import TeamForm, at_fields

router = APIRouter(prefix="/uploads", dependencies=[Depends(require("hr"))], include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/new")
def form(request: Request, code_table: str = "") -> HTMLResponse:
    """Where a file is chosen, or a team written down; `code_table` is chosen already."""
    READY.make_ready()  # while somebody looks for their file
    return _form(request, chosen=code_table)


def _form(
    request: Request,
    *,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    team: TeamForm | None = None,
    chosen: str = "",
) -> HTMLResponse:
    with desk_of(request).store.read() as db:
        tables = code_table_names(db)
    return render(
        request, "rota/send.html", status=status, code_tables=tables, patterns=sorted(PATTERNS), faults=faults,
        time_zone=desk_of(request).zone.key, team=team or TeamForm(), chosen=chosen,
    )  # fmt: skip


@router.get("")
@router.get("/team")
def back_to_form() -> RedirectResponse:
    """The addresses that a form with faults leaves in the bar, opened again: the form."""
    return RedirectResponse("/uploads/new", status_code=303)


@router.post("")
def send_file(
    request: Request,
    who: Hr,
    file: Annotated[UploadFile, File()],
    code_table: Text = "",
    staff_number: Text = "",
    time_zone: Text = "",
) -> Response:
    """Take a file in and go to its page."""
    given = {"code_table": code_table, "staff_number": staff_number.strip(), "time_zone": time_zone.strip()}
    if not file.filename:
        return _form(request, status=422, faults=(Fault("Choose a file first.", column="file"),))
    answers = {code: text for code, text in given.items() if text}
    return _taken(request, Arrived(_as_named(file.filename), file.file, answers, who.subject_id))


def _as_named(filename: str) -> str:
    """The name without the three escapes that browsers write into a form's file names."""
    return filename.replace("%22", '"').replace("%0D", "").replace("%0A", "")


@router.post("/team")
def send_team(request: Request, who: Hr, team: Annotated[TeamForm, Form()]) -> Response:
    """Take in a team that was written into the form, as if it had been sent as a file; with faults, the form again."""
    desk = desk_of(request)
    faults = team.faults()
    if not faults:
        arrived = Arrived(team.filename, team.as_file(), {}, who.subject_id)
        try:
            reading = read_arrived(desk, arrived)
        except Refusal as refused:
            return _form(request, status=refused.status, faults=(Fault(refused.detail, column="members"),), team=team)
        faults = at_fields(reading.faults)
    if faults:
        return _form(request, status=422, faults=tuple(faults), team=team)
    return see_other(f"/uploads/{keep_upload(desk, arrived, reading).id}")


def _taken(request: Request, arrived: Arrived) -> Response:
    try:
        row = take_upload(desk_of(request), arrived)
    except Refusal as refused:
        faults = refused.faults or (Fault(refused.detail, column="file"),)
        return _form(request, status=refused.status, faults=faults)
    return see_other(f"/uploads/{row.id}")


@router.get("/discard")
def back_to_list() -> RedirectResponse:
    """The same for what can only be done with the list's form."""
    return RedirectResponse("/", status_code=303)


@router.post("/discard")
def discard_several(request: Request, who: Hr, upload: Annotated[list[str], Form()] = []) -> RedirectResponse:  # noqa: B006 - FastAPI copies defaults
    """Throw several away: all or, where one is published, none."""
    desk = desk_of(request)
    if not upload:
        return see_other("/", say="Nothing was chosen. Tick the uploads to be thrown away.", tone="note")
    try:
        with desk.store.write() as db:
            for upload_id in upload:
                discard(db, known_id(upload_id), by=who.subject_id, now=desk.clock())
    except Conflict as refused:
        return see_other("/", say=f"{refused.detail} Nothing was thrown away.", tone="bad")
    said = "The upload was" if len(upload) == 1 else f"{len(upload)} uploads were"
    return see_other("/", say=f"{said} thrown away. The roster is as it was.", tone="note")


@router.get("/{upload_id}")
def page(request: Request, upload_id: UploadId, code_table: str = "") -> HTMLResponse:
    """Questions, faults, or the preview: whatever comes next for this upload. `code_table` is chosen already."""
    desk = desk_of(request)
    with desk.store.read() as db:
        found = upload_page(db, upload_id, desk.zone)
    today = desk.clock().astimezone(desk.zone).date()
    picture = found.proposal.picture
    drawing = drawn(picture) if picture and picture.days else None
    return render(request, "rota/upload.html", found=found, today=today, chosen=code_table, drawing=drawing)


async def typed_answers(request: Request) -> dict[str, str]:
    """The answers in a form: fields called a.<question>; one that still says what was.<question> says is no answer."""
    form = await request.form()
    typed = {name[2:]: str(text).strip() for name, text in form.multi_items() if name.startswith("a.")}
    return {code: text for code, text in typed.items() if form.get(f"was.{code}") != text}


@router.post("/{upload_id}/answers")
def answer(
    request: Request,
    who: Hr,
    upload_id: UploadId,
    answers: Annotated[dict[str, str], Depends(typed_answers)],
    teach: Text = "",
) -> RedirectResponse:
    """Read the file again with what was answered; codes that were explained go to the code table `teach`, if any."""
    desk, here = desk_of(request), f"/uploads/{upload_id}"
    try:
        row = take_answers(desk, upload_id, answers)
        if teach and any(is_code_answer(code) and text for code, text in answers.items()):
            with desk.store.write() as db:
                teach_answers(db, upload_id, teach, by=who.subject_id, now=desk.clock())
    except (Conflict, Invalid) as refused:
        return see_other(here, say=refused.faults[0].message if refused.faults else refused.detail, tone="bad")
    if row.state is UploadState.ASKING and not any(answers.values()):
        return see_other(here, say="Nothing was answered. The file cannot be read until the questions are.", tone="bad")
    return see_other(here)


@router.post("/{upload_id}/publish")
def publish_upload(
    request: Request, who: Hr, upload_id: UploadId, confirm_drop: Annotated[bool, Form()] = False
) -> RedirectResponse:
    """Make it the roster; where much would be lost, only with a second word."""
    desk = desk_of(request)
    here = f"/uploads/{upload_id}"
    try:
        with desk.store.write() as db:
            done = publish(db, upload_id, desk.zone, by=who.subject_id, now=desk.clock(), confirm_drop=confirm_drop)
    except (Conflict, Invalid) as refused:
        if refused.stable_code == "world-moved-on":
            take_answers(desk, upload_id, {})
        return see_other(here, say=refused.detail, tone="bad")
    if not done.is_new:
        return see_other(here, say=f"Nothing changes: roster version {done.number} already says all this.", tone="note")
    return see_other(f"/versions/{done.number}", say=f"Published. This is roster version {done.number}.")


@router.post("/{upload_id}/discard")
def discard_upload(request: Request, who: Hr, upload_id: UploadId) -> RedirectResponse:
    """Throw it away."""
    desk = desk_of(request)
    with desk.store.write() as db:
        discard(db, upload_id, by=who.subject_id, now=desk.clock())
    return see_other("/", say="The upload was thrown away. The roster is as it was.", tone="note")


@router.get("/{upload_id}/answers")
@router.get("/{upload_id}/profile")
@router.get("/{upload_id}/remember")
@router.get("/{upload_id}/codes")
@router.get("/{upload_id}/publish")
@router.get("/{upload_id}/discard")
def back_to_page(upload_id: UploadId) -> RedirectResponse:
    """What can only be done with a form on the upload's page, opened as a page: that page."""
    return RedirectResponse(f"/uploads/{upload_id}", status_code=303)
