"""The description of the HR desk's API."""

from typing import Any

from app.foundation.description import operations
from app.rota.web.api_examples import EXAMPLES
from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, send_file
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


def test_every_route_and_every_refusal_has_an_example(hr: HrDesk) -> None:
    document = hr.stranger().get("/api/openapi.json").json()
    missing = [
        f"{method} {path} {status}"
        for method, path, operation in operations(document)
        if path.startswith("/api/v1/rosters")
        for status, response in operation["responses"].items()
        if not (_examples(response) or status == "204" or (status == "201" and "headers" in response))
    ]
    bodies = [
        f"{method} {path}"
        for method, path, operation in operations(document)
        if path.startswith("/api/v1/rosters") and "requestBody" in operation
        if not _examples(operation["requestBody"])
    ]
    assert (missing, bodies) == ([], [])


def _examples(part: dict[str, Any]) -> list[Any]:
    return [content["example"] for content in part.get("content", {}).values() if "example" in content]


def test_the_examples_have_the_fields_that_answers_have(hr: HrDesk) -> None:
    api = hr.machine()
    uploads, versions = "/api/v1/rosters/uploads", "/api/v1/rosters/versions"
    upload = send_file(api, long_csv(line()))
    where = f"{uploads}/{{upload_id}}"
    real = {
        ("post", uploads, "201"): upload,
        ("get", where, "200"): api.get(f"{uploads}/{upload['id']}").json(),
        ("post", f"{where}/answers", "200"): api.post(f"{uploads}/{upload['id']}/answers", json={"answers": {}}).json(),
        ("post", f"{where}/publish", "201"): api.post(f"{uploads}/{upload['id']}/publish").json(),
        ("get", versions, "200"): api.get(versions).json(),
        ("get", f"{versions}/{{number}}", "200"): api.get(f"{versions}/1").json(),
        ("get", uploads, "200"): api.get(uploads).json(),
    }
    for (method, path, status), answer in real.items():
        example = EXAMPLES[method, path][status]
        assert example.keys() == answer.keys(), (method, path)
        for name, inner in answer.items():
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                assert example[name][0].keys() == inner[0].keys(), (method, path, name)
