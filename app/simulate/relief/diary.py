"""Every appointment of the simulator's desk, by course, counsellor and room; they begin and end here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.care.domain.appointment import LIVE, STANDING, AppointmentStatus, moved
from app.care.domain.capacity import lowest_free_room
from app.care.domain.planned import PlannedRow
from app.care.domain.world import KnownAppointment, KnownPlace
from app.foundation.refusals import Conflict
from app.simulate.relief.courses import DeskCourse, Entry
from app.simulate.relief.people import Person

S = AppointmentStatus


@dataclass(slots=True, eq=False)
class Diary:
    """Who sees whom when. What is over and attended is kept for as long as a plan can meet it."""

    people: Mapping[str, Person]
    places: Mapping[str, KnownPlace]
    freed: set[str] = field(default_factory=set)
    """Counsellors of whose time something came free since anybody looked."""
    _with: dict[str, dict[str, Entry]] = field(default_factory=dict)
    _at: dict[str, dict[str, Entry]] = field(default_factory=dict)

    def begin(self, course: DeskCourse, row: PlannedRow, *, firm_until_at: datetime, now: datetime) -> Entry:
        """Put a planned session in. Raises Conflict ("slot-taken") where no room is free throughout."""
        fact = KnownAppointment(
            id=course.next_id(),
            course_id=course.id,
            officer_id=course.officer.id,
            number=row.number,
            counsellor_id=row.counsellor_id,
            place_id=row.place_id,
            start_at=row.start_at,
            end_at=row.end_at,
            status=S.BOOKED if row.start_at < firm_until_at else S.PROPOSED,
            room=self._room(row),
        )
        entry = Entry(fact, now)
        self._put(course, entry)
        return entry

    def _put(self, course: DeskCourse, entry: Entry) -> None:
        fact = entry.fact
        course.standing[fact.id] = entry
        self._with.setdefault(fact.counsellor_id, {})[fact.id] = entry
        if fact.room is not None:
            self._at.setdefault(fact.place_id, {})[fact.id] = entry
        self.people[fact.counsellor_id].begin(fact.start_at)

    def turn(self, course: DeskCourse, entry: Entry, status: AppointmentStatus) -> None:
        """Let an appointment go on. Raises OutOfTurn for a move that is not legal."""
        was = entry.fact.status
        entry.turn(moved(was, status))
        if was in LIVE and status not in LIVE:
            self.people[entry.fact.counsellor_id].end(entry.fact.start_at)
            self._at.get(entry.fact.place_id, {}).pop(entry.fact.id, None)
        if status is S.CANCELLED:
            self.freed.add(entry.fact.counsellor_id)
        if status not in STANDING:
            del course.standing[entry.fact.id]
            self._with[entry.fact.counsellor_id].pop(entry.fact.id, None)

    def undo(self, course: DeskCourse, begun: Iterable[Entry], ended: Iterable[tuple[Entry, KnownAppointment]]) -> None:
        """Take back what could not be booked whole: `ended` with the facts as they were."""
        for entry in begun:
            self.turn(course, entry, S.CANCELLED)
        for entry, was in ended:
            entry.fact = was
            self._put(course, entry)

    def count_anew(self, numbers: Iterable[tuple[Entry, int]]) -> None:
        """Let appointments count as these sessions from now on."""
        for entry, number in numbers:
            if entry.fact.number != number:
                entry.fact = replace(entry.fact, number=number)

    def with_people(self, ids: Iterable[str], first_at: datetime, last_at: datetime) -> list[KnownAppointment]:
        """Live and attended ones with these counsellors that start between the two instants."""
        found = []
        for who in ids:
            rows = self._with.get(who, {})
            for name in [name for name, one in rows.items() if one.fact.start_at < first_at]:
                if not rows[name].fact.is_live:
                    del rows[name]
            found += [one.fact for one in rows.values() if first_at <= one.fact.start_at < last_at]
        return found

    def at_places(self, ids: Collection[str], first_at: datetime, last_at: datetime) -> list[KnownAppointment]:
        """Live ones in the rooms of these places that reach into the time between."""
        rows = (one.fact for place in sorted(ids) for one in self._at.get(place, {}).values())
        return [a for a in rows if a.start_at < last_at and a.end_at > first_at]

    def live_with(self, counsellor_id: str) -> list[KnownAppointment]:
        """What still stands with a counsellor."""
        return [one.fact for one in self._with.get(counsellor_id, {}).values() if one.fact.is_live]

    def _room(self, row: PlannedRow) -> int | None:
        rooms = self.places[row.place_id].rooms
        if rooms is None:
            return None
        there = self.at_places([row.place_id], row.start_at, row.end_at)
        room = lowest_free_room(rooms, (a.room for a in there if a.room is not None))
        if room is None:
            raise Conflict("No room is free at this time.", code="slot-taken")
        return room
