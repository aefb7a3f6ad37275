"""Mends courses: whether there is anything to mend, the better of the two ways, and what to book."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.care.domain.answering import rows_of
from app.care.domain.asking import Ask
from app.care.domain.attendance import can_be_kept, is_there, times_of
from app.care.domain.closing_up import closed_up
from app.care.domain.course import CourseState
from app.care.domain.kept_hours import may_use_kept
from app.care.domain.long_gaps import falls_short, left_out, with_long_gaps
from app.care.domain.needs import NO_NEEDS
from app.care.domain.outcome import Outcome
from app.care.domain.planned import PlanBasis, PlannedRow
from app.care.domain.thinking import NoAnswer, Think, cannot_serve, think
from app.care.domain.thinking_together import ThinkTogether, think_together
from app.care.domain.wants import Mode
from scheduler.objective import course_cost
from scheduler.plan import PlannedAppointment
from scheduler.problem import Window


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to hand to `plan_booking.book_plan`.

    `outcomes`: how appointments that give way end, by id, where not for the plan's own sake. `is_stuck`: the counsellor
    has nothing within the force's patience. `unplaced`: how many sessions owed have no place.
    `has_kept_hours_left`: some have none because the course was planned together with others that may not use the hours
    kept for replacements; alone it may. `finds_nothing`: nothing that is owed has a time.
    """

    course_id: str
    rows: tuple[PlannedRow, ...]
    basis: PlanBasis
    outcomes: Mapping[str, Outcome]
    is_stuck: bool
    unplaced: int
    has_kept_hours_left: bool = False
    finds_nothing: bool = False


def answer_to(ask: Ask, course_id: str, think: Think = think) -> tuple[Ask, tuple[PlannedAppointment, ...]]:
    """The plan of a course that needs mending, and the question that it answers: see `propose`."""
    return _answer(ask, closed_up(ask, [course_id]), course_id, think)


def needs_mending(ask: Ask, course_id: str) -> bool:
    """Whether the course is there, open, and not whole."""
    sheet = ask.sheets.get(course_id)
    return sheet is not None and sheet.course.state is CourseState.OPEN and not sheet.is_whole(ask.horizon)


def answer_together(ask: Ask, course_ids: Sequence[str], think: ThinkTogether = think_together) -> tuple[Proposal, ...]:
    """The best way found to mend these courses together. Raises NoAnswer when there is no plan of all of them.

    Each in the way that would be best for it alone: both ways for each would be too many questions.
    """
    asked = closed_up(ask, [name for name in course_ids if is_better_closed_up(ask, name)]) or ask
    asked, planned = _together(asked, course_ids, think)
    return tuple(proposal_of(asked, name, _of(name, planned), outcomes_of(ask, name)) for name in course_ids)


def _together(ask: Ask, course_ids: Sequence[str], think: ThinkTogether) -> tuple[Ask, Sequence[PlannedAppointment]]:
    """The cheaper of two answers, where the first falls short of what some course has: see long_gaps."""
    planned = think(ask, course_ids)
    short = [name for name in course_ids if falls_short(ask, name, _of(name, planned))]
    if not short:
        return ask, planned
    longer = with_long_gaps(ask, short)
    try:
        other = think(longer, course_ids)
    except NoAnswer:
        return ask, planned
    is_better = _all_left_out(longer, course_ids, other) < _all_left_out(ask, course_ids, planned)
    return (longer, other) if is_better else (ask, planned)


def _all_left_out(ask: Ask, course_ids: Sequence[str], planned: Sequence[PlannedAppointment]) -> tuple[int, int]:
    each = [left_out(ask, name, _of(name, planned)) for name in course_ids]
    return sum(owed for owed, _ in each), sum(given_up for _, given_up in each)


def _of(course_id: str, planned: Sequence[PlannedAppointment]) -> list[PlannedAppointment]:
    return [one for one in planned if one.course == course_id]


def proposal_of(
    ask: Ask, course_id: str, planned: Sequence[PlannedAppointment], outcomes: Mapping[str, Outcome]
) -> Proposal:
    """The engine's answer for one course as something to book."""
    unplaced = len(ask.sheets[course_id].owed) - len(planned)
    kept_left = may_use_kept([ask.sheets[course_id].course]) and not may_use_kept(ask.world.courses)
    return Proposal(
        course_id=course_id,
        rows=tuple(rows_of(ask, course_id, planned)),
        basis=_basis(ask, course_id),
        outcomes=outcomes,
        is_stuck=cannot_serve(ask, course_id, planned),
        unplaced=unplaced,
        has_kept_hours_left=unplaced > 0 and kept_left,
        finds_nothing=unplaced > 0 and not planned,
    )


