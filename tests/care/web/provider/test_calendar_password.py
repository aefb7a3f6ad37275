"""The password of a calendar is taken on the page and through the API, sealed, and never said again."""

from sqlalchemy import text

from app.care.channels.calendar_keys import key_of
from app.care.domain.pseudonyms import Kind, outward
from app.care.store import hours
from app.foundation.database import Database
from app.foundation.sealing import new_key, use_key
from tests.care.web.provider.rig import rigged

PASSWORD = "only-for-this-7"
ADDRESS = "https://dav.example/robin/work/"


def test_a_password_is_kept_sealed_and_never_shown(care_sqlite: Database) -> None:
    use_key(new_key())
    with rigged(care_sqlite) as rig:
        practice = rig.practice()
        begun = rig.sign_in(practice.contact)
        who = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
        form = {"counsellor": who, "address": ADDRESS, "mode": "open", "places": "video"}
        half = rig.post("/provider/hours/calendar", begun, **form, user="robin")
        assert half.status_code == 422
        assert "both the name and the password" in half.text
        assert rig.post("/provider/hours/calendar", begun, **form, user="robin", password=PASSWORD).status_code == 303
        with rig.store.read() as db:
            row = hours.calendar_of(db, practice.counsellor_id)
            assert row is not None
            assert key_of(row.address).address == ADDRESS
            assert PASSWORD in row.address
            (stored,) = db.execute(text("SELECT address FROM counsellor_calendar")).scalars()
        assert PASSWORD not in str(stored)
        page, people = rig.client.get("/provider/hours/calendar"), rig.client.get("/api/v1/provider/counsellors")
        for answer in (page, people):
            assert "dav.example" in answer.text
            assert PASSWORD not in answer.text
            assert "robin/work" not in answer.text


def test_the_api_takes_one_too(care_sqlite: Database) -> None:
    with rigged(care_sqlite) as rig:
        practice = rig.practice()
        begun = rig.sign_in(practice.contact)
        rig.client.cookies.clear()
        who = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
        body = {"address": ADDRESS, "user": "robin", "password": PASSWORD, "mode": "open", "places": ["video"]}
        headers = {"authorization": f"Bearer {begun.token}"}
        path = f"/api/v1/provider/counsellors/{who}/calendar"
        assert rig.client.put(path, json=body, headers=headers).status_code == 202
        half = rig.client.put(path, json=body | {"user": ""}, headers=headers)
        assert (half.status_code, half.json()["faults"][0]["column"]) == (422, "user")
        assert PASSWORD not in half.text
