"""The diary feed, read by ical.js, which Thunderbird and many web calendars are built on."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.care.channels.calendar import feed, single
from app.care.domain.diary import Entry, Standing
from tests.care.channels.test_calendar import CHANGED, NIGHTS, ZONE
from tests.support.gates import absent

READER = "ical.js@2.2.1"
SCRIPT = """
import fs from "node:fs";
import ICAL from "ical.js";
const all = {};
for (const path of process.argv.slice(2)) {
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(path, "utf-8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  all[path] = calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    const said = (name) => one.getFirstPropertyValue(name);
    return {
      uid: event.uid, start: event.startDate.toUnixTime(), end: event.endDate.toUnixTime(),
      sequence: event.sequence, title: event.summary, status: said("status"), class: said("class"),
    };
  });
}
console.log(JSON.stringify(all));
"""


@pytest.fixture(scope="module")
def ical_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Node finds ical.js; skipped where there is no Node, or no way to the package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        absent("node", "no Node with npm on this machine")
    folder = tmp_path_factory.mktemp("ical-js")
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    (folder / "read.js").write_text(SCRIPT)
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", READER]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        absent("node", f"ical.js could not be had: {done.stderr[-200:]}")
    return folder


def read(folder: Path, **files: bytes) -> dict[str, list[dict[str, Any]]]:
    """What ical.js makes of these files; one start of Node for all."""
    for name, content in files.items():
        (folder / f"{name}.ics").write_bytes(content)
    run = ["node", "read.js", *(f"{name}.ics" for name in files)]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return {name.removesuffix(".ics"): events for name, events in json.loads(done.stdout).items()}


def entries() -> list[Entry]:
    """One for every quarter of an hour of both nights on which the clocks change, of every standing."""
    standings = list(Standing)
    return [
        Entry(
            uid=f"{n}@desk.example",
            start_at=at,
            end_at=at + timedelta(minutes=50),
            standing=standings[n % 3],
            sequence=n,
            changed_at=CHANGED,
        )
        for n, at in enumerate(NIGHTS)
    ]


def test_both_nights_of_the_clock_change_are_read_to_the_minute_and_every_word_is_kept(ical_js: Path) -> None:
    """The last file is the control: written as a local time, an hour that comes twice is read as the second,
    where icalendar reads the first."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    twice = Entry("t", first, first + timedelta(minutes=50), Standing.CONFIRMED, 0, CHANGED)
    local = first.astimezone(ZONE).strftime("%Y%m%dT%H%M%S")
    spoilt = feed([twice], "Busy", ZONE).replace(
        b"DTSTART:20261025T003000Z", f"DTSTART;TZID=Europe/London:{local}".encode()
    )
    files = {f"single{n}": single(one, "Gym; now, \\ then", ZONE) for n, one in enumerate(entries()[::16])}
    elsewhere = ZoneInfo("Australia/Lord_Howe")
    found = read(
        ical_js,
        both=feed(entries(), "Busy", ZONE),
        elsewhere=feed(entries(), "Busy", elsewhere),
        empty=feed([], "Busy", ZONE),
        spoilt=spoilt,
        **files,
    )
    for name in ("both", "elsewhere"):
        shown = {one["uid"]: one for one in found[name]}
        assert len(shown) == len(NIGHTS) == 64
        for entry in entries():
            assert shown[entry.uid] == {
                "uid": entry.uid,
                "start": int(entry.start_at.timestamp()),
                "end": int(entry.end_at.timestamp()),
                "sequence": entry.sequence,
                "title": "Busy",
                "status": entry.standing.value,
                "class": "PRIVATE",
            }
    assert found["empty"] == []
    for n, entry in enumerate(entries()[::16]):
        (one,) = found[f"single{n}"]
        assert (one["start"], one["title"]) == (int(entry.start_at.timestamp()), "Gym; now, \\ then")
    assert found["spoilt"][0]["start"] == int(first.timestamp()) + 3600
