"""The description of the care desk's API."""

from app.foundation.database import Database
from tests.care.web.provider.rig import rigged
from tests.support.described import unsaid


def test_every_call_names_its_token_and_its_refusals(care_sqlite: Database) -> None:
    with rigged(care_sqlite) as rig:
        document = rig.client.get("/api/openapi.json").json()
    assert unsaid(document) == []
    assert document["paths"]["/webhooks/{provider_id}"]["post"]["security"] == [{"webhookSignature": []}]
    assert document["paths"]["/api/v1/me"]["get"]["security"] == [{"signIn": []}]
