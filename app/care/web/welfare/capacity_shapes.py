"""What the calls about capacity take and give: changes to be tried, and published figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.capacity_said import from_json
from app.care.domain.disclosure import Published
from app.care.domain.study import REASONS
from app.care.domain.what_if import Kind, WhatIf
from app.care.store.tables.studies import CapacityStudy

_CHANGE: dict[str, Any] = {
    "kind": "counsellors",
    "days": [0, 1, 2, 3, 4],
    "opens": 17,
    "closes": 21,
    "place": "video",
    "name": "",
    "people": 2,
    "rooms": 1,
}


class ChangeBody(BaseModel):
    """A change to be tried. `place` for more counsellors or other hours, `name` and `rooms` for a new site."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_CHANGE]})

    kind: Kind
    days: list[int] = Field(max_length=7, description="Monday is 0.")
    opens: int = Field(ge=0, le=24, description="The hour at which each of the days begins.")
    closes: int = Field(ge=0, le=24)
    place: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=200)
    people: int = Field(default=1, ge=0, le=1000)
    rooms: int = Field(default=1, ge=0, le=1000)

    def change(self) -> WhatIf:
        """The change that it means; what its kind has no use for is left out."""
        is_site = self.kind is Kind.SITE
        return WhatIf(
            kind=self.kind,
            days=tuple(self.days),
            opens=self.opens,
            closes=self.closes,
            place="" if is_site else self.place,
            name=" ".join(self.name.split()) if is_site else "",
            people=1 if self.kind is Kind.HOURS else self.people,
            rooms=self.rooms if is_site else 1,
        )


class FigureRow(BaseModel):
    """One row. null: withheld. `middle_days`, `slow_days`: within which half, and nine in ten, are."""

    name: str = Field(examples=["everybody"])
    counts: list[int | None] = Field(examples=[[480, 65]])
    shares: list[int | None] = Field(examples=[[88, 12]], description="Percent.")
    middle_days: int | None = Field(examples=[12])
    slow_days: int | None = Field(examples=[26])


class Figure(BaseModel):
    """A table of published figures: counts to the nearest five, none under ten."""

    table: str = Field(examples=["finish"])
    parts: list[str] = Field(examples=[["on_time", "later"]])
    rows: list[FigureRow]


class WhatIfOut(BaseModel):
    """A change that is tried. `before`, `after`: figures once it is done. `reason`: why there are none."""

    id: str = Field(examples=["01j9x0k7m3"])
    words: str = Field(examples=["2 more counsellors at Video: Monday, 17:00 to 21:00"])
    asked: ChangeBody
    asked_at: datetime
    state: str = Field(examples=["done"], description="waiting, running, done, no_result or cancelled")
    percent: int = Field(examples=[100])
    reason: str = Field(examples=[""])
    hours: int | None = Field(examples=[40], description="Counsellor hours a week that it moves.")
    before: list[Figure]
    after: list[Figure]


class WhatIfsOut(BaseModel):
    """One's own of the last thirty days, the newest first."""

    what_ifs: list[WhatIfOut]


class CapacityOut(BaseModel):
    """The newest map and forecast. `percent`: how far a map is that is being drawn."""

    drawn_at: datetime | None
    percent: int | None = Field(examples=[None])
    reason: str = Field(examples=[""], description="Why there is no map, if there is none.")
    map: list[Figure]
    quarter: str = Field(examples=["2026-Q2"])
    hours: list[int] = Field(examples=[[410, 400]], description="Counsellor hours open in each week of the quarter.")
    coming: list[Figure]


def what_if_out(study: CapacityStudy, places: Mapping[str, str]) -> WhatIfOut:
    """A question as it stands."""
    change, kept = WhatIf.from_json(study.asked), study.result or {}
    return WhatIfOut(
        id=study.id,
        words=change.in_words(places),
        asked=ChangeBody.model_validate(study.asked),
        asked_at=study.asked_at,
        state=study.state.value,
        percent=study.percent,
        reason=REASONS.get(study.reason, ""),
        hours=kept.get("hours"),
        before=figures_out(kept.get("before", {})),
        after=figures_out(kept.get("after", {})),
    )


def figures_out(kept: Mapping[str, Any]) -> list[Figure]:
    """Tables of the store, in order of name; what is no table is left out."""
    tables = from_json({name: table for name, table in sorted(kept.items()) if isinstance(table, dict)})
    return [_figure(table) for table in tables.values()]


def _figure(table: Published) -> Figure:
    rows = [
        FigureRow(
            name=row.name,
            counts=list(row.counts),
            shares=list(row.shares),
            middle_days=row.middle,
            slow_days=row.slow,
        )
        for row in table.rows
    ]
    return Figure(table=table.table, parts=list(table.parts), rows=rows)
