"""The providers' API: the tokens of their own programs."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.care.domain.program import Scope
from app.care.services.program_tokens import NewProgram, make_token, revoke_token
from app.care.store import program_tokens
from app.care.store.tables.programs import ProgramToken
from app.care.web.provider.api_shapes import shape
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, note
from app.foundation.description import refused

router = APIRouter(prefix="/api/v1/provider/programs", tags=["provider"])


class WantedProgram(BaseModel):
    """A token for a program: its name, what it may do, how many days it lasts."""

    model_config = shape({"name": "practice-diary", "scopes": ["read", "outcomes"], "days": 365})

    name: str = Field(max_length=100, description="Small letters, digits and hyphens; used once.")
    scopes: list[Scope] = Field(max_length=3)
    days: int


class ProgramRow(BaseModel):
    """A token, without the token itself: that was shown once."""

    id: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    name: str = Field(examples=["practice-diary"])
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class ProgramRows(BaseModel):
    """Every token there ever was, the newest first."""

    programs: list[ProgramRow]


class ProgramMade(ProgramRow):
    """A fresh token, answered this once."""

    token: str = Field(examples=["relief_" + "x" * 43])


@router.get("")
def programs(request: Request, who: ProviderWho) -> ProgramRows:
    """The tokens of the provider's programs. 404 for those who see one caseload only."""
    seat = look_at_all(request, who, "programs")
    with desk_of(request).store.read() as db:
        rows = program_tokens.of_provider(db, seat.provider_id)
    return ProgramRows(programs=[ProgramRow(**_row(one)) for one in rows])


@router.post("", status_code=201)
def make(request: Request, who: ProviderWho, wanted: WantedProgram) -> ProgramMade:
    """Make a token. It is answered this once and kept where nobody can read it, so it takes no Idempotency-Key.

    The FHIR facade at /fhir/r4 takes it as `Authorization: Bearer ...`.
    """
    desk = desk_of(request)
    seat = look_at_all(request, who, "programs")
    with desk.store.write() as db:
        asked = NewProgram(wanted.name, wanted.scopes, wanted.days)
        token, row = make_token(db, seat.provider_id, asked, by=seat.account_id, now=desk.clock())
        note(db, desk, seat, "made.token", {"program": row.name, "scopes": " ".join(row.scopes)})
    return ProgramMade(**_row(row), token=token)


@router.post("/{token_id}/revoke", responses=refused(404))
def revoke(request: Request, who: ProviderWho, token_id: str) -> ProgramRow:
    """End a token at once. Again changes nothing."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "programs")
    with desk.store.write() as db:
        row = revoke_token(db, seat.provider_id, token_id, now=desk.clock())
        note(db, desk, seat, "ended.token", {"program": row.name})
    return ProgramRow(**_row(row))


def _row(one: ProgramToken) -> dict[str, Any]:
    names = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    return {name: getattr(one, name) for name in names}
