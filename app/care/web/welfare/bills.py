"""What providers bill the force, for a welfare lead: sums over many people, month by month, and nothing finer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from app.care.desk import CareDesk
from app.care.reads.fee_bills import Bill, bills_to_force
from app.care.store.tables.access import AuditEntry
from app.care.web.bill_files import KINDS, bills_csv, pounds
from app.foundation.audit import Line, record
from app.foundation.pages import render
from app.foundation.signin.who import Who, require

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/welfare/bills", tags=["welfare"])
Lead = Annotated[Who, Depends(require("welfare"))]


class BillLine(BaseModel):
    """About how many of a kind, to the nearest five."""

    kind: str = Field(examples=["attended"])
    count: int = Field(examples=[30])


class BillOut(BaseModel):
    """A provider's bill for one month. `withheld`: something is too small to be said."""

    month: str = Field(examples=["2026-03"])
    provider: str = Field(examples=["Alder Practice"])
    lines: list[BillLine]
    withheld: bool
    pence: int = Field(examples=[180000])


class BillsOut(BaseModel):
    """Every bill of a month that is over, the newest first."""

    bills: list[BillOut]


@pages.get("/welfare/bills")
def bills_page(request: Request, who: Lead) -> HTMLResponse:
    """The bills, the newest first."""
    return render(request, "welfare/bills.html", bills=_bills(request, who), kinds=KINDS, pounds=pounds)


@pages.get("/welfare/bills.csv")
def bills_file(request: Request, who: Lead) -> Response:
    """The same to take away."""
    return bills_csv(_bills(request, who), "bills")


@router.get("")
def bills(request: Request, who: Lead) -> BillsOut:
    """What providers bill the force. No names of officers, no days, no counts under ten."""
    return BillsOut(bills=[_row(one) for one in _bills(request, who)])


def _bills(request: Request, who: Who) -> list[Bill]:
    desk: CareDesk = request.app.state.desk
    with desk.store.write() as db:
        record(db, AuditEntry, Line(f"welfare-lead:{who.subject_id}", "looked.bills", "bills"), now=desk.clock())
        return bills_to_force(db, desk.zone, now=desk.clock())


def _row(one: Bill) -> BillOut:
    lines = [BillLine(kind=kind, count=count) for kind, count in one.lines]
    return BillOut(
        month=f"{one.month:%Y-%m}", provider=one.provider, lines=lines, withheld=one.has_withheld, pence=one.pence
    )
