"""What officers wait for on a desk with a whole force: the first page, offers and booking at 50 requests a second.

RELIEF_BENCH_STAFF, RELIEF_BENCH_SECONDS, RELIEF_BENCH_WORKERS: 45,000 staff, 20 s and as many processes as there are
processors unless said otherwise. A real server in processes of its own, on SQLite; requests come at their time whether
or not those before are answered, and what counts is the time from when one was due until its last byte.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from app.demo.stage import free_port
from app.foundation.ids import new_id
from tests.bench.lean_client import Answered, Broken, LeanClient
from tests.bench.officer_desk import built
from tests.bench.processor_time import seconds_of
from tests.bench.rows import Row, Table
from tests.bench.run import ROOT

STAFF, SECONDS = int(os.environ.get("RELIEF_BENCH_STAFF", "45000")), int(os.environ.get("RELIEF_BENCH_SECONDS", "20"))
WORKERS = int(os.environ.get("RELIEF_BENCH_WORKERS", str(os.cpu_count() or 1)))
GOING, QUIET = 900, 40
Tokens = dict[str, list[Any]]
"""As built() wrote them: of officers with a plan, and pairs with the course of those without one."""
Due = tuple[float, Callable[[], Coroutine[Any, Any, Any]]]
PAGES, LOOKS, BOOKINGS = 30, 8, 4
"""In each second: so many first pages, so many look at offers, so many look, hold and book (three requests each)."""


@dataclass
class Waits:
    """Seconds waited, by what for; and answers that were not as they should be."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    busy: dict[str, float] = field(default_factory=dict)
    """Processors that the server and the requests themselves kept busy under the load."""


def measure() -> Table:
    """Build the force, serve it, and ask."""
    asking = SECONDS * BOOKINGS + QUIET // 2 + 10
    with TemporaryDirectory(prefix="relief-bench-") as folder:
        place, port = Path(folder), free_port()
        built(place, staff=STAFF, going=GOING, asking=asking)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.officer_desk", folder, str(port), str(WORKERS)], cwd=ROOT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(address)
            tokens = json.loads((place / "tokens.json").read_text())
            weights = _weight(address, tokens["going"][0])
            waits = asyncio.run(_asked(address, tokens, server.pid))
        finally:
            server.terminate()
            server.wait(30)
    rate = PAGES + LOOKS + 3 * BOOKINGS
    return Table(
        "Officers on a desk with a whole force",
        f"{STAFF:,} staff with rosters, {GOING} planned courses, {len(tokens['asking'])} new ones; {rate} requests a "
        f"second for {SECONDS} s ({PAGES} first pages, {LOOKS + BOOKINGS} offers, {BOOKINGS} holds, {BOOKINGS} "
        f"bookings), {WORKERS} processes of the server, and "
        f"the requests on the same processors; alone: one request after the other, before that. "
        f"{len(waits.failed)} failed. The first page weighs "
        "with and without what browsers keep for a year (styles and scripts), as it is sent.",
        tuple(_rows(waits, *weights)),
    )


def _rows(waits: Waits, size: int, whole: int) -> list[Row]:
    rows = [Row("first page", size / 1000, "kB"), Row("first page, all of it", whole / 1000, "kB", "first page")]
    for what, seconds in waits.seconds.items():
        rows.append(Row(f"{what}, median", median(seconds) * 1000, "ms"))
        rows.append(Row(f"{what}, p95", quantiles(seconds, n=20)[-1] * 1000, "ms", f"{what}, median"))
    return rows + [Row(f"{who}, processors busy", used, "") for who, used in waits.busy.items()]


def _weight(address: str, token: str) -> tuple[int, int]:
    """Bytes sent for the first page, and with every style and script that it links to."""
    headers = {"accept": "text/html", "accept-encoding": "gzip"}
    with httpx.Client(base_url=address, cookies={"relief_o": token}, headers=headers) as client:
        page = client.get("/")
        assert page.status_code == 200, page.status_code
        linked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        return len(page.content), len(page.content) + sum(_sent(client, one) for one in linked)


def _sent(client: httpx.Client, path: str) -> int:
    with client.stream("GET", path) as answer:
        return sum(len(part) for part in answer.iter_raw())


