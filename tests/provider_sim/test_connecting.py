"""A provider of the loaded demo agrees on keys with a made-up system, and both understand each other."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.care.channels.outside import Outside
from app.care.channels.sample import send_sample
from app.care.channels.signatures import verify
from app.care.store import signing_secrets
from app.demo.connecting import connected
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.refusals import NotFound, OutOfTurn
from app.provider_sim.practice import Practice
from app.provider_sim.server import Sim, serving
from app.provider_sim.speaking import Mouth
from app.settings import CareSettings
from tests.support.builders import NOW, a_provider


def test_both_sides_understand_each_other(care_sqlite: Database, tmp_path: Path) -> None:
    settings = CareSettings(data=tmp_path, care_address="http://127.0.0.1:8702")
    with care_sqlite.write() as db:
        provider = a_provider(db, name="Alder Practice")
    (tmp_path / "loaded").touch()
    sim = Sim(Practice([], clock := HandClock(NOW)))
    with serving(sim) as address, Outside(loopback=True) as outside:
        made = connected(care_sqlite, settings, "Alder Practice", int(address.split(":")[2].split("/")[0]), now=NOW)
        sim.practice.heard_with = made.hears_with
        assert send_sample(care_sqlite, clock, outside, provider.id).status == 204
        for key in made.hears_with:
            sim.practice.heard_with = [key]
            assert send_sample(care_sqlite, clock, outside, provider.id).status == 204, key[:5]
    assert made.desk == f"http://127.0.0.1:8702/webhooks/{provider.id}"
    (letter,) = Mouth(clock, made.speaks_with).letters("slot.opened", {})
    with care_sqlite.read() as db:
        secrets = signing_secrets.in_force(db, provider.id, signing_secrets.IN, now=NOW + timedelta(minutes=1))
    assert verify(letter.body, letter.headers, secrets, now=NOW)
    with pytest.raises(NotFound):
        connected(care_sqlite, settings, "Nobody", 8790, now=NOW)


def test_where_no_demo_is_loaded_nobodys_keys_are_touched(care_sqlite: Database, tmp_path: Path) -> None:
    with care_sqlite.write() as db:
        provider = a_provider(db, name="Alder Practice")
    with pytest.raises(OutOfTurn, match="no demo"):
        connected(care_sqlite, CareSettings(data=tmp_path), "Alder Practice", 8790, now=NOW)
    with care_sqlite.read() as db:
        assert signing_secrets.rows_in_force(db, provider.id, signing_secrets.OUT, now=NOW) == []
