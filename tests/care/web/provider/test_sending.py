"""The pages and calls by which a provider looks after what it is sent: keys, a test, the log, sending again."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.retrying import DELAYS
from app.care.channels.signatures import new_secret
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.store import addresses, delivery_log, providers, signing_secrets
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from app.foundation.signin.sign_ins import Begun
from tests.care.channels.receiver import Receiver, receiving
from tests.care.web.provider.rig import ZONE, Practice, Rig, rigged
from tests.support.builders import a_booked_appointment

API = "/api/v1/provider"
_serial = count(1)


class Desk:
    """A rig with one practice whose system listens, and who is signed in there."""

    def __init__(self, rig: Rig, receiver: Receiver) -> None:
        self.rig, self.receiver = rig, receiver
        rig.client.cookies.clear()
        self.practice: Practice = rig.practice(f"desk{next(_serial)}@alder.example")
        with rig.store.write() as db:
            db.get_one(Provider, self.practice.provider_id).webhook_url = receiver.url
            signing_secrets.rotate(
                db, self.practice.provider_id, "out", new_secret(), overlap=timedelta(0), now=rig.clock()
            )
        self.begun: Begun = rig.sign_in(self.practice.contact)

    def book(self) -> None:
        """A week from now."""
        start_at = (self.rig.clock() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
        with self.rig.store.write() as db:
            counsellor = providers.counsellor(db, self.practice.counsellor_id)
            a_booked_appointment(db, counsellor, start_at, now=self.rig.clock())

    def tell(self) -> None:
        desk = self.rig.app.state.desk
        with Outside(loopback=True) as outside:
            voice = Voice("Relief", "http://testserver", ZONE)
            tell_due(self.rig.store, self.rig.clock, Senders(desk.mailer, desk.texter), outside, voice)

    def give_up(self) -> None:
        """Two messages about one course, the first of which was refused until it was given up."""
        self.book()
        for _ in DELAYS:
            self.receiver.will_answer(422, b"<b>cannot read this</b>")
        for delay in DELAYS:
            self.rig.clock.advance(delay * 1.1)
            self.tell()
        self.begun = self.rig.sign_in(self.practice.contact)

    def page(self, path: str) -> str:
        answer = self.rig.client.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **fields: str) -> Any:
        return self.rig.post(path, self.begun, **fields)

    def call(self, method: str, path: str, **body: Any) -> Any:
        bearer = {"authorization": f"Bearer {self.begun.token}"}
        return self.rig.client.request(method, API + path, json=body or None, headers=bearer)


@pytest.fixture(scope="module")
def rig(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One desk for all; each test has a practice of its own."""
    path = tmp_path_factory.mktemp("sending") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as ready:
        yield ready
    store.close()


@pytest.fixture
def desk(rig: Rig) -> Iterator[Desk]:
    with receiving() as receiver:
        yield Desk(rig, receiver)


def test_a_key_pair_shows_its_public_half_for_good_and_its_private_half_never(desk: Desk) -> None:
    assert desk.post("/provider/connection/secrets", direction="out", scheme="v1a").status_code == 303
    for _ in range(2):
        text = desk.page("/provider/connection")
        assert re.search(r"whpk_[A-Za-z0-9+/=]{44}", text)
        assert "whsk_" not in text
    assert "In force since" not in text
    assert text.count("in force since") == 3, "the pair ended neither secret"
    made = desk.call("POST", "/connection/secrets", direction="out", scheme="v1a")
    assert made.status_code == 201
    keys = desk.call("GET", "/connection").json()["keys"]
    assert [(k["direction"], k["scheme"], k["until"] is None) for k in keys] == [
        ("out", "v1a", True), ("out", "v1a", False), ("out", "v1", True), ("in", "v1", True)]  # fmt: skip
    assert keys[0]["public_key"] == made.json()["secret"]
    desk.book()
    desk.tell()
    schemes = [one.split(",")[0] for one in desk.receiver.came[0].headers["webhook-signature"].split(" ")]
    assert sorted(schemes) == ["v1", "v1a", "v1a"]


def test_only_what_we_send_is_signed_with_a_key_pair(desk: Desk) -> None:
    refused = desk.call("POST", "/connection/secrets", direction="in", scheme="v1a")
    assert refused.status_code == 422
    assert desk.post("/provider/connection/secrets", direction="in", scheme="v1a").status_code == 422
    assert desk.post("/provider/connection/secrets", direction="in", scheme="rot13").status_code == 422
    assert len(desk.call("GET", "/connection").json()["keys"]) == 2


def test_keys_that_were_replaced_can_be_ended_at_once(desk: Desk) -> None:
    desk.post("/provider/connection/secrets", direction="out")
    assert "End the replaced ones now" in desk.page("/provider/connection")
    assert desk.post("/provider/connection/secrets/end-older", direction="out").status_code == 303
    text = desk.page("/provider/connection")
    assert "The older ones have ended." in text
    assert "End the replaced ones now" not in text
    assert desk.call("POST", "/connection/secrets/end-older", direction="out").json() == {"ended": 0}
    assert [k["until"] for k in desk.call("GET", "/connection").json()["keys"]] == [None, None]


def test_a_test_message_is_sent_at_once_and_its_answer_shown(desk: Desk) -> None:
    assert desk.post("/provider/connection/test").status_code == 303
    assert "Your system took the test message: it answered 204." in desk.page("/provider/connection")
    desk.receiver.will_answer(500, b"<script>alert(1)</script>")
    desk.post("/provider/connection/test")
    assert "Your system answered 500, which is not a 2xx." in desk.page("/provider/connection")
    text = desk.page("/provider/deliveries")
    assert text.count("<code>webhook.test</code>") == 2
    assert "&lt;script&gt;" in text
    assert "Send it again" not in text
    assert desk.call("POST", "/connection/test").json() == {"taken": True, "status": 204, "answer": ""}


