"""However a file is spoilt, it is told of, asked about or read whole; the server answers all the same.

`make soak` reads 50,000; RELIEF_SOAK=2000 another number, RELIEF_SOAK_FROM=7 others of them.
"""

import json
import os
from random import Random

import pytest

from tests.rota.fuzz.pool import run
from tests.rota.fuzz.seeds import KNOWN_CODES, seeds
from tests.rota.fuzz.spoiling import case
from tests.rota.fuzz.worker import outcome
from tests.rota.hr import HrDesk, send_file, teach

MANY = int(os.environ.get("RELIEF_SOAK", "50000"))
FIRST = int(os.environ.get("RELIEF_SOAK_FROM", "0"))
OVER_HTTP = 300


def test_every_seed_reads_before_it_is_spoilt() -> None:
    from app.rota.files.findings import ReadOrder
    from app.rota.files.read import read_upload

    for seed in {seed.name: seed for seed in seeds()}.values():
        reading = read_upload(seed.data, ReadOrder("roster", seed.answers, KNOWN_CODES, "Europe/London"))
        assert not reading.faults, (seed.name, reading.faults)


@pytest.mark.parametrize("number", range(120))
def test_a_few_spoilt_files_keep_the_promise(number: int) -> None:
    assert outcome(number)[1] == ""


@pytest.mark.soak
def test_many_spoilt_files_keep_the_promise() -> None:
    tally = run(range(FIRST, FIRST + MANY), workers=os.cpu_count() or 2, show=True)
    assert tally.count == MANY
    assert not tally.wrong, "\n".join(tally.wrong[:20])
    # What the spoiler makes must not all be refused at the door.
    assert min(tally.ended[word] for word in ("faults", "asks", "lines")) > MANY // 100


@pytest.mark.soak
def test_spoilt_files_over_http_are_answered_and_never_half_published(hr: HrDesk) -> None:
    teach(hr.store)
    caller = hr.machine()
    numbers = Random(FIRST).sample(range(10 * MANY), OVER_HTTP)
    for number in numbers:
        seed, data, answers = case(number)
        kept = {code: text for code, text in answers.items() if text.isprintable()}
        got = caller.post(
            "/api/v1/rosters/uploads", files={"file": ("roster", data)}, data={"answers": json.dumps(kept)}
        )
        assert got.status_code < 500, (number, seed.name, got.text)
        if got.status_code == 201 and got.json()["state"] != "ready":
            publish = caller.post(f"/api/v1/rosters/uploads/{got.json()['id']}/publish")
            assert 400 <= publish.status_code < 500, (number, seed.name)
    assert send_file(caller, seeds()[0].data)["state"] == "ready"
