"""Made-up figures of capacity, as a job leaves them, for pages to show."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.care.domain.capacity_count import Counted
from app.care.domain.capacity_figures import of_gaps, of_referrals, of_try, of_weeks
from app.care.domain.capacity_said import as_json
from app.care.domain.demand import forecast
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.study import StudyKind
from app.care.domain.supply_gap import SupplyGap
from app.care.domain.trying import GapFound, GapsFound, Tried
from app.care.services.capacity_study import answer, ask_demand, ask_gaps, begin
from app.care.store.tables.studies import CapacityStudy
from tests.care.officer.rig import Rig
from tests.support.builders import SITE, VIDEO


def a_count(on_time: int, *, late: int = 60, lacking: int = 45, evening: int = 80) -> Counted:
    """A plan of many courses; mornings are well used, evenings less so."""
    hours = {(day, hour): 600 for day in range(7) for hour in range(8, 20)}
    used = {(day, hour): 480 - 50 * abs(hour - 12) if day < 5 else evening for day, hour in hours}
    people = {hour: min(count // 4, 90) for hour, count in used.items()}
    waits = tuple(range(3, 63))
    return Counted(on_time + late, on_time, lacking, waits, used, hours, people)


def a_gap(day: int, part: PartOfDay, hour: int, officers: int, place: str = VIDEO) -> SupplyGap:
    gaining = frozenset(f"k{number}" for number in range(officers))
    return SupplyGap(day, part, place, hour, "c1", 1000 * officers, 2 * officers, gaining)


def the_map() -> GapsFound:
    sunday, friday = a_gap(6, PartOfDay.MORNING, 8, 41), a_gap(4, PartOfDay.EVENING, 17, 27, SITE)
    few = a_gap(1, PartOfDay.AFTERNOON, 12, 9)
    others = [
        a_gap(day, part, hour, officers, place)
        for place, most in ((VIDEO, 38), (SITE, 24))
        for day in range(7)
        for part, hour, officers in (
            (PartOfDay.MORNING, 8, most - 22 + 4 * abs(day - 2)),
            (PartOfDay.EVENING, 17, most - 14 + 3 * (day % 4)),
            (PartOfDay.AFTERNOON, 12, most - 26 + 3 * abs(day - 3)),
        )
        if (day, part, place) not in {sunday.spot, friday.spot, few.spot}
    ]
    count = a_count(380)
    return GapsFound(
        (SITE, VIDEO), count, (sunday, friday, few, *others), (GapFound(sunday, 403, 2), GapFound(friday, 385))
    )


def drawn(rig: Rig, found: GapsFound | None = None) -> None:
    with rig.store.write() as db:
        study_id = ask_gaps(db, "", now=rig.clock()).id
        begin(db, study_id)
        answer(db, study_id, as_json(of_gaps(found or the_map(), 4000)), "", now=rig.clock())


def tried(rig: Rig, result: dict[str, Any] | None, reason: str = "") -> None:
    with rig.store.write() as db:
        study_id = db.scalars(select(CapacityStudy.id).where(CapacityStudy.kind == StudyKind.WHAT_IF)).one()
        begin(db, study_id)
        answer(db, study_id, result, reason, now=rig.clock())


def a_try(before: int = 380, after: int = 403) -> dict[str, Any]:
    said = of_try(Tried(a_count(before), a_count(after, late=40, lacking=20, evening=300), 8.0), 4000)
    return {"hours": 8, **{when: as_json(figures) for when, figures in said.items()}}


def foretold(rig: Rig) -> None:
    """A quarter's forecast beside the hours that are open."""
    past = {"soonest": [4, 6, 3, 5] * 12, "soon": [22, 18, 25, 20] * 12, "routine": [9, 14, 11, 12] * 12}
    coming = {name: found for name, counts in past.items() if (found := forecast(counts)) is not None}
    mondays = [date(2026, 1, 5) + timedelta(weeks=at) for at in range(13)]
    weeks = [(f"{monday}", 300 - 22 * at, 26 * at, 200 - 14 * at) for at, monday in enumerate(mondays)]
    kept = as_json(
        of_referrals(coming, {name: sum(counts) for name, counts in past.items()}, 4000) | of_weeks(weeks, 4000)
    )
    with rig.store.write() as db:
        study = ask_demand(db, "2026-Q1", now=rig.clock())
        assert study is not None
        begin(db, study.id)
        answer(db, study.id, {"quarter": "2026-Q1", "hours": [360] * 6 + [330] * 7, **kept}, "", now=rig.clock())
