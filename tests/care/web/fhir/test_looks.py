"""No answer to a program names an officer's appointment without the look being kept, and none is kept for others."""

import pytest
from sqlalchemy import delete, select

from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rights import Look
from tests.care.officer.rig import Rig
from tests.care.web.fhir.rig import Practice, booked, practice
from tests.support.builders import at

Scene = tuple[Practice, Appointment, Appointment]


@pytest.fixture(scope="module")
def scene(desk: Rig) -> Scene:
    """A practice with two officers, on different days."""
    alder = practice(desk)
    return alder, booked(desk, alder, at(7, 10)), booked(desk, alder, at(8, 10))


def names_of(alder: Practice, one: Appointment) -> set[str]:
    """Everything by which this provider knows the officer."""
    names = {outward(alder.key, Kind.APPOINTMENT, one.id), outward(alder.key, Kind.COURSE, one.course_id)}
    return {officer_reference(alder.key, one.officer_id), *names, *(name.replace("_", "-", 1) for name in names)}


PATHS = {
    "Schedule": 0,
    "Slot?start=2026-03-09": 1,
    "Slot?start=2026-03-09&status=free": 0,
    "Slot?start=ge2026-03-09&_count=100": 2,
    "Slot?start=ge2026-03-09&_count=1": 1,
    "Slot/{first}": 1,
    "Appointment": 2,
    "Appointment?_count=1": 1,
    "Appointment?date=2026-03-10": 1,
    "Appointment?status=cancelled": 0,
    "Appointment/{first}": 1,
    "Practitioner/none": 0,
}
"""How many officers each shows."""


@pytest.mark.parametrize("path", PATHS)
def test_who_is_shown_can_read_that_a_program_looked_and_nobody_else(desk: Rig, scene: Scene, path: str) -> None:
    alder, *both = scene
    with desk.store.write() as db:
        db.execute(delete(Look))
    first = outward(alder.key, Kind.APPOINTMENT, both[0].id).replace("_", "-", 1)
    told = alder.program.get(path.format(first=first)).text
    shown = {one.officer_id for one in both if any(name in told for name in names_of(alder, one))}
    with desk.store.read() as db:
        seen = set(db.scalars(select(Look.officer_id)))
    assert seen == shown
    assert len(shown) == PATHS[path]
