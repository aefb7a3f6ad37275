"""How long a map of gaps and a what-if take for a large force, and how much memory (`python -m`, prints a table)."""

import resource
import sys
import tempfile
import time
from pathlib import Path

from app.care.domain.asking import ask_of
from app.care.domain.capacity_count import Counted
from app.care.domain.trying import Watch, find_gaps, try_change
from app.care.domain.what_if import Kind, WhatIf
from app.care.reads.capacity_world import read_desk
from tests.bench import officer_desk
from tests.support.builders import NOW, VIDEO

EVENINGS = WhatIf(Kind.COUNSELLORS, days=(0, 1, 2, 3, 4), opens=17, closes=21, place=VIDEO, people=5)


def main(staff: int, going: int, asking: int, people: int) -> None:
    """Build the force in a folder of its own, then ask it both questions."""
    officer_desk.COUNSELLORS = people
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        officer_desk.built(Path(folder), staff=staff, going=going, asking=asking)
        _say("built", begun)
        care = officer_desk.opened(Path(folder))
        later = NOW.replace(day=9)
        begun = time.monotonic()
        with care.desk.store.read() as db:
            desk = read_desk(db, now=later)
        _say(f"read {len(desk.world.courses)} courses", begun)
        begun = time.monotonic()
        ask = ask_of(desk.world, desk.policy)
        _say("asked", begun)
        begun = time.monotonic()
        tried = try_change(desk.world, desk.policy, EVENINGS, Watch(lambda share: _say(f"  {share:.0%}", begun, 10)))
        _say(f"what-if: {_told(tried.before)} -> {_told(tried.after)}", begun)
        begun = time.monotonic()
        found = find_gaps(ask, Watch(lambda share: _say(f"  {share:.0%}", begun, 10)))
        _say(f"gaps: {len(found.priced)} priced, {_told(found.before)}", begun)
        for one in found.tried:
            print("  ", one.gap.weekday, one.gap.part, one.gap.first_hour, len(one.gap.gaining), one.on_time)
        care.close()


_last: dict[str, float] = {}


def _say(what: str, begun: float, every: float = 0) -> None:
    now = time.monotonic()
    if now - _last.get("at", 0) >= every:
        _last["at"] = now
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{what}: {now - begun:.1f} s, {memory} MiB at most", flush=True)


def _told(count: Counted) -> str:
    return f"{count.on_time} of {count.courses} on time, {count.without_place} sessions without a place"


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:] or ("45000", "4300", "200", "330")))
