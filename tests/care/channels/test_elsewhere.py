"""What we send, verified by others: the convention's own libraries for Python and JavaScript, and Node's ed25519."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from app.care.channels.payloads import AppointmentFacts, CourseFacts, Event, body_of_test, webhook_body
from app.care.channels.signatures import new_secret, sign
from app.care.domain.signing_keys import new_key_pair, public_key
from tests.support.gates import absent

LIBRARY = "standardwebhooks@1.0.0"
NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
SECRET, OLDER, PAIR = new_secret(), new_secret(), new_key_pair()
SCRIPT = """
import { createPublicKey, verify } from "node:crypto";
import fs from "node:fs";
import { Webhook } from "standardwebhooks";
const now = Number(process.argv[3]);
Date.now = () => now;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { given.length ? super(...given) : super(now); }
  static now() { return now; }
};
const raw = (key) => Buffer.from(key.split("_")[1], "base64");
const spki = (key) => createPublicKey({
  key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw(key)]), format: "der", type: "spki",
});
const tried = (act) => { try { return act(); } catch (wrong) { return wrong.constructor.name; } };
const asymmetric = ({ body, headers, publicKey }) => headers["webhook-signature"].split(" ")
  .filter((one) => one.startsWith("v1a,"))
  .some((one) => verify(
    null, Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`), spki(publicKey),
    Buffer.from(one.slice(4), "base64"),
  ));
const cases = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
console.log(JSON.stringify(cases.map((one) => one.publicKey
  ? asymmetric(one)
  : tried(() => new Webhook(one.secret).verify(one.body, one.headers)))));
"""


def bodies() -> list[str]:
    """One of each shape, and one in letters that are not ASCII."""
    facts = AppointmentFacts("1" * 32, "2" * 32, 1, NOW, NOW, "café-ålesund", "booked", 3, "4" * 32)
    return [
        webhook_body(Event("appointment.moved", NOW, "3" * 32, facts), "key"),
        webhook_body(Event("course.opened", NOW, "3" * 32, CourseFacts("open", 1)), "key"),
        body_of_test(NOW),
    ]


def signed(body: str, *keys: str) -> dict[str, str]:
    return sign("msg_1f0c2d3e4b5a69788796a5b4c3d2e1f0", body, keys, now=NOW)


@pytest.mark.parametrize("body", bodies())
def test_the_library_for_python_verifies_while_keys_of_both_kinds_are_changed_over(body: str) -> None:
    headers = signed(body, PAIR, OLDER, SECRET)
    assert [one.split(",")[0] for one in headers["webhook-signature"].split(" ")] == ["v1a", "v1", "v1"]
    with time_machine.travel(NOW):
        for secret in (SECRET, OLDER):
            assert Webhook(secret).verify(body, headers) == json.loads(body)
        with pytest.raises(WebhookVerificationError):
            Webhook(new_secret()).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body, signed(body, PAIR))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Node finds the library; skipped where there is no Node, or no way to the package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        absent("node", "no Node with npm on this machine")
    folder = tmp_path_factory.mktemp("standardwebhooks-js")
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    (folder / "verify.js").write_text(SCRIPT)
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", LIBRARY]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        absent("node", f"standardwebhooks could not be had: {done.stderr[-200:]}")
    return folder


def verified(folder: Path, cases: list[dict[str, Any]]) -> list[Any]:
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    run = ["node", "verify.js", "cases.json", str(int(NOW.timestamp() * 1000))]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def test_the_library_for_javascript_verifies_and_so_does_nodes_ed25519(library: Path) -> None:
    """The last four are the controls: another secret, another body, another public key, no signature of that kind."""
    cases: list[dict[str, Any]] = []
    for body in bodies():
        headers = signed(body, PAIR, OLDER, SECRET)
        cases += [{"secret": one, "body": body, "headers": headers} for one in (SECRET, OLDER)]
        cases.append({"publicKey": public_key(PAIR), "body": body, "headers": headers})
    body = bodies()[0]
    wrong = [
        {"secret": new_secret(), "body": body, "headers": signed(body, SECRET)},
        {"secret": SECRET, "body": body + " ", "headers": signed(body, SECRET)},
        {"publicKey": public_key(new_key_pair()), "body": body, "headers": signed(body, PAIR)},
        {"publicKey": public_key(PAIR), "body": body, "headers": signed(body, SECRET)},
    ]
    found = verified(library, cases + wrong)
    expected = [True if "publicKey" in one else json.loads(one["body"]) for one in cases]
    assert found[: len(cases)] == expected
    assert found[len(cases) :] == ["WebhookVerificationError", "WebhookVerificationError", False, False]
