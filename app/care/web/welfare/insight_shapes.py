"""Published figures as the API gives them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.what_is_known import Said

_ROW: dict[str, Any] = {"row": "nights", "staff": 7560, "counts": [410, 65], "percent": [86, 14]}


class RowOut(BaseModel):
    """A row. Counts are to the nearest five, in the order of the table's parts; null where withheld."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_ROW]})

    row: str
    staff: int
    counts: list[int | None]
    percent: list[int | None] = Field(description="Shares of the row, of rounded counts.")
    median_days: int | None = None
    nine_of_ten_within_days: int | None = None
    expected_percent: int | None = Field(default=None, description="The chance of a miss that was told on average.")


class TableOut(BaseModel):
    """A table; `totals` are sums of what is said, by part."""

    table: str = Field(examples=["sessions"])
    parts: list[str] = Field(examples=[["attended", "missed"]])
    rows: list[RowOut]
    totals: list[int] = Field(examples=[[410, 65]])
    has_withheld: bool


class QuarterOut(BaseModel):
    """All that is said of a quarter, for good: corrections count in the quarter in which they are made."""

    quarter: str = Field(examples=["2026-Q3"])
    tables: list[TableOut]


class QuartersOut(BaseModel):
    """Every quarter published, the newest first."""

    made_up: bool = Field(default=False, description="True: figures of no real force.")
    quarters: list[QuarterOut]


def shown(one: Said) -> QuarterOut:
    """A quarter as the API gives it."""
    tables = [
        TableOut(
            table=table.table,
            parts=list(table.parts),
            rows=[
                RowOut(
                    row=row.name,
                    staff=row.staff,
                    counts=list(row.counts),
                    percent=list(row.shares),
                    median_days=row.middle,
                    nine_of_ten_within_days=row.slow,
                    expected_percent=row.mean_told,
                )
                for row in table.rows
            ],
            totals=list(table.totals),
            has_withheld=table.has_withheld,
        )
        for table in one.tables.values()
    ]
    return QuarterOut(quarter=one.quarter, tables=tables)
