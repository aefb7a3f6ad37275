"""Which way texts and notices go is a matter of settings; what cannot work ends the start, not the first text."""

import stat
from pathlib import Path
from typing import Any

import pytest

from app.care.channels.push import PushKey, new_push_key
from app.care.channels.store_mailer import A_TEXT, StoreTexter
from app.care.channels.texters import NOTIFY, HttpTexter, NotifyTexter
from app.care.store import sent_mail
from app.foundation.database import Database
from app.foundation.texter import ConsoleTexter
from app.main import _care_texter, _push_key
from app.settings import CareSettings
from tests.care.officer.rig import Rig, rigged
from tests.support.builders import NOW
from tests.support.loopback import loopback_client

IDS = "26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def texter(store: Database, **settings: Any) -> Any:
    with loopback_client() as http:
        return _care_texter(CareSettings(**settings), store, http)


def test_texts_go_where_the_settings_say(care_sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(texter(care_sqlite), ConsoleTexter)
    assert isinstance(texter(care_sqlite, demo=True), StoreTexter)
    monkeypatch.setenv("RELIEF_TEXT_WAY", "http")
    monkeypatch.setenv("RELIEF_TEXT_URL", "https://text.example/send")
    monkeypatch.setenv("RELIEF_TEXT_HEADERS", '{"Authorization": "Bearer k"}')
    monkeypatch.setenv("RELIEF_TEXT_BODY", '{"to": "{to}", "body": "{text}"}')
    found = texter(care_sqlite, demo=True)
    assert isinstance(found, HttpTexter)
    assert (found.url, found.method, found.headers) == (
        "https://text.example/send", "POST", {"Authorization": "Bearer k"},
    )  # fmt: skip
    notify = texter(care_sqlite, text_way="notify", text_url="", text_key=IDS, text_template="t", text_sender="s")
    assert isinstance(notify, NotifyTexter)
    assert (notify.url, notify.template, notify.sender) == (NOTIFY, "t", "s")


@pytest.mark.parametrize(
    "settings",
    [
        {"text_way": "http"},
        {"text_way": "http", "text_url": "http://text.example/", "text_body": '{"a": "{to}{text}"}'},
        {"text_way": "notify"},
        {"text_way": "notify", "text_key": IDS},
        {"text_way": "pigeon"},
    ],
)
def test_settings_that_cannot_work_are_noticed_at_the_start(care_sqlite: Database, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        texter(care_sqlite, **settings)


def test_the_push_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = _push_key(CareSettings(data=tmp_path))
    assert PushKey(first).public
    assert _push_key(CareSettings(data=tmp_path)) == first
    kept = tmp_path / "care" / "push-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    given = new_push_key()
    assert _push_key(CareSettings(data=tmp_path, push_key=given)) == given
    with pytest.raises(ValueError, match=r"."):
        _push_key(CareSettings(data=tmp_path, push_key="nonsense"))


@pytest.fixture
def rig(care_sqlite: Database) -> Any:
    with rigged(care_sqlite) as ready:
        yield ready


def test_in_the_demo_texts_stand_beside_the_mails_and_are_sealed(rig: Rig) -> None:
    StoreTexter(rig.store).send("+447700900123", "Booked: Thu 3 Dec, 14:00.", now=NOW)
    page = rig.visitor().get("/mail").text
    assert A_TEXT in page
    assert "+447700900123" in page
    with rig.store.read() as db:
        assert len(sent_mail.newest(db, most=5)) == 1
        raw = db.connection().exec_driver_sql("SELECT recipient, body FROM sent_mail").one()
    assert all(b"7700" not in bytes(cell) and b"Booked" not in bytes(cell) for cell in raw)
