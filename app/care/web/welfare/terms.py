"""What the force has agreed to pay each provider: a welfare lead reads it and writes it; no provider can change it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData
from starlette.responses import Response

from app.care.desk import CareDesk
from app.care.domain.fees import DEAREST, LONGEST_NOTICE, Terms
from app.care.services.fee_post import agree_terms_ahead
from app.care.store import fees, providers
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.fees import ContractTerms
from app.care.web.bill_files import pounds
from app.care.web.welfare.terms_form import Typed, read_terms
from app.foundation.audit import Line, record
from app.foundation.pages import render, see_other
from app.foundation.refusals import Invalid
from app.foundation.signin.who import Who, require

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/welfare/terms", tags=["welfare"])
Lead = Annotated[Who, Depends(require("welfare"))]
HERE = "/welfare/terms"
Pence = Annotated[int, Field(ge=0, le=DEAREST)]
Percent = Annotated[int, Field(ge=0, le=100)]


class TermsBody(BaseModel):
    """Prices in pence for 50, 60 and 90 minutes, and the share of them that is due without the session."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"price_50": 6000, "price_60": 7000, "price_90": 10000}]},
    )

    price_50: Pence
    price_60: Pence
    price_90: Pence
    late_hours: int = Field(default=24, ge=0, le=LONGEST_NOTICE, description="Less notice than this costs something.")
    late_percent: Percent = 50
    missed_percent: Percent = 100


class AgreedTerms(BaseModel):
    """Terms with the first day on which they hold; those of a later day replace them from then on."""

    from_on: date
    terms: TermsBody


class ProviderTerms(BaseModel):
    """All that was ever agreed with a provider, the newest first."""

    provider: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    name: str = Field(examples=["Alder Practice"])
    agreed: list[AgreedTerms]


class AllTerms(BaseModel):
    """Every provider, by name."""

    providers: list[ProviderTerms]


async def _typed_form(request: Request) -> FormData:
    return await request.form()


@pages.get(HERE)
def terms_page(request: Request, _who: Lead) -> HTMLResponse:
    """What holds, what held, and the form."""
    return _page(request, Typed())


@pages.post(HERE, response_model=None)
def agree_here(request: Request, who: Lead, form: Annotated[FormData, Depends(_typed_form)]) -> Response:
    """Write new terms down."""
    typed = read_terms(form)
    try:
        from_on, terms = typed.meant()
        name = _agree(request, who, typed.provider, (from_on, terms))
    except Invalid as refused:
        return _page(request, typed, refused)
    return see_other(HERE, say=f"From {from_on:%d %B %Y} {name} is paid by these terms.")


@router.get("")
def terms(request: Request, _who: Lead) -> AllTerms:
    """What is agreed with each provider, by its first day."""
    found = [
        ProviderTerms(provider=provider_id, name=name, agreed=[_row(one) for one in rows])
        for (provider_id, name), rows in _agreed(request).items()
    ]
    return AllTerms(providers=found)


@router.put("/{provider_id}/{from_on}")
def agree(request: Request, who: Lead, provider_id: str, from_on: date, body: TermsBody) -> AgreedTerms:
    """Let these terms hold from that day on, the first of a month. The same again changes nothing.

    422 for another day, for one that is over, and for other terms from a day that has terms.
    """
    _agree(request, who, provider_id, (from_on, Terms(**body.model_dump())))
    return AgreedTerms(from_on=from_on, terms=body)


def _agree(request: Request, who: Who, provider_id: str, what: tuple[date, Terms]) -> str:
    """The provider's name. Raises NotFound, Invalid."""
    desk, (from_on, wanted) = _desk(request), what
    with desk.store.write() as db:
        name = providers.provider(db, provider_id).name
        agree_terms_ahead(db, provider_id, from_on, wanted, now=desk.clock())
        detail = {"from": from_on.isoformat()}
        line = Line(f"welfare-lead:{who.subject_id}", "agreed.terms", f"provider:{provider_id}", detail)
        record(db, AuditEntry, line, now=desk.clock())
    return name


def _agreed(request: Request) -> Mapping[tuple[str, str], Sequence[ContractTerms]]:
    with _desk(request).store.read() as db:
        known = sorted(providers.all_providers(db), key=lambda one: one.name)
        return {(one.id, one.name): fees.terms_of_provider(db, one.id) for one in known}


def _page(request: Request, typed: Typed, refused: Invalid | None = None) -> HTMLResponse:
    desk = _desk(request)
    today = desk.clock().astimezone(desk.zone).date()
    return render(
        request, "welfare/terms.html", status=refused.status if refused else 200, agreed=_agreed(request),
        typed=typed, today=today.isoformat(), faults=refused.faults if refused else (), pounds=pounds,
    )  # fmt: skip


def _row(row: ContractTerms) -> AgreedTerms:
    plain = fees.plain(row)
    body = {name: getattr(plain, name) for name in TermsBody.model_fields}
    return AgreedTerms(from_on=row.from_on, terms=TermsBody.model_validate(body))


def _desk(request: Request) -> CareDesk:
    desk: CareDesk = request.app.state.desk
    return desk
