"""What one course is still owed, and which of its appointments stand, must stay or have become impossible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.attendance import can_be_kept, horizon_of, times_of
from app.care.domain.longer_once import keeps_to_it, longest_gap
from app.care.domain.policy import Policy
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, World
from scheduler.civil import DAY, Horizon
from scheduler.problem import Window


@dataclass(frozen=True, slots=True)
class CourseSheet:
    """One course sorted out for planning.

    `settled`: attended, begun, or too near to be moved and still possible. `standing`: may be moved, at a price.
    `held`: the officer is deciding, so it stays. `impossible`: one side can no longer attend. `owed`: numbers without
    a settled appointment; the engine counts them from `first_number` on, whichever numbers they really are.
    """

    course: KnownCourse
    windows: tuple[Window, ...]
    owed: tuple[int, ...]
    settled: tuple[KnownAppointment, ...]
    held: tuple[KnownAppointment, ...]
    standing: tuple[KnownAppointment, ...]
    impossible: tuple[KnownAppointment, ...]

    @property
    def first_number(self) -> int:
        """The number that the engine gives to the first session owed."""
        return self.course.sessions - len(self.owed) + 1

    @property
    def previous_at(self) -> datetime | None:
        """Start of the last session that was held or will surely be."""
        return max((a.start_at for a in self.settled), default=None)

    @property
    def longest_gap(self) -> int:
        """The most days that may lie between two to come; more than usual only where that was agreed to, and once."""
        return longest_gap(self.course.wants, [a.start_at for a in self.settled])

    def number_in_problem(self, number: int) -> int:
        """What the engine calls session `number`."""
        return self.first_number + self.owed.index(number)

    def number_of(self, in_problem: int) -> int:
        """The session that the engine calls `in_problem`."""
        return self.owed[in_problem - self.first_number]

    def is_whole(self, horizon: Horizon) -> bool:
        """Whether there is nothing to mend: all that is owed stands, in order, well spaced, with one counsellor."""
        kept = sorted((*self.held, *self.standing), key=lambda a: a.number)
        if self.impossible or tuple(a.number for a in kept) != self.owed:
            return False
        with_whom = {a.counsellor_id for a in kept} | ({self.course.bound_to} - {None})
        return len(with_whom) <= 1 and self._is_well_spaced(kept, horizon)

    def _is_well_spaced(self, kept: Sequence[KnownAppointment], horizon: Horizon) -> bool:
        wants, days = self.course.wants, [horizon.minute_of(a.start_at) // DAY for a in kept]
        if self.previous_at is not None:
            # However long the officer has waited already, only too soon is wrong.
            last = horizon.minute_of(self.previous_at) // DAY
            days.insert(0, max(last, days[0] - wants.gap_limit) if days else last)
        return all(b - a >= wants.gap_min for a, b in pairwise(days)) and keeps_to_it(days, wants, self.longest_gap)


def sheet_of(
    course: KnownCourse, windows: Sequence[Window], world: World, horizon: Horizon, policy: Policy
) -> CourseSheet:
    """Sort the course's appointments.

    One that has begun is settled, whatever became of it: its outcome is yet to be told. One that begins sooner than
    the notice for a new time is settled while both can attend, and given up when they cannot. What the officer holds is
    theirs to decide on, whatever the roster says meanwhile.
    """
    people = {who.id: who for who in world.counsellors}
    sorted_out: dict[str, list[KnownAppointment]] = {"settled": [], "held": [], "standing": [], "impossible": []}
    for appointment in course.appointments:
        if appointment.is_live and appointment.number == course.choosing:
            continue
        fate = _fate(appointment, windows, people.get(appointment.counsellor_id), (world, horizon, policy))
        stays = fate in {"standing", "held"} and course.choosing is not None and appointment.number < course.choosing
        sorted_out["settled" if stays else fate].append(appointment)
    done = {a.number for a in sorted_out["settled"]}
    return CourseSheet(
        course=course,
        windows=tuple(windows),
        owed=tuple(number for number in range(1, course.sessions + 1) if number not in done),
        **{fate: tuple(found) for fate, found in sorted_out.items()},
    )


def impossible_of(course: KnownCourse, world: World, policy: Policy) -> tuple[KnownAppointment, ...]:
    """The course's appointments that one side can no longer attend; see `CourseSheet.impossible`."""
    horizon = horizon_of(world, policy)
    where = {a.place_id for a in course.appointments if a.is_live}
    return sheet_of(course, times_of(course, world, horizon, policy, where), world, horizon, policy).impossible


def _fate(
    appointment: KnownAppointment,
    windows: Sequence[Window],
    who: KnownCounsellor | None,
    seen_from: tuple[World, Horizon, Policy],
) -> str:
    world, horizon, policy = seen_from
    is_near = appointment.start_at < world.now + policy.notice
    if not appointment.is_live or appointment.start_at <= world.now:
        return "settled"
    if appointment.status is AppointmentStatus.HELD:
        return "settled" if is_near else "held"
    if not can_be_kept(appointment, windows, who, horizon):
        return "impossible"
    return "settled" if is_near else "standing"
