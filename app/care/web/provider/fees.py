"""What the force pays a provider: the terms, the own books, and each month's bill as the force has it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from app.care.domain.invoice import Invoice
from app.care.reads.fee_bills import OwnFees, own_bill, own_fees
from app.care.reads.provider_diary import Seat
from app.care.store.tables.fees import ContractTerms
from app.care.web.bill_files import KINDS, bills_csv, pounds
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all
from app.foundation.pages import render

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/provider/fees", tags=["provider"])
Month = Annotated[
    str, Path(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-03"], description="A month that is over.")
]


class TermsRow(BaseModel):
    """What is agreed for appointments from a day on; money in pence."""

    from_on: date
    price_50: int = Field(examples=[6000])
    price_60: int = Field(examples=[7000])
    price_90: int = Field(examples=[10000])
    late_hours: int = Field(examples=[24])
    late_percent: int = Field(examples=[50])
    missed_percent: int = Field(examples=[100])


class BookRow(BaseModel):
    """The own books for one kind: corrections are taken off in the month they were made."""

    kind: str = Field(examples=["attended"])
    count: int = Field(examples=[31])
    pence: int = Field(examples=[186000])


class LineRow(BaseModel):
    """A line of the bill: about how many, to the nearest five."""

    kind: str = Field(examples=["attended"])
    count: int = Field(examples=[30])


class MonthRow(BaseModel):
    """One month: the own books, and the bill that the force has (none while the month is not over)."""

    month: str = Field(examples=["2026-03"])
    books: list[BookRow]
    lines: list[LineRow]
    withheld: bool
    pence: int = Field(examples=[180000], description="To pay now.")
    carried: int = Field(examples=[6000], description="Pence that come with a later bill; the force is not told.")


class FeesOut(BaseModel):
    """Terms and months, the newest first. `running` is the month that is not over."""

    terms: list[TermsRow]
    running: list[BookRow]
    months: list[MonthRow]


@pages.get("/provider/fees")
def fees_page(request: Request, who: ProviderWho) -> HTMLResponse:
    """The months, the newest first."""
    found = _found(request, look_at_all(request, who, "fees"))
    return render(request, "provider/fees.html", fees=found, kinds=KINDS, pounds=pounds)


@pages.get("/provider/fees/{month}.csv")
def bill_file(request: Request, who: ProviderWho, month: Month) -> Response:
    """A month's bill to take away."""
    return _file(request, look_at_all(request, who, "fees"), month)


@router.get("")
def fees(request: Request, who: ProviderWho) -> FeesOut:
    """Terms, own books and bills, month by month. Nothing in it is about one appointment or one officer."""
    found = _found(request, look_at_all(request, who, "fees"))
    return FeesOut(
        terms=[_terms(one) for one in found.terms],
        running=_books(found.running) if found.running else [],
        months=[_month(one) for one in found.closed],
    )


@router.get("/{month}/bill.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def bill(request: Request, who: ProviderWho, month: Month) -> Response:
    """The bill of a month that is over, as CSV and as the force has it."""
    return _file(request, look_at_all(request, who, "fees"), month)


def _found(request: Request, seat: Seat) -> OwnFees:
    desk = desk_of(request)
    with desk.store.read() as db:
        return own_fees(db, seat.provider_id, desk.zone, now=desk.clock())


def _file(request: Request, seat: Seat, month: str) -> Response:
    desk = desk_of(request)
    with desk.store.read() as db:
        one = own_bill(db, seat.provider_id, date.fromisoformat(f"{month}-01"), desk.zone, now=desk.clock())
    return bills_csv([one], f"bill-{month}")


def _terms(row: ContractTerms) -> TermsRow:
    return TermsRow(
        from_on=row.from_on,
        price_50=row.price_50,
        price_60=row.price_60,
        price_90=row.price_90,
        late_hours=row.late_hours,
        late_percent=row.late_percent,
        missed_percent=row.missed_percent,
    )


def _books(one: Invoice) -> list[BookRow]:
    return [BookRow(kind=kind.value, count=count, pence=pence) for kind, count, pence in one.exact]


def _month(one: Invoice) -> MonthRow:
    return MonthRow(
        month=f"{one.month:%Y-%m}",
        books=_books(one),
        lines=[LineRow(kind=kind, count=count) for kind, count in one.lines],
        withheld=one.has_withheld,
        pence=one.pence,
        carried=one.carried,
    )
