"""One stage of a roster's way, in a process of its own: `python -m tests.bench.roster_stage STAGE FOLDER FILE`.

Stages: read, keep, publish, feed, pull. Each leaves in the folder what the next one needs, and prints its seconds, its
processor seconds (its children's too, with what a child took to load) and the most memory it, or a child of it, held.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Literal
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import select

from app.care.channels.rota_feed import RotaFeed
from app.care.jobs.pull_rosters import pull_rosters
from app.foundation.database import Database
from app.foundation.migrating import upgrade
from app.rota.domain.feed import feed_lines
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState
from app.rota.files.child_ready import READY
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import limits_for, read_in_child
from app.rota.reads.plain import feed_version
from app.rota.services.publish import publish
from app.rota.services.receive import Arrived, receive
from app.rota.store.months import whole_roster
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_to_keep, kept_reading, reading_to_keep
from app.rota.store.versions import head_of, latest
from tests.bench.roster_force import CODES

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_LOADING_SECONDS = 3.0
ANSWERS = {"code_table": "response", "repeated_hour": "first"}


def _store(zone: Literal["rota", "care"], folder: Path) -> Database:
    """The zone's store: where `stores.json` says, or SQLite in the folder."""
    named = folder / "stores.json"
    url = json.loads(named.read_bytes())[zone] if named.exists() else f"sqlite:///{folder / f'{zone}.sqlite'}"
    upgrade(zone, url)
    return Database(url)


def read(folder: Path, roster: Path) -> Callable[[], None]:
    """Read in a child that waits loaded, as on a running desk, and make the bytes ready to be kept meanwhile."""
    READY.make_ready()
    time.sleep(_LOADING_SECONDS)

    def act() -> None:
        order = ReadOrder(roster.name, ANSWERS, {"response": CODES}, ZONE.key)
        with roster.open("rb") as file, ThreadPoolExecutor(1) as beside:
            content = beside.submit(content_to_keep, file)
            reading = read_in_child(file, order, limits_for(roster.stat().st_size))
            if not reading.is_clean:
                raise ValueError(f"{reading.faults[:3]} {reading.questions}")
            kept = content.result()
        READY.end()
        afterwards.append(lambda: _lay_by(folder, reading, kept))

    return act


def _lay_by(folder: Path, reading: Reading, content: Content) -> None:
    (folder / "reading").write_bytes(reading_to_keep(reading))
    (folder / "content").write_bytes(content.compressed)
    (folder / "content.json").write_text(json.dumps([content.sha256, content.size]))


def keep(folder: Path, roster: Path) -> Callable[[], None]:
    """Keep it with its bytes, compare it with the roster that stands, and look over it for what is odd."""
    store, reading = _store("rota", folder), kept_reading((folder / "reading").read_bytes())
    sha256, size = json.loads((folder / "content.json").read_bytes())
    content = Content((folder / "content").read_bytes(), sha256, size)
    assert reading is not None

    def act() -> None:
        with store.write() as db:
            row = receive(db, Arrived(roster.name, b"", ANSWERS, "hr1"), reading, ZONE, now=NOW, content=content)
            assert row.state is UploadState.READY, row.faults[:3]

    return act


def publish_it(folder: Path, _roster: Path) -> Callable[[], None]:
    """Make it the roster."""
    store = _store("rota", folder)

    def act() -> None:
        with store.write() as db:
            upload_id = db.scalars(select(Upload.id).order_by(Upload.id.desc()).limit(1)).one()
            publish(db, upload_id, ZONE, by="hr1", now=NOW)

    return act


def feed(folder: Path, _roster: Path) -> Callable[[], None]:
    """Write out the feed of the newest version."""
    store = _store("rota", folder)

    def act() -> None:
        with store.read() as db, (folder / "feed").open("wb") as file:
            row = latest(db)
            assert row is not None
            file.writelines(feed_lines(head_of(row), whole_roster(db, row.number)))
            (folder / "head.json").write_text(json.dumps({"versions": [feed_version(row)]}))

    return act


def pull(folder: Path, _roster: Path) -> Callable[[], None]:
    """Have the care desk take it in."""
    store = _store("care", folder)

    def pieces() -> Iterator[bytes]:
        with (folder / "feed").open("rb") as file:
            while piece := file.read(64 * 1024):
                yield piece

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/versions"):
            return httpx.Response(200, content=(folder / "head.json").read_bytes())
        return httpx.Response(200, content=pieces())

    def act() -> None:
        client = httpx.Client(transport=httpx.MockTransport(answer))
        with _knocking(store) as waits:
            taken = pull_rosters(store, RotaFeed(client, "http://hr.test", "token", ZONE), now=NOW)
        assert taken.is_new
        told["wait"] = max(waits)

    return act


@contextmanager
def _knocking(store: Database) -> Iterator[list[float]]:
    """How long whoever writes, as booking does, waits for their turn meanwhile: one try after the other."""
    waits, done = [0.0], Event()

    def knock() -> None:
        while not done.wait(0.05):
            begun = time.perf_counter()
            with store.write() as db:
                waits.append(time.perf_counter() - begun)
                db.execute(select(1))

    thread = Thread(target=knock)
    thread.start()
    try:
        yield waits
    finally:
        done.set()
        thread.join()


told: dict[str, float] = {}
afterwards: list[Callable[[], None]] = []
"""What is done once the time is taken."""
STAGES = {"read": read, "keep": keep, "publish": publish_it, "feed": feed, "pull": pull}


def main(stage: str, folder: str, roster: str) -> None:
    """Make ready, then measure."""
    act = STAGES[stage](Path(folder), Path(roster))
    begun, used = time.perf_counter(), _cpu()
    act()
    wall, cpu = time.perf_counter() - begun, _cpu() - used
    for act in afterwards:
        act()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({**told, "wall": wall, "cpu": cpu, "peak_mib": peak / 1024}))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(*sys.argv[1:])
