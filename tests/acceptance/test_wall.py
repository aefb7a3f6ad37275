"""The wall: nothing that HR's desk answers, shows, stores, logs or notes depends on who is in care."""

import io
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.care.services.plan_booking import book_plan
from app.care.store import officers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.demo.stage import Stage, free_port, stage
from app.foundation import audit
from app.foundation.database import Database
from app.main import open_rota
from app.rota.store.tables.access import AuditEntry
from app.settings import RotaSettings
from tests.acceptance.hr_day import STAFF, Record, first_roster, plain, rest_of_the_day, sitting
from tests.acceptance.test_two_hosts import host, served
from tests.support.builders import NOW, a_basis, a_counsellor, a_course, at, rows, weekly

# Columns that hold nothing but chance: digests of random tokens, and addresses sealed with a fresh nonce.
CHANCE = {"token_digest", "form_token", "contact", "contact_lookup"}
CHANCE_KEYS = {"idempotency_record": {"id"}}
AT = NOW.replace(hour=9)
WITH_APPOINTMENTS = 5
Planted = Callable[[Stage], None]


def world(folder: Path, *, in_care: int = 0, leak: Planted | None = None) -> list[str]:
    """HR's day where so many are in care: every answer, then every row of the store, then the log."""
    record = Record()
    with stage(folder, AT) as one:
        page, api = sitting(one.rota, one.rota_url, AT)
        first_roster(api, record)
        one.due("pull_rosters")
        one.settle()
        if in_care:
            come_into_care(one.care.desk.store, in_care)
        if leak:
            leak(one)
        log = io.StringIO()
        with redirect_stdout(log), redirect_stderr(log):
            rest_of_the_day(page, api, record)
        one.due("publish_figures")
        one.due("pull_rosters")  # with people in care this moves appointments, mends plans, leaves messages
        one.settle()
        record.answer(page.get("/"))
        record.answer(page.get("/welfare/insight"))  # the figures are none of its business, whoever is in them
        record.note(f"log: {log.getvalue()}")
        for client in (page, api):
            client.close()
    for row in rows_of(folder / "rota" / "rota.sqlite"):
        record.note(row)
    return record.said


def come_into_care(store: Database, count: int) -> None:
    """Officers of the roster with courses, and appointments over the very duties that HR moves about."""
    with store.write() as db:
        ids = officers.ids_by_staff_number(db)
        for place, number in enumerate(STAFF[:count]):
            course = a_course(db, db.get_one(Officer, ids[number]))
            if place < WITH_APPOINTMENTS:
                starts = weekly(at(7, 16), range(1, course.sessions + 1))
                book_plan(db, course.id, rows(a_counsellor(db), starts), a_basis(course), now=NOW)
    with store.read() as db:
        assert len(list(db.scalars(select(Appointment.id)))) >= WITH_APPOINTMENTS


def rows_of(file: Path) -> list[str]:
    """Every row of every table, in the order in which they were written."""
    with sqlite3.connect(file) as db:
        tables = sorted(name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found: list[str] = []
        for table in tables:
            rows = db.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            names = [column[0] for column in rows.description]
            hidden = CHANCE | CHANCE_KEYS.get(table, set())
            for row in rows:
                cells = (f"{n}={'chance' if n in hidden else plain(v)}" for n, v in zip(names, row, strict=True))
                found.append(f"{table}: {', '.join(cells)}")
    return found


def first_difference(one: list[str], other: list[str]) -> str:
    """Where two worlds part, for people; empty where they do not."""
    for here, there in zip(one, other, strict=False):
        if here != there:
            at = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), len(min(here, there)))
            return f"{here[:80]!r}: ...{here[max(0, at - 60) : at + 60]!r} or ...{there[max(0, at - 60) : at + 60]!r}"
    return "" if len(one) == len(other) else f"{len(one)} things here, {len(other)} there"


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The world with nobody in care, with which the others are compared."""
    return world(tmp_path_factory.mktemp("wall") / "nobody")


def test_hr_sees_the_same_whoever_is_in_care(nobody: list[str], tmp_path: Path) -> None:
    many = world(tmp_path / "many", in_care=len(STAFF))
    assert first_difference(nobody, many) == ""
    assert len(nobody) > 200


def into_the_store(one: Stage) -> None:
    """A leak: a line in HR's audit trail that says how many are in care."""
    with one.rota.desk.store.write() as db:
        audit.record(db, AuditEntry, audit.Line("care:job", "roster.read", "roster:1", {"of": 30}), now=AT)


def onto_the_page(one: Stage) -> None:
    """A leak: a single space more at the foot of HR's pages."""
    pages = one.rota.app.state.pages
    pages.shell = replace(pages.shell, footnote=pages.shell.footnote + " ")


def into_the_log(one: Stage) -> None:
    """A leak: a word in the log of HR's desk, with each answer."""
    one.rota.app.state.reading_room = _Talkative(one.rota.app.state.reading_room)


class _Talkative:
    """A reading room that says what it should not."""

    def __init__(self, room: object) -> None:
        self.room = room

    def wanted(self, upload_id: str) -> str:
        """The same, and a word about it."""
        print("somebody is in care")
        stage_of: str = self.room.wanted(upload_id)  # type: ignore[attr-defined]
        return stage_of


def test_control_a_planted_leak_is_noticed(nobody: list[str], tmp_path: Path) -> None:
    for leak in (into_the_store, onto_the_page, into_the_log):
        assert first_difference(nobody, world(tmp_path / leak.__name__, leak=leak)) != "", leak.__name__


def test_hr_can_do_its_whole_day_where_there_is_no_care_store(tmp_path: Path) -> None:
    """What is never opened cannot be waited for: no time that HR's desk takes can depend on it."""
    port, folder = str(free_port()), tmp_path / "rota-host"
    environment = host(folder, RELIEF_ROTA_PORT=port)
    now = datetime.now(UTC)
    with served(environment, "rota", ports=[int(port)]) as process:
        beside = open_rota(RotaSettings(data=folder))  # only to be let in without a mailed code
        page, api = sitting(beside, f"http://127.0.0.1:{port}", now)
        beside.close()
        record = Record()
        first_roster(api, record)
        rest_of_the_day(page, api, record)
        opened = [str(handle.readlink()) for handle in Path(f"/proc/{process.pid}/fd").iterdir()]
        for client in (page, api):
            client.close()
    assert any("rota.sqlite" in file for file in opened)
    assert not [file for file in opened if "care" in file]
    assert not (folder / "care").exists()
    assert len(record.said) > 40


def test_the_hr_desk_loads_no_code_of_care() -> None:
    code = "import sys, app.main, app.rota.web, app.import_roster; print([m for m in sys.modules if 'care' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
