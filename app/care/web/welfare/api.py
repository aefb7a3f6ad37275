"""Whom to call at once, over the API: for anybody to read, for a welfare lead to write."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.care.desk import CareDesk
from app.care.domain.help_notice import MOST_LINES, HelpLine, HelpNotice
from app.care.services.help_notice import version_of, write_notice
from app.care.store.notices import newest_notice
from app.foundation.description import refused
from app.foundation.signin.who import Who, require
from app.foundation.versions import if_match

router = APIRouter(prefix="/api/v1", tags=["help"])
Lead = Annotated[Who, Depends(require("welfare"))]
Seen = Annotated[str | None, Depends(if_match)]
_LINE: dict[str, Any] = {
    "when": "To talk, any hour",
    "who": "Samaritans, free",
    "number": "116 123",
    "how": "call",
    "word": "",
}


class LineBody(BaseModel):
    """Somebody who answers now."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_LINE]})

    when: str = Field(max_length=200)
    who: str = Field(max_length=200)
    number: str = Field(max_length=200)
    how: Literal["call", "text"] = "call"
    word: str = Field(default="", max_length=200, description="What to text, if anything.")


class NoticeBody(BaseModel):
    """The numbers in order of urgency, a sentence beside them, and whom to turn to."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"lines": [_LINE], "words": "", "human_route": "Tell the person you see."}]},
    )

    lines: list[LineBody] = Field(max_length=MOST_LINES)
    words: str = Field(default="", max_length=2000)
    human_route: str = Field(max_length=2000)


@router.get("/help")
def help_now(request: Request, answer: Response) -> NoticeBody:
    """Whom to call at once. Needs no token: whoever is in danger is not asked who they are."""
    return _shown(_desk(request), answer)


@router.get("/welfare/notice")
def notice(request: Request, answer: Response, _who: Lead) -> NoticeBody:
    """The same with its ETag, to be changed."""
    return _shown(_desk(request), answer)


@router.put("/welfare/notice", responses=refused(412, 428))
def write(request: Request, answer: Response, who: Lead, body: NoticeBody, seen: Seen) -> NoticeBody:
    """Show this from now on. Needs the ETag of what stands as If-Match; the same again changes nothing."""
    lines = tuple(HelpLine(**line.model_dump()) for line in body.lines)
    return _written(request, answer, who, HelpNotice(lines, body.words, body.human_route), seen)


@router.post("/welfare/notice/reset", responses=refused(412, 428))
def reset(request: Request, answer: Response, who: Lead, seen: Seen) -> NoticeBody:
    """Put back what the service came with. Needs the ETag of what stands as If-Match; again changes nothing."""
    return _written(request, answer, who, _desk(request).help_board.first, seen)


def _written(request: Request, answer: Response, who: Who, wanted: HelpNotice, seen: str | None) -> NoticeBody:
    desk = _desk(request)
    with desk.store.write() as db:
        write_notice(db, who.subject_id, wanted, seen, now=desk.clock())
    desk.help_board.read_again()
    return _shown(desk, answer)


def _shown(desk: CareDesk, answer: Response) -> NoticeBody:
    with desk.store.read() as db:
        standing = newest_notice(db)
    answer.headers["ETag"] = version_of(standing.number if standing else 0)
    stands = HelpNotice.from_json(standing.notice) if standing else desk.help_board.first
    return NoticeBody.model_validate(stands.as_json())


def _desk(request: Request) -> CareDesk:
    desk: CareDesk = request.app.state.desk
    return desk
