"""An officer finds, holds and books over FHIR; their provider's program reads it and says that it took place."""

from typing import Any

from app.care.store import ledger
from app.foundation.database import Database
from tests.care.officer.rig import rigged
from tests.care.web.fhir.rig import asked, officer, practice, resources


def parameters(name: str, **value: Any) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": [{"name": name, **value}]}


def test_an_officer_books_and_the_provider_says_that_it_took_place(care_sqlite: Database) -> None:
    with rigged(care_sqlite) as rig:
        alder, elm = practice(rig), practice(rig, hours=[])
        officer_id, asking = asked(rig)

        proposed = resources(asking.get("Appointment/$find").json())
        assert {one["status"] for one in proposed} == {"proposed"}
        (pending,) = resources(
            asking.post("Appointment/$hold", parameters("appt-resource", resource=proposed[0])).json()
        )
        assert (pending["status"], pending["start"]) == ("pending", proposed[0]["start"])
        known = resources(alder.program.get("Appointment").json())
        assert pending["start"] not in {one["start"] for one in known if one["status"] != "cancelled"}

        done = asking.post("Appointment/$book", parameters("appt-id", valueUri=f"Appointment/{pending['id']}"))
        (mine,) = resources(done.json())
        assert (mine["id"], mine["status"]) == (pending["id"], "booked")
        found = alder.program.get(f"Appointment?date={mine['start']}&status=booked").json()
        (theirs,) = resources(found)
        slot = alder.program.get(theirs["slot"][0]["reference"]).json()
        assert (slot["status"], slot["start"]) == ("busy", mine["start"])
        assert elm.program.get(f"Appointment/{theirs['id']}").status_code == 404
        assert elm.program.put(f"Appointment/{theirs['id']}", theirs | {"status": "fulfilled"}).status_code == 404

        appointment = rig.standing(officer_id)
        rig.clock.move_to(appointment.end_at)
        said = alder.program.put(f"Appointment/{theirs['id']}", theirs | {"status": "fulfilled"})
        assert (said.status_code, said.json()["status"]) == (200, "fulfilled")
        with rig.store.read() as db:
            assert ledger.balance_of_course(db, appointment.course_id).attended == 1
        asking = officer(rig, officer_id)  # the first sign-in has ended meanwhile
        seen = asking.client.get("/api/v1/record/looks", headers=asking.bearer()).json()["looks"]
        assert "list" in {one["what"] for one in seen}
