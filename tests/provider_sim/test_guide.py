"""What docs/providers.md says of the made-up system and of verifying in Node is tried as it stands there."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from app.care.channels.signatures import new_secret, sign
from app.care.domain.signing_keys import new_key_pair, public_key
from app.foundation.clock import HandClock
from app.provider_sim.behaving import Behaviour
from app.provider_sim.practice import Practice
from app.provider_sim.server import Sim, serving
from app.provider_sim.speaking import Manner, Mouth
from tests.support.gates import absent

GUIDE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


def row(door: str) -> str:
    """What the guide's table says of a door."""
    return next(line for line in GUIDE.splitlines() if line.startswith(f"| `POST {door}`"))


@pytest.fixture
def desk() -> Iterator[str]:
    """Somebody who takes whatever the system says."""

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/webhooks/x"
    server.shutdown()
    server.server_close()


def test_every_way_to_behave_and_to_speak_that_the_guide_names_is_known_and_there_is_no_other(desk: str) -> None:
    clock = HandClock(NOW)
    shown, *names = re.findall(r"`([^`]+)`", row("/behave").partition("| `POST /behave` ")[2])
    said, _, *manners = re.findall(r"`([^`]+)`", row("/say").partition("| `POST /say` ")[2])
    assert {*names} == {one.value for one in Behaviour}
    assert {*manners} == {one.value for one in Manner}
    with serving(Sim(Practice([new_secret()], clock), Mouth(clock, new_secret()), desk)) as url:
        base = url.removesuffix("/hook")
        for told in (json.loads(shown), *({"as": name} for name in names)):
            assert httpx.post(f"{base}/behave", json=told).json() == {"behaviour": told["as"]}
        for manner in manners:
            assert httpx.post(f"{base}/say", json=json.loads(said) | {"manner": manner}).status_code == 200, manner


def test_the_guides_lines_for_node_verify_what_we_sign_and_nothing_else(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        absent("node", "no Node on this machine")
    (lines,) = re.findall(r"```js\n(.*?)```", GUIDE, re.DOTALL)
    pair, body = new_key_pair(), '{"type":"webhook.test"}'
    signature = sign("msg_1", body, [pair], now=NOW)["webhook-signature"]
    script = tmp_path / "verify.mjs"
    script.write_text(
        'import { createPublicKey, verify } from "node:crypto";\n'
        "const [whpk, id, timestamp, body, signature] = process.argv.slice(2);\n"
        + lines.replace("\nverify(", "\nconst found = verify(")
        + "\nconsole.log(found);\n"
    )

    def found(key: str, said: str) -> str:
        run = [node, str(script), key, "msg_1", str(int(NOW.timestamp())), said, signature]
        return subprocess.run(run, capture_output=True, text=True, timeout=60, check=True).stdout.strip()

    assert found(public_key(pair), body) == "true"
    assert (found(public_key(pair), body + " "), found(public_key(new_key_pair()), body)) == ("false", "false")
