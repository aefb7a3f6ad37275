"""docs/providers.md as a developer meets it: every message in "What you send" is sent, and does what it says."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound_events import KNOWN
from app.care.store import appointments, providers
from app.foundation.database import Database
from tests.care.web.provider.rig import Rig, rigged
from tests.care.web.test_webhooks import booked, name_of, send
from tests.support.builders import a_booked_appointment, at

GUIDE = Path(__file__).parents[3] / "docs" / "providers.md"


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def messages() -> list[str]:
    part = GUIDE.read_text(encoding="utf-8").partition("## What you send\n")[2].partition("\n## ")[0]
    found: list[str] = re.findall(r"```json\n(.*?)```", part, re.DOTALL)
    return found


def test_every_message_of_the_guide_is_taken_and_does_what_it_says(rig: Rig) -> None:
    practice = rig.practice()
    been = booked(rig, practice)
    with rig.store.write() as db:
        who = providers.counsellor(db, practice.counsellor_id)
        ahead = a_booked_appointment(db, who, start_at=been.start_at + timedelta(days=7), now=rig.clock())
    rig.clock.move_to(at(7, 12))
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    names = {"$APPOINTMENT": name_of(practice, been), "$NEXT": name_of(practice, ahead), "$COUNSELLOR": code}
    sent = []
    for number, shown in enumerate(messages()):
        body = re.sub(r"\$[A-Z]+", lambda found: names[found[0]], shown)
        answer = send(rig, practice, body, f"msg_{number}")
        assert (answer.status_code, "superseded" in answer.json()) == (200, False), (body, answer.text)
        sent.append(json.loads(body)["type"])
    assert {*sent} == {*KNOWN}, "each type has its example"
    with rig.store.read() as db:
        assert appointments.any_(db, been.id).outcome is Outcome.KEPT_ON_DUTY
        assert appointments.any_(db, ahead.id).outcome is Outcome.CANCELLED_BY_PROVIDER
        (open_now,) = providers.hours_of_counsellors(db, [practice.counsellor_id], at(126, 0), at(133, 0))
        row = providers.counsellor(db, practice.counsellor_id)
        assert open_now.start_at == at(127, 8) and (row.skills, row.max_per_day) == (["general", "trauma"], 5)
