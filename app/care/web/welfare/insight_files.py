"""Published figures to take away: CSV that is safe to open, and JSON."""

from collections.abc import Iterator, Sequence

from fastapi.responses import JSONResponse, Response

from app.care.domain.what_is_known import Said
from app.care.web.welfare.insight_shapes import QuartersOut, shown
from app.care.web.welfare.insight_words import PARTS, ROWS, TABLES, WITHHELD
from app.foundation.csv_tables import csv_table

HEADS = ("quarter", "table", "row", "what", "about", "percent", "days, median", "days, nine of ten within",
         "percent missed that was expected")  # fmt: skip


def figures_csv(said: Sequence[Said], name: str) -> Response:
    """All quarters as one table."""
    held = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_table(HEADS, _rows(said)), media_type="text/csv; charset=utf-8", headers=held)


def figures_json(said: Sequence[Said], name: str, *, is_made_up: bool) -> Response:
    """The same as the API gives it."""
    held = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    body = QuartersOut(made_up=is_made_up, quarters=[shown(one) for one in reversed(said)])
    return JSONResponse(body.model_dump(mode="json"), headers=held)


def _rows(said: Sequence[Said]) -> Iterator[tuple[str, ...]]:
    for one in said:
        for table in one.tables.values():
            for row in table.rows:
                for part, count, share in zip(table.parts, row.counts, row.shares, strict=True):
                    where = (one.quarter, TABLES[table.table], ROWS.get(row.name, row.name), PARTS[part])
                    rest = (share if len(table.parts) > 1 else None, row.middle, row.slow, row.mean_told)
                    said_or_not = WITHHELD if count is None else str(count)
                    yield (*where, said_or_not, *("" if cell is None else str(cell) for cell in rest))
