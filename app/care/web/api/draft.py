"""A referral that is not sent yet, over the API: the draft as far as it has got."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.domain.draft import Draft
from app.care.services.draft import save_draft
from app.care.store.drafts import draft_of, drop_draft
from app.care.store.tables.rights import ReferralDraft
from app.care.web.api.asking import problems
from app.care.web.api.record_shapes import DraftBody, DraftOut
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.description import refused
from app.foundation.refusals import NotFound
from app.foundation.versions import etag_of, if_match, refuse_if_changed

router = APIRouter(prefix="/api/v1", tags=["courses"])
IfMatch = Annotated[str | None, Depends(if_match)]


@router.get("/draft", responses=problems(404))
def draft(request: Request, answer: Response, who: Officer) -> DraftOut:
    """The draft as it is kept, with its ETag. 404 when there is none; nobody else ever sees it."""
    with desk_of(request).store.read() as db:
        kept = draft_of(db, who.subject_id)
    if kept is None:
        raise NotFound("Nothing has been begun.")
    return _shown(kept, answer)


@router.put("/draft", responses={**problems(409, 422), **refused(412)})
def save(request: Request, answer: Response, who: Officer, body: DraftBody, seen: IfMatch) -> DraftOut:
    """Keep what was typed so far, whether or not it makes sense yet; the same again changes nothing.

    With If-Match only if it is still as it was read (412 otherwise). 409 "course-open" while a course goes on.
    """
    desk = desk_of(request)
    wanted = Draft(**body.model_dump() | {"places": tuple(body.places)})
    with desk.store.write() as db:
        before = draft_of(db, who.subject_id)
        refuse_if_changed(seen, _etag(before))
        kept = save_draft(db, who.subject_id, wanted, now=desk.clock())
        db.flush()
    return _shown(kept, answer)


@router.delete("/draft", status_code=204, response_model=None, responses=problems())
def drop(request: Request, who: Officer) -> Response:
    """Forget the draft. Again changes nothing."""
    with desk_of(request).store.write() as db:
        drop_draft(db, who.subject_id)
    return Response(status_code=204)


def _etag(kept: ReferralDraft | None) -> str:
    return etag_of("draft", kept and kept.version, kept and kept.saved_at)


def _shown(kept: ReferralDraft, answer: Response) -> DraftOut:
    answer.headers["ETag"] = _etag(kept)
    fields = Draft.from_text(kept.form).as_json()
    return DraftOut(draft=DraftBody(**fields), saved_at=kept.saved_at)