def is_better_closed_up(ask: Ask, course_id: str, think: Think = think) -> bool:
    """Whether the course, alone, is mended best by counting what follows one lower."""
    closed = closed_up(ask, [course_id])
    return closed is not None and _answer(ask, closed, course_id, think)[0].sheets is closed.sheets


def _answer(ask: Ask, closed: Ask | None, course_id: str, think: Think) -> tuple[Ask, tuple[PlannedAppointment, ...]]:
    """The cheapest answer, and the question it is to; of equals the one that moves nobody."""
    asked = [one for one in (closed, ask) if one is not None]
    found = list(_answers(asked, course_id, think))
    if not found:
        return ask, standing_of(ask, course_id)
    best = _cheapest(found, course_id)
    if not falls_short(best[0], course_id, best[1]):
        return best
    longer = list(_answers([with_long_gaps(one, [course_id]) for one in asked], course_id, think))
    if not longer:
        return best
    other = _cheapest(longer, course_id)
    return other if left_out(other[0], course_id, other[1]) < left_out(best[0], course_id, best[1]) else best


Answer = tuple[Ask, tuple[PlannedAppointment, ...]]


def _answers(asked: Iterable[Ask], course_id: str, think: Think) -> Iterator[Answer]:
    for one in asked:
        with suppress(NoAnswer):
            yield one, tuple(think(one, course_id))


def _cheapest(found: Sequence[Answer], course_id: str) -> Answer:
    return min(found, key=lambda answer: _cost(*answer, course_id=course_id)) if len(found) > 1 else found[0]


def _cost(ask: Ask, planned: Sequence[PlannedAppointment], *, course_id: str) -> int:
    course = next(course for course in ask.problem.courses if course.id == course_id)
    return course_cost(ask.problem, course, planned)


def standing_of(ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
    """What stands and can be kept, in the engine's words."""
    sheet = ask.sheets[course_id]
    return tuple(
        PlannedAppointment(
            course_id,
            sheet.number_in_problem(a.number),
            a.counsellor_id,
            ask.horizon.minute_of(a.start_at),
            a.place_id,
        )
        for a in (*sheet.held, *sheet.standing)
    )


def _basis(ask: Ask, course_id: str) -> PlanBasis:
    """Until the officer has booked something themselves, all is proposed: nobody's first session is chosen for them."""
    course = ask.sheets[course_id].course
    now = ask.world.now
    return PlanBasis(course.version, ask.world.roster_version, ask.policy.firm_until(now) if course.agreed else now)


def outcomes_of(ask: Ask, course_id: str) -> dict[str, Outcome]:
    """How what cannot stay will have ended: its counsellor is away or was changed, the officer's own settings leave no
    room for it, or a duty lies over it. With a counsellor whom the officer did not want any more it ends by their wish.
    """
    people, sheet = {who.id: who for who in ask.world.counsellors}, ask.sheets[course_id]
    found, without = {}, _windows_without_needs(ask, course_id)
    for one in (*sheet.impossible, *sheet.standing):
        who = people.get(one.counsellor_id)
        changed = sheet.course.bound_to is not None and one.counsellor_id != sheet.course.bound_to
        if not is_there(one, who):
            found[one.id] = Outcome.CANCELLED_BY_PROVIDER
        elif changed:
            is_own = who is not None and not sheet.course.wants.fits(who.skills, who.languages, who.gender)
            found[one.id] = Outcome.CANCELLED_BY_OFFICER if is_own else Outcome.CANCELLED_BY_PROVIDER
        elif one in sheet.impossible:
            is_own = can_be_kept(one, without, who, ask.horizon)
            found[one.id] = Outcome.CANCELLED_BY_OFFICER if is_own else Outcome.MOVED_BY_ROSTER
    return found


def _windows_without_needs(ask: Ask, course_id: str) -> list[Window]:
    """When an officer of these duties who had asked for nothing could attend, where something became impossible."""
    sheet = ask.sheets[course_id]
    anywhere = replace(sheet.course.wants, mode=Mode.EITHER, places=())
    if not sheet.impossible or (sheet.course.needs, sheet.course.wants) == (NO_NEEDS, anywhere):
        return []
    free = replace(sheet.course, needs=NO_NEEDS, wants=anywhere)
    where = {a.place_id for a in sheet.impossible}
    there = replace(ask.world, places=tuple(place for place in ask.world.places if place.id in where))
    return times_of(free, there, ask.horizon, ask.policy)
