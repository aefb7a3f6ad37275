"""What providers bill the force month by month, and what their own books say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.invoice import Invoice, Posted, invoices
from app.care.store import fees, providers
from app.care.store.tables.fees import ContractTerms
from app.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class OwnFees:
    """A provider's eyes. `running`: the month that is not over yet, of which only the own books are worth showing."""

    terms: tuple[ContractTerms, ...]
    closed: tuple[Invoice, ...]
    running: Invoice | None


@dataclass(frozen=True, slots=True)
class Bill:
    """The force's eyes: a provider's bill for one closed month."""

    provider: str
    month: date
    lines: tuple[tuple[str, int], ...]
    has_withheld: bool
    pence: int


def own_fees(db: Session, provider_id: str, zone: ZoneInfo, *, now: datetime) -> OwnFees:
    """Every month since the first fee, the newest first."""
    this_month = _first_of(now, zone)
    found = _invoices(db, provider_id, zone, now=now)
    closed = tuple(one for one in reversed(found) if one.month < this_month)
    running = found[-1] if found and found[-1].month == this_month else None
    return OwnFees(tuple(fees.terms_of_provider(db, provider_id)), closed, running)


def own_bill(db: Session, provider_id: str, month: date, zone: ZoneInfo, *, now: datetime) -> Bill:
    """A provider's eyes: the bill of one closed month, as the force has it. Raises NotFound if there is none."""
    for one in own_fees(db, provider_id, zone, now=now).closed:
        if one.month == month:
            return _bill(providers.provider(db, provider_id).name, one)
    raise NotFound("There is no bill for this month.")


def bills_to_force(db: Session, zone: ZoneInfo, *, now: datetime) -> list[Bill]:
    """The force's eyes: every bill of a closed month, the newest month first, then by provider."""
    this_month = _first_of(now, zone)
    bills = [
        _bill(provider.name, one)
        for provider in providers.all_providers(db)
        for one in _invoices(db, provider.id, zone, now=now)
        if one.month < this_month
    ]
    return sorted(bills, key=lambda bill: (-bill.month.toordinal(), bill.provider))


def _bill(name: str, one: Invoice) -> Bill:
    return Bill(name, one.month, one.lines, one.has_withheld, one.pence)


def _invoices(db: Session, provider_id: str, zone: ZoneInfo, *, now: datetime) -> tuple[Invoice, ...]:
    posted = [
        Posted(_first_of(at, zone), kind, count, pence, officer_id)
        for at, kind, count, pence, officer_id in fees.entries_of_provider(db, provider_id)
    ]
    if not posted:
        return ()
    return invoices(posted, list(_months(min(one.month for one in posted), _first_of(now, zone))))


def _months(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _first_of(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date().replace(day=1)
