"""Whether a session took place is known, or not yet; a stand-in and a late start are told apart from a miss."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.attended import Attendance, attendance_of
from app.care.domain.pseudonyms import Kind, outward
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.foundation.signin.sign_ins import Begun
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.provider.test_pages import book, name_of
from tests.support.builders import NOW

SPAN = {"from": "2026-03-09T00:00:00Z", "to": "2026-03-16T00:00:00Z"}


@dataclass
class Scene:
    """One appointment of the provider, and somebody signed in; a colleague of its counsellor could stand in."""

    rig: Rig
    practice: Practice
    one: Appointment
    stand_in: str
    begun: Begun

    @property
    def name(self) -> str:
        return name_of(self.practice, self.one)

    def row(self) -> dict[str, Any]:
        (row,) = self.rig.client.get("/api/v1/provider/appointments", params=SPAN, headers=self.bearer).json()[
            "appointments"
        ]
        return dict(row)

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.begun.token}"}


@pytest.fixture
def scene(care_sqlite: Database) -> Iterator[Scene]:
    with rigged(care_sqlite) as rig:
        practice = rig.practice()
        one = book(rig, practice.counsellor_id)
        colleague = rig.another_counsellor(practice, "ben@alder.example")
        rig.clock.move_to(one.end_at - timedelta(minutes=1))
        stand_in = outward(practice.key, Kind.COUNSELLOR, colleague.id)
        yield Scene(rig, practice, one, stand_in, rig.sign_in(practice.contact))


@pytest.mark.parametrize(
    ("status", "before", "after"),
    [
        (S.BOOKED, None, Attendance.UNKNOWN),
        (S.PROPOSED, None, Attendance.UNKNOWN),
        (S.FULFILLED, Attendance.ATTENDED, Attendance.ATTENDED),
        (S.NOSHOW, Attendance.NOT_ATTENDED, Attendance.NOT_ATTENDED),
        (S.CANCELLED, None, None),
    ],
)
def test_nothing_is_assumed_of_what_nobody_has_reported(
    status: S, before: Attendance | None, after: Attendance | None
) -> None:
    assert attendance_of(status, NOW, now=NOW - timedelta(seconds=1)) is before
    assert attendance_of(status, NOW, now=NOW) is after


def test_what_is_over_and_unreported_is_not_yet_known_on_the_page_and_over_the_api(scene: Scene) -> None:
    assert scene.row()["attendance"] is None
    assert "Not yet known" not in scene.rig.client.get("/provider").text
    scene.rig.clock.advance(timedelta(minutes=1))
    assert scene.row()["attendance"] == "unknown"
    assert "Not yet known" in scene.rig.client.get("/provider").text


def test_late_and_with_a_stand_in_is_attended_and_said_so(scene: Scene) -> None:
    fields = {"appointment": scene.name, "outcome": "attended", "late": "15", "stand_in": scene.stand_in}
    scene.rig.post("/provider/outcomes", scene.begun, **fields)
    row = scene.row()
    assert (row["attendance"], row["arrived_late_minutes"], row["stand_in"]) == ("attended", 15, scene.stand_in)
    assert row["counsellor"] == outward(scene.practice.key, Kind.COUNSELLOR, scene.practice.counsellor_id)
    text = scene.rig.client.get("/provider").text
    assert "began 15 minutes late" in text
    assert "taken by Counsellor" in text


def test_the_api_takes_the_same_and_what_is_put_right_loses_it(scene: Scene) -> None:
    report = {"appointment": scene.name, "outcome": "attended", "counsellor": scene.stand_in, "arrived_late_minutes": 5}
    api = "/api/v1/provider/outcomes"
    assert scene.rig.client.post(api, json=report, headers=scene.bearer).status_code == 200
    assert scene.row()["arrived_late_minutes"] == 5
    scene.rig.client.post(api, json={"appointment": scene.name, "outcome": "unwell"}, headers=scene.bearer)
    row = scene.row()
    assert (row["attendance"], row["arrived_late_minutes"], row["stand_in"]) == ("not_attended", 0, None)
    elsewhere = report | {"counsellor": "cns_" + "0" * 32}
    assert scene.rig.client.post(api, json=elsewhere, headers=scene.bearer).status_code == 404
    assert scene.row()["attendance"] == "not_attended"


@pytest.mark.parametrize("late", ["241", "-1", "ten", "1.5", "\u0661"])
def test_minutes_that_are_none_are_said_and_change_nothing(scene: Scene, late: str) -> None:
    answer = scene.rig.post("/provider/outcomes", scene.begun, appointment=scene.name, outcome="attended", late=late)
    assert answer.status_code == 303
    assert "is a number of minutes, 240 at most" in scene.rig.client.get("/provider").text
    assert scene.row()["outcome"] is None


def test_what_was_different_is_kept_out_of_a_miss(scene: Scene) -> None:
    scene.rig.post("/provider/outcomes", scene.begun, appointment=scene.name, outcome="court", late="nonsense")
    assert (scene.row()["outcome"], scene.row()["arrived_late_minutes"]) == ("court", 0)
