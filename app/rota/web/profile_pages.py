"""What the desk remembers of an upload: mapping profiles, kept, applied, listed and forgotten, and explained codes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Invalid, NotFound
from app.foundation.signin.who import require
from app.rota.domain.mapping_profile import name_of_answer
from app.rota.services.profiles import forget_profile, remember_answers
from app.rota.services.teach_answers import teach_answers
from app.rota.store.profiles import profiles
from app.rota.web.doors import Hr, UploadId, desk_of
from app.rota.web.receiving import use_profile

router = APIRouter(dependencies=[Depends(require("hr"))], include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/profiles")
def profiles_page(request: Request) -> HTMLResponse:
    """Every profile: its answers, when it was last used, and a way to forget it."""
    with desk_of(request).store.read() as db:
        found = [(row, [(name_of_answer(code), text) for code, text in row.answers.items()]) for row in profiles(db)]
    return render(request, "rota/profiles.html", profiles=found)


@router.get("/profiles/forget")
def back_to_profiles() -> RedirectResponse:
    """What can only be done with a form of that page."""
    return RedirectResponse("/profiles", status_code=303)


@router.post("/profiles/forget")
def forget(request: Request, who: Hr, name: Text = "") -> RedirectResponse:
    """Forget one. What was read with it stays as it is."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            forget_profile(db, name, by=who.subject_id, now=desk.clock())
    except NotFound as refused:
        return see_other("/profiles", say=refused.detail, tone="note")
    return see_other("/profiles", say=f"The profile {name} is forgotten.", tone="note")


@router.post("/uploads/{upload_id}/profile")
def apply(request: Request, upload_id: UploadId, profile: Text = "") -> RedirectResponse:
    """Read an upload with a profile, or, without a name, without any."""
    here = f"/uploads/{upload_id}"
    try:
        use_profile(desk_of(request), upload_id, profile)
    except (Conflict, Invalid) as refused:
        return see_other(here, say=refused.detail, tone="bad")
    said = f"with the profile {profile}" if profile else "without the profile"
    return see_other(here, say=f"The file was read again {said}.", tone="note")


async def ticked_answers(request: Request) -> set[str]:
    """The codes of the answers that were ticked."""
    return {str(code) for code in (await request.form()).getlist("remember")}


@router.post("/uploads/{upload_id}/remember")
def remember(
    request: Request,
    who: Hr,
    upload_id: UploadId,
    ticked: Annotated[set[str], Depends(ticked_answers)],
    name: Text = "",
) -> RedirectResponse:
    """Keep the answers that were ticked as a profile."""
    desk, here = desk_of(request), f"/uploads/{upload_id}"
    try:
        with desk.store.write() as db:
            row = remember_answers(db, upload_id, name, ticked, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return see_other(here, say=refused.faults[0].message, tone="bad")
    return see_other(here, say=f"Remembered as the profile {row.name}. The next file of this shape is read with it.")


@router.post("/uploads/{upload_id}/codes")
def teach(request: Request, who: Hr, upload_id: UploadId, table: Text = "") -> RedirectResponse:
    """Add the codes that were explained for one file to a code table."""
    desk, here = desk_of(request), f"/uploads/{upload_id}"
    try:
        with desk.store.write() as db:
            count = teach_answers(db, upload_id, table, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return see_other(here, say=refused.faults[0].message, tone="bad")
    return see_other(here, say=f"{'One code is' if count == 1 else f'{count} codes are'} kept in {table.strip()}.")
