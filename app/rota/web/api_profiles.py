"""The HR desk's JSON API, continued: mapping profiles, warnings and rows left out, rules, going back to a version."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.foundation.description import refused
from app.foundation.idempotency import once
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import require
from app.rota.domain.rule_book import RuleCode
from app.rota.reads.plain import plain_profile, plain_rules, plain_upload, plain_warnings
from app.rota.services.go_back import Meant, go_back
from app.rota.services.profiles import forget_profile, remember_answers
from app.rota.services.set_rules import set_rules
from app.rota.services.teach_answers import teach_answers
from app.rota.store.codes import code_table_names
from app.rota.store.profiles import profile, profiles
from app.rota.store.rules import rule_book
from app.rota.store.tables.access import IdempotencyRecord
from app.rota.store.uploads import upload
from app.rota.web.doors import Hr, MaybeOnce, UploadId, desk_of
from app.rota.web.receiving import use_profile

router = APIRouter(prefix="/api/v1/rosters", dependencies=[Depends(require("hr"))], tags=["rosters"])


class ProfileChoice(BaseModel):
    """The profile to read an upload with; none takes the one away that was applied."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None


class Remembered(BaseModel):
    """Which of an upload's answers to keep, by their codes."""

    model_config = ConfigDict(extra="forbid")

    upload: str
    answers: list[str]


class Limits(BaseModel):
    """Limits by rule; null takes a rule off."""

    model_config = ConfigDict(extra="forbid")

    limits: dict[str, float | None]


class BackTo(BaseModel):
    """The version that stands, as far as the caller knows, and that going back is meant."""

    model_config = ConfigDict(extra="forbid")

    standing: int
    confirm: bool = False


class Taught(BaseModel):
    """The code table to which the codes explained in answers are added."""

    model_config = ConfigDict(extra="forbid")

    code_table: str


@router.get("/profiles")
def all_profiles(request: Request) -> dict[str, Any]:
    """Every mapping profile."""
    with desk_of(request).store.read() as db:
        return {"profiles": [plain_profile(row) for row in profiles(db)]}


@router.get("/profiles/{name}")
def one_profile(request: Request, name: str) -> dict[str, Any]:
    """One mapping profile."""
    with desk_of(request).store.read() as db:
        return plain_profile(profile(db, name))


@router.put("/profiles/{name}")
def put_profile(request: Request, who: Hr, name: str, body: Remembered) -> dict[str, Any]:
    """Remember answers of an upload under this name for files of its shape, replacing the profile that has it."""
    desk = desk_of(request)
    with desk.store.write() as db:
        codes, now = set(body.answers), desk.clock()
        return plain_profile(remember_answers(db, body.upload, name, codes, by=who.subject_id, now=now))


@router.delete("/profiles/{name}", status_code=204)
def delete_profile(request: Request, who: Hr, name: str) -> None:
    """Forget a mapping profile."""
    desk = desk_of(request)
    with desk.store.write() as db:
        forget_profile(db, name, by=who.subject_id, now=desk.clock())


@router.post("/uploads/{upload_id}/profile", responses=refused(409))
def apply_profile(request: Request, upload_id: UploadId, body: ProfileChoice) -> dict[str, Any]:
    """Read an upload again with a profile's answers, or without any; answers given by hand stay."""
    desk = desk_of(request)
    row = use_profile(desk, upload_id, body.name or "")
    with desk.store.read() as db:
        return plain_upload(row, code_table_names(db))


@router.post("/uploads/{upload_id}/codes", responses=refused(409))
def teach_codes_of(request: Request, who: Hr, upload_id: UploadId, body: Taught) -> dict[str, Any]:
    """Add the codes that this upload's `code.<CODE>` answers explain to a code table."""
    desk = desk_of(request)
    with desk.store.write() as db:
        count = teach_answers(db, upload_id, body.code_table, by=who.subject_id, now=desk.clock())
    return {"code_table": body.code_table, "codes": count}


@router.get("/uploads/{upload_id}/warnings")
def warnings(request: Request, upload_id: UploadId) -> dict[str, Any]:
    """What looks odd in an upload, by rule with its source; counts are whole, the list holds the first of each."""
    with desk_of(request).store.read() as db:
        return {"rules": plain_warnings(upload(db, upload_id), rule_book(db))}


@router.get("/uploads/{upload_id}/rejected")
def rejected(request: Request, upload_id: UploadId) -> dict[str, Any]:
    """The rows that a partial import leaves out, as they stand, with why."""
    with desk_of(request).store.read() as db:
        return {"rows": upload(db, upload_id).rejected}


@router.get("/rules")
def rules(request: Request) -> dict[str, Any]:
    """The rules by which a roster is found odd or shrunken."""
    with desk_of(request).store.read() as db:
        return {"rules": plain_rules(rule_book(db))}


@router.put("/rules")
def put_rules(request: Request, who: Hr, body: Limits) -> dict[str, Any]:
    """Change limits; rules that are not named stay as they are."""
    desk, known = desk_of(request), {code.value for code in RuleCode}
    faults = [Fault("There is no such rule.", column=name[:60]) for name in body.limits if name not in known]
    if faults:
        raise Invalid("The rules stay as they were.", faults=faults)
    limits = {RuleCode(name): limit for name, limit in body.limits.items()}
    with desk.store.write() as db:
        return {"rules": plain_rules(set_rules(db, limits, by=who.subject_id, now=desk.clock()))}


@router.post("/versions/{number}/go-back", responses=refused(400, 409, 422))
def go_back_to(
    request: Request, who: Hr, number: Annotated[int, Path(ge=1, le=2**31 - 1)], asked: MaybeOnce, body: BackTo
) -> JSONResponse:
    """Make the roster what it was: 201 with a new version, 200 where nothing changes. Honours an Idempotency-Key."""
    desk, now = desk_of(request), desk_of(request).clock()

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        done = go_back(db, number, desk.zone, Meant(who.subject_id, body.standing, body.confirm), now=now)
        return (201 if done.is_new else 200), {"version": done.number, "new": done.is_new}

    if asked is not None:
        return once(desk.store, IdempotencyRecord, asked, act, now=now)
    with desk.store.write() as db:
        status, answer = act(db)
    return JSONResponse(answer, status)
