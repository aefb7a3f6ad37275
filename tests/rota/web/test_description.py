"""The description of the HR desk's API."""

from tests.rota.hr import HrDesk
from tests.support.described import unsaid


def test_every_call_names_its_token_and_its_refusals(hr: HrDesk) -> None:
    document = hr.stranger().get("/api/openapi.json").json()
    assert unsaid(document) == []
    publish = document["paths"]["/api/v1/rosters/uploads/{upload_id}/publish"]["post"]
    assert {"200", "401", "403", "404", "409", "422"} <= set(publish["responses"])
    assert "413" in document["paths"]["/api/v1/rosters/uploads"]["post"]["responses"]


def test_the_feed_has_a_token_of_its_own(hr: HrDesk) -> None:
    paths = hr.stranger().get("/api/openapi.json").json()["paths"]
    assert {path: paths[path]["get"]["security"] for path in paths if path.startswith("/feed")} == {
        "/feed/versions": [{"feedToken": []}],
        "/feed/versions/{number}": [{"feedToken": []}],
    }
    assert paths["/api/v1/rosters/uploads"]["get"]["security"] == [{"signIn": []}, {"machineToken": []}]
