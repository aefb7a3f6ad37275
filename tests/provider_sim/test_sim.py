"""The made-up system: what it believes, how it misbehaves over a real socket, and what it says to care."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from typer.testing import CliRunner

from app.care.channels.outside import Answer, Outside
from app.care.channels.signatures import new_secret, sign, verify
from app.care.domain.signing_keys import new_key_pair, public_key
from app.cli import app as command_line
from app.foundation.clock import HandClock
from app.foundation.refusals import BadSignature
from app.provider_sim.behaving import Behaviour
from app.provider_sim.practice import Practice
from app.provider_sim.server import Sim, serving
from app.provider_sim.speaking import Manner, Mouth

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
SECRET, PAIR = new_secret(), new_key_pair()
JSON = {"content-type": "application/json"}


@pytest.fixture
def sim() -> Sim:
    clock = HandClock(NOW)
    return Sim(Practice([SECRET], clock), Mouth(clock, SECRET))


@pytest.fixture
def address(sim: Sim) -> Iterator[str]:
    with serving(sim) as url:
        yield url


def event(sequence: int, status: str = "booked", kind: str = "appointment.booked", **more: object) -> str:
    data = {"course": "crs_1", "appointment": "apt_1", "start": "s", "end": "e", "replaces": None, **more}
    return json.dumps({"type": kind, "timestamp": "t", "data": {**data, "status": status, "sequence": sequence}})


def sent(address: str, body: str, message_id: str = "msg_1", *keys: str, seconds: float = 5.0) -> Answer:
    with Outside(loopback=True, seconds=seconds) as outside:
        return outside.post(address, body, sign(message_id, body, keys or [SECRET], now=NOW), now=NOW)


def test_a_message_is_taken_once_and_of_two_versions_the_later_counts(sim: Sim, address: str) -> None:
    assert sent(address, event(3, "cancelled"), "msg_2").status == 204
    assert sent(address, event(1), "msg_1").status == 204, "it came late"
    assert sent(address, event(1), "msg_1").status == 200
    assert sim.practice.appointments["apt_1"]["status"] == "cancelled"
    assert dict(sim.practice.counts) == {"taken": 2, "repeated": 1, "outdated": 1, "appointment.booked": 2}


def test_what_was_replaced_is_gone_even_if_its_own_message_comes_later(sim: Sim, address: str) -> None:
    moved = json.loads(event(1, kind="appointment.moved", replaces="apt_1"))
    moved["data"]["appointment"] = "apt_2"
    sent(address, json.dumps(moved), "msg_2")
    sent(address, event(1), "msg_1")
    assert set(sim.practice.diary()) == {"apt_2"}


@pytest.mark.parametrize("keys", [(SECRET,), (PAIR,), (PAIR, new_secret())])
def test_it_verifies_by_a_secret_or_by_a_public_key(keys: tuple[str, ...]) -> None:
    practice = Practice([SECRET, public_key(PAIR)], HandClock(NOW))
    body = event(1)
    assert practice.hear(sign("msg_1", body, keys, now=NOW), body.encode()) == 204
    assert practice.hear(sign("msg_2", body, keys, now=NOW), body.encode() + b" ") == 401
    assert practice.hear(sign("msg_3", body, [new_secret(), new_key_pair()], now=NOW), body.encode()) == 401
    assert practice.hear(sign("msg_4", body, keys, now=NOW - timedelta(hours=1)), body.encode()) == 401


@pytest.mark.parametrize(
    ("behaviour", "status", "taken"),
    [
        (Behaviour.WELL, 204, 1),
        (Behaviour.DOWN, 503, 0),
        (Behaviour.BUSY, 429, 0),
        (Behaviour.REFUSES, 422, 0),
        (Behaviour.FORGETFUL, 500, 1),
        (Behaviour.LIES, 204, 0),
        (Behaviour.GONE, 410, 0),
        (Behaviour.MOVED, 302, 0),
        (Behaviour.RESETS, None, 0),
        (Behaviour.TRICKLES, None, 0),
        (Behaviour.ENDLESS, 200, 0),
    ],
)
def test_it_behaves_as_it_is_told(sim: Sim, address: str, behaviour: Behaviour, status: int | None, taken: int) -> None:
    told = httpx.post(address.replace("/hook", "/behave"), json={"as": behaviour.value})
    assert told.json() == {"behaviour": behaviour.value}
    answer = sent(address, event(1), seconds=0.5)
    assert (answer.status, sim.practice.counts["taken"]) == (status, taken)
    if behaviour is Behaviour.BUSY:
        assert answer.retry_after == timedelta(minutes=1)
    if behaviour is Behaviour.ENDLESS:
        assert len(answer.text) == 500


def test_one_that_is_slow_is_not_awaited_for_ever_and_one_that_is_flaky_takes_some(sim: Sim, address: str) -> None:
    sim.behaviour = Behaviour.SLOW
    assert sent(address, event(1), seconds=0.2).text == "No answer in time."
    sim.behaviour = Behaviour.FLAKY
    statuses = [sent(address, event(1), f"msg_{n}").status for n in range(40)]
    assert set(statuses) == {204, 502, 503}


@pytest.mark.parametrize(
    ("manner", "letters", "verifies"),
    [
        (Manner.PLAINLY, 1, True),
        (Manner.TWICE, 2, True),
        (Manner.MADE_UP, 1, True),
        (Manner.CORRUPTED, 1, False),
        (Manner.FORGED, 1, False),
        (Manner.STALE, 1, False),
    ],
)
def test_what_it_says_in_each_manner_is_what_care_has_to_judge(
    sim: Sim, manner: Manner, letters: int, verifies: bool
) -> None:
    assert sim.mouth is not None
    said = list(sim.mouth.letters("session.attended", {"appointment": "apt_1"}, manner))
    assert len(said) == letters
    for one in said:
        if verifies:
            assert verify(one.body, one.headers, [SECRET], now=NOW)
        else:
            with pytest.raises(BadSignature):
                verify(one.body, one.headers, [SECRET], now=NOW)


def test_its_doors_answer_in_words_when_asked_for_what_they_cannot(sim: Sim, address: str) -> None:
    base = address.removesuffix("/hook")
    assert httpx.get(base).json()["behaviour"] == "well"
    assert httpx.post(f"{base}/behave", content=b"{}").status_code == 415, "no page elsewhere can post this"
    for path, body in (("/behave", b'{"as": "oddly"}'), ("/behave", b"["), ("/say", b"{}"), ("/say", b'{"type": 1}')):
        refused = httpx.post(base + path, content=body, headers=JSON)
        assert refused.status_code == 422
        assert "well" in refused.json()["behaviours"]
    assert httpx.post(f"{base}/else", content=b"{}", headers=JSON).status_code == 404
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sim.desk = f"http://127.0.0.1:{free.getsockname()[1]}/webhooks/x"
    said = {"type": "session.attended", "data": {"appointment": "apt_1"}}
    assert httpx.post(f"{base}/say", json=said).status_code == 502


def test_the_command_says_what_it_cannot_do(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELIEF_DATA", str(tmp_path))
    runner = CliRunner()
    wrong = runner.invoke(command_line, ["provider-sim", "--behaves", "oddly"])
    assert (wrong.exit_code, "well, slow" in wrong.output) == (2, True)
    no_demo = runner.invoke(command_line, ["provider-sim", "--connect", "Alder Practice"])
    assert no_demo.exit_code == 2
    assert "no demo" in no_demo.output
