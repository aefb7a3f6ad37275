"""Where a session of the plan would be if it could not be where it is."""

from dataclasses import dataclass
from datetime import datetime

from app.care.domain.answering import row_of
from app.care.domain.mending import standing_of
from app.care.domain.planned import PlannedRow
from app.care.reads.officer_names import PlaceName, names_of
from app.care.reads.world import read_world
from app.care.store import courses
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from scheduler.why.case import case_of
from scheduler.why.slot_costs import slot_cost


@dataclass(frozen=True, slots=True)
class NextBest:
    """The next best time, None if there is no other; `later_days` than the one that stands."""

    row: PlannedRow | None = None
    place: PlaceName | None = None
    counsellor_name: str = ""
    with_other: bool = False
    later_days: int = 0


def next_best(store: Database, officer_id: str, course_id: str, number: int, *, now: datetime) -> NextBest | None:
    """The officer's eyes; thinks with no transaction held. None where nothing stands that could still move.

    Raises NotFound if the course is not theirs or has no such session.
    """
    with store.read() as db:
        if number > courses.of_officer(db, course_id, officer_id).sessions:
            raise NotFound("There is no such number in your plan.")
        ask = read_world(db, [course_id], now=now, policy=policy_of(db))
        names = names_of(db, [who.id for who in ask.world.counsellors])
    sheet = ask.sheets[course_id]
    standing = next((a for a in sheet.standing if a.number == number), None)
    if standing is None or not sheet.is_whole(ask.horizon):
        return None
    planned = standing_of(ask, course_id)
    case = case_of(ask.problem, course_id, ask.taken)
    instead = slot_cost(case, planned, sheet.number_in_problem(number), another_start=True).instead
    if instead is None:
        return NextBest()
    row = row_of(ask, sheet, instead)
    zone = ask.world.zone
    return NextBest(
        row=row,
        place=names.places[row.place_id],
        counsellor_name=names.counsellors[row.counsellor_id],
        with_other=row.counsellor_id != standing.counsellor_id,
        later_days=(row.start_at.astimezone(zone).date() - standing.start_at.astimezone(zone).date()).days,
    )
