"""Bills in words and as CSV, the same for the provider that sends them and the force that pays them."""

from collections.abc import Iterable, Iterator

from fastapi.responses import Response

from app.care.domain.invoice import FEWEST
from app.care.reads.fee_bills import Bill
from app.foundation.csv_tables import csv_table

KINDS = {
    "attended": "Attended",
    "late_cancelled": "Called off late",
    "missed": "Missed",
    "other": "Other, taken together",
}
WITHHELD = f"Fewer than {FEWEST} of a kind are not shown"
HEADS = ("month", "provider", "line", "about how many", "pounds")


def pounds(pence: int) -> str:
    """An amount as people write it."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def bills_csv(bills: Iterable[Bill], name: str) -> Response:
    """The bills as a file to take away."""
    table = csv_table(HEADS, (row for bill in bills for row in _rows(bill)))
    held = f'attachment; filename="{name}.csv"'
    return Response(table, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": held})


def _rows(bill: Bill) -> Iterator[tuple[str, ...]]:
    month = f"{bill.month:%Y-%m}"
    for kind, count in bill.lines:
        yield month, bill.provider, KINDS[kind], str(count), ""
    if bill.has_withheld:
        yield month, bill.provider, WITHHELD, "", ""
    yield month, bill.provider, "To pay", "", f"{bill.pence // 100}.{bill.pence % 100:02}"
