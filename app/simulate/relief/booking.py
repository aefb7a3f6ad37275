"""Books plans on the simulator's desk as production's plan_booking does: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.mending import Proposal
from app.care.domain.outcome import Outcome
from app.care.domain.replacing import Difference, difference, whom_they_replace
from app.care.domain.world import KnownAppointment
from app.foundation.refusals import Conflict
from app.simulate.relief.courses import DeskCourse, Entry
from app.simulate.relief.questions import Questions

S = AppointmentStatus


@dataclass(frozen=True, slots=True)
class Placed:
    """What a plan brought: new appointments of a course, and those that gave way with how they ended."""

    course: DeskCourse
    new: tuple[Entry, ...]
    given_up: tuple[tuple[Entry, KnownAppointment, Outcome], ...]


@dataclass(frozen=True, slots=True)
class _Change:
    course: DeskCourse
    proposal: Proposal
    by: Difference[KnownAppointment]
    given_up: tuple[tuple[Entry, KnownAppointment, Outcome], ...]


def book(desk: Questions, proposals: Sequence[Proposal], *, now: datetime) -> list[Placed]:
    """Make the proposals the courses' future. Raises Conflict where that cannot be; nothing has changed then.

    Everything that gives way does so before anything is placed: one course may be given what another gives up.
    """
    changes = [_make_way(desk, proposal, now=now) for proposal in sorted(proposals, key=lambda one: one.course_id)]
    placed: list[Placed] = []
    try:
        for change in changes:
            placed.append(Placed(change.course, (), change.given_up))
            placed[-1] = Placed(change.course, _place(desk, change, now=now), change.given_up)
    except Conflict:
        _undo(desk, changes, placed)
        raise
    for change, done in zip(changes, placed, strict=True):
        _count(done, now + desk.policy.notice)
        _link(change, done)
    return placed


def _make_way(desk: Questions, proposal: Proposal, *, now: datetime) -> _Change:
    course = desk.courses[proposal.course_id]
    entries = sorted(course.standing.values(), key=lambda one: one.fact.number)
    found = difference([one.fact for one in entries], proposal.rows, now)
    given_up = []
    for fact in found.given_up:
        entry = course.standing[fact.id]
        desk.diary.turn(course, entry, S.CANCELLED)
        given_up.append((entry, fact, proposal.outcomes.get(fact.id, Outcome.MOVED_BY_PLAN)))
    desk.diary.count_anew((course.standing[fact.id], number) for fact, number in found.kept)
    return _Change(course, proposal, found, tuple(given_up))


def _place(desk: Questions, change: _Change, *, now: datetime) -> tuple[Entry, ...]:
    """All of a course's new appointments, or none of them."""
    begun: list[Entry] = []
    firm_until_at = change.proposal.basis.firm_until_at
    try:
        for row in change.by.new:
            begun.append(desk.diary.begin(change.course, row, firm_until_at=firm_until_at, now=now))
    except Conflict:
        desk.diary.undo(change.course, begun, ())
        raise
    return tuple(begun)


def _undo(desk: Questions, changes: Sequence[_Change], placed: Sequence[Placed]) -> None:
    for done in placed:
        desk.diary.undo(done.course, done.new, ())
    for change in changes:
        desk.diary.undo(change.course, (), [(entry, fact) for entry, fact, _ in change.given_up])
        desk.diary.count_anew((change.course.standing[fact.id], fact.number) for fact, _ in change.by.kept)


def _count(placed: Placed, too_late_at: datetime) -> None:
    """What was promised and moved before its day is a move; called off too late for anybody else, a miss."""
    for entry, was, outcome in placed.given_up:
        if was.status is S.BOOKED:
            placed.course.moves += 1
            if outcome is Outcome.MOVED_BY_ROSTER and was.start_at < too_late_at:
                placed.course.miss(entry, outcome)


def _link(change: _Change, done: Placed) -> None:
    """Let each new appointment make up for what it comes in place of."""
    course = change.course
    gone = {entry.fact.id: entry for entry, _, _ in done.given_up} | {one.fact.id: one for one in course.ended}
    numbers = [one.fact.number for one in done.new]
    ended = [one.fact for one in course.ended]
    replaced: dict[int, KnownAppointment] = whom_they_replace(numbers, change.by.given_up, ended)
    for entry in done.new:
        if old := replaced.get(entry.fact.number):
            entry.misses = gone[old.id].misses
            course.made_up(entry)
    replaced_ids = {one.id for one in replaced.values()}
    every = [*course.ended, *(entry for entry, _, _ in done.given_up)]
    course.ended = [one for one in every if one.fact.id not in replaced_ids]
    if done.new:
        course.counsellor_id = done.new[0].fact.counsellor_id