def test_the_test_button_is_no_hammer_and_needs_an_address(desk: Desk) -> None:
    for _ in range(10):
        assert desk.call("POST", "/connection/test").status_code == 200
    assert desk.call("POST", "/connection/test").status_code == 429
    desk.post("/provider/connection/test")
    assert "tried too often" in desk.page("/provider/connection")
    assert len(desk.receiver.came) == 10


def test_without_an_address_there_is_nothing_to_test(desk: Desk) -> None:
    desk.post("/provider/connection/address", address="")
    refused = desk.call("POST", "/connection/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "no-address")
    assert "Send a test message" not in desk.page("/provider/connection")


def test_a_state_that_is_not_well_is_said_with_what_to_do(desk: Desk) -> None:
    assert desk.call("GET", "/connection").json()["sending"]["state"] == "well"
    desk.receiver.will_answer_always(503)
    desk.book()
    desk.tell()
    sending = desk.call("GET", "/connection").json()["sending"]
    assert (sending["state"], sending["failures"], sending["waiting"]) == ("failing", 1, 2)
    assert "has not answered as it should" in desk.page("/provider/connection")
    assert "2 messages wait" in desk.page("/provider/deliveries")
    desk.receiver.will_answer_always(410)
    desk.rig.clock.advance(timedelta(seconds=6))
    desk.tell()
    sending = desk.call("GET", "/connection").json()["sending"]
    assert (sending["state"], sending["why"], sending["given_up"]) == ("switched off", "gone", 1)
    assert "410 Gone" in desk.page("/provider/connection")
    assert "Sending is switched off" in desk.page("/provider/deliveries")
    desk.receiver.will_answer_always(204)
    assert desk.post("/provider/connection/on").status_code == 303
    assert desk.call("POST", "/connection/on").json()["sending"]["state"] == "well"
    assert desk.call("POST", "/deliveries/again").json()["messages"] == 1
    desk.tell()
    assert desk.call("GET", "/connection").json()["sending"]["given_up"] == 0


def test_a_new_address_begins_well(desk: Desk) -> None:
    with desk.rig.store.write() as db:
        addresses.switch_off(db, desk.practice.provider_id, "silent", now=desk.rig.clock())
    desk.call("PUT", "/connection/address", address=desk.receiver.url)
    assert desk.call("GET", "/connection").json()["sending"]["state"] == "switched off", "the same again is no news"
    desk.call("PUT", "/connection/address", address=desk.receiver.url + "2")
    assert desk.call("GET", "/connection").json()["sending"]["state"] == "well"


def test_the_log_shows_what_was_sent_and_answered_and_sends_again_one_or_all(desk: Desk) -> None:
    desk.give_up()
    text = desk.page("/provider/deliveries")
    assert "10 tries" in text
    assert "&lt;b&gt;cannot read this&lt;/b&gt;" in text
    assert "webhook-signature: v1," in text
    assert "One message was not delivered" in text
    again = re.search(r'action="(/provider/deliveries/msg_\w+/again)"', text)
    assert again
    assert desk.post(again[1]).status_code == 303
    assert desk.post(again[1]).status_code == 404, "it is being sent"
    desk.tell()
    assert desk.receiver.ids.count(desk.receiver.ids[0]) == 11
    assert desk.receiver.came[-1].body == desk.receiver.came[0].body or len(desk.receiver.came) == 12
    row = desk.call("GET", "/deliveries").json()["deliveries"][-1]
    assert row["message"] == desk.receiver.ids[0]
    assert row["body"] == desk.receiver.came[0].body
    assert row["tries"][0]["headers"]["webhook-id"] == row["message"]
    assert desk.call("POST", f"/deliveries/{row['message']}/again").status_code == 404
    assert desk.call("POST", "/deliveries/msg_made_up/again").status_code == 404
    assert desk.call("POST", "/deliveries/again").json() == {"messages": 0}


def test_another_providers_messages_are_not_sent_again(desk: Desk) -> None:
    desk.give_up()
    with desk.rig.store.read() as db:
        dead, _ = next(
            one for one in delivery_log.log_of_provider(db, desk.practice.provider_id, most=9) if one[0].dead_at
        )
    other = desk.rig.practice("desk@birch.example")
    desk.begun = desk.rig.sign_in(other.contact)
    assert desk.call("POST", "/deliveries/again").json() == {"messages": 0}
    for name in (desk.receiver.ids[0], dead.id):
        assert desk.call("POST", f"/deliveries/{name}/again").status_code == 404


def test_what_was_done_is_on_record(desk: Desk) -> None:
    desk.post("/provider/connection/secrets", direction="out", scheme="v1a")
    desk.post("/provider/connection/secrets/end-older", direction="out")
    for path in ("connection/test", "connection/on", "deliveries/again"):
        desk.post(f"/provider/{path}")
    with desk.rig.store.read() as db:
        mine = select(AuditEntry.act).where(AuditEntry.subject == f"provider:{desk.practice.provider_id}")
        acts = [act for act in db.scalars(mine.order_by(AuditEntry.id)) if "looked" not in act]
    assert acts == ["rotated.secret", "ended.secrets", "tried.address", "switched.on", "resent.all"]


def test_somebody_with_one_caseload_can_do_none_of_it(desk: Desk) -> None:
    desk.rig.another_counsellor(desk.practice, "ben@sending.example")
    desk.begun = desk.rig.sign_in("ben@sending.example")
    for path in ("connection/test", "connection/on", "deliveries/again"):
        assert desk.post(f"/provider/{path}").status_code == 404
    assert desk.post("/provider/connection/secrets/end-older", direction="out").status_code == 404
    assert desk.receiver.came == []