async def _asked(address: str, tokens: Tokens, server: int) -> Waits:
    waits = Waits()
    async with LeanClient(address) as client:
        for token, course in tokens["asking"][-10:]:
            await _look(client, Waits(), token, course)  # what is compiled at first use is not what is measured
        await _one_at_a_time(client, waits, tokens)
        begun, before = time.perf_counter(), _used(server)
        due = sorted(_due(client, waits, tokens), key=lambda one: one[0])
        tasks: list[asyncio.Task[Any]] = []
        for at, act in due:
            await asyncio.sleep(max(0.0, begun + at - time.perf_counter()))
            tasks.append(asyncio.create_task(act()))
        await asyncio.gather(*tasks)
        took = time.perf_counter() - begun
        waits.busy = {who: (used - before[who]) / took for who, used in _used(server).items()}
    return waits


def _used(server: int) -> dict[str, float]:
    """Processor seconds so far."""
    used = seconds_of(server)
    return {} if used is None else {"the server": used, "the requests themselves": time.process_time()}


async def _one_at_a_time(client: LeanClient, waits: Waits, tokens: Tokens) -> None:
    """What each takes on a server that does nothing else."""
    alone = Waits()
    for token in tokens["going"][:QUIET]:
        await _page(client, alone, token)
    for token, course in tokens["asking"][-QUIET // 2 - 10 : -10]:
        await _booked(client, alone, token, course)
    waits.seconds |= {f"{what}, alone": seconds for what, seconds in alone.seconds.items()}
    waits.failed += alone.failed


def _due(client: LeanClient, waits: Waits, tokens: Tokens) -> list[Due]:
    """What is asked for when, in seconds from the beginning; evenly over each second."""
    found: list[Due] = []
    going, asking = tokens["going"], tokens["asking"]
    for second in range(SECONDS):
        for n in range(PAGES):
            token = going[(second * PAGES + n) % len(going)]
            found.append((second + n / PAGES, partial(_page, client, waits, token)))
        for n in range(LOOKS):
            token, course = asking[-1 - (second * LOOKS + n) % 10]
            found.append((second + (n + 0.3) / LOOKS, partial(_look, client, waits, token, course)))
        for n in range(BOOKINGS):
            token, course = asking[second * BOOKINGS + n]
            found.append((second + (n + 0.6) / BOOKINGS, partial(_booked, client, waits, token, course)))
    return found


async def _page(client: LeanClient, waits: Waits, token: str) -> None:
    await _timed((client, waits, token), "first page", ("GET", "/"))


async def _look(client: LeanClient, waits: Waits, token: str, course: str) -> list[str]:
    answer = await _timed((client, waits, token), "offers", ("GET", f"/api/v1/courses/{course}/offers"))
    return [one["offer"] for one in answer.json()["offers"]] if answer.status == 200 else []


async def _booked(client: LeanClient, waits: Waits, token: str, course: str) -> None:
    """Look, hold one that is not the best (that is everybody's best), book. Who came too late takes the next."""
    offers, by = await _look(client, waits, token, course), (client, waits, token)
    for offer in offers[1:] or offers:
        held = await _timed(by, "hold", ("POST", f"/api/v1/courses/{course}/holds"), {"offer": offer})
        if held.status == 201:
            await _timed(by, "booking", ("POST", f"/api/v1/appointments/{held.json()['id']}/book"))
            return
    waits.failed.append("nothing could be held")


async def _timed(
    by: tuple[LeanClient, Waits, str], what: str, way: tuple[str, str], body: dict[str, object] | None = None
) -> Answered:
    """One request by somebody (a client, where to note it, and their token)."""
    client, waits, token = by
    verb, path = way
    if what == "first page":
        headers = {"cookie": f"relief_o={token}", "accept": "text/html"}
    else:
        headers = {"authorization": f"Bearer {token}", "idempotency-key": new_id()}
    begun = time.perf_counter()
    try:
        answer = await client.request(token, verb, path, headers, body)
    except Broken:  # too late, or a connection that the server closed while it waited
        answer = Answered(504, squeezed=False, body=b"")
    waits.seconds[what].append(time.perf_counter() - begun)
    if answer.status >= 400 and answer.status != 409:
        waits.failed.append(f"{verb} {path}: {answer.status}")
    return answer


def _wait_until_up(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{address}/sign-in", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the desk did not come up")
