"""`python -m scheduler.compile_loops`: compiles the engine's loops, so that no plan has to wait for that."""

import sys
from datetime import date
from itertools import count
from threading import Thread

from scheduler.clock import Clock
from scheduler.crowded import Crowded
from scheduler.market.kept import is_compiled
from scheduler.problem import Counsellor, Course, Gap, Place, Presence, Problem, Standing, Window

_LOOKS = 100  # at the clock, which is all the time there is: every step gets its share, however long it compiles


def small_problem() -> Problem:
    """Courses that want more of one counsellor and one room than there is, so that there is something to search."""
    days = [day * 1440 for day in range(56) if day % 7 < 5]
    made = []
    for at in range(10):
        hours = tuple(
            Window(day + hour * 60, day + hour * 60 + 120, "site", risk=(day // 1440 * hour) % 90)
            for day in days
            for hour in (9, 11, 14)[at % 3 :: 2]
        )
        kept = (Standing(1, "who", hours[0].start, "site", firm=False),) if at == 0 else ()
        gap = Gap(min=3, ideal=7, max=14, limit=28)
        made.append(Course(f"k{at}", 6, (("who", 0),), hours, priority=(1, 2, 4)[at % 3], gap=gap, standing=kept))
    there = tuple(Presence(day + 9 * 60, day + 17 * 60, ("site",)) for day in days)
    who = Counsellor("who", there, max_per_day=2, max_per_week=7)
    return Problem(date(2027, 2, 1), 56, (Place("site", 1),), (who,), tuple(made))


def use_every_loop() -> Crowded:
    """Plan the small problem, with its search."""
    looks = count()
    engine = Crowded(small_problem(), workers=2, seed=0)
    engine.run(Clock(_LOOKS, now=lambda: next(looks), started_at=0))
    return engine


def load_in_background() -> Thread | None:
    """Load the loops beside whatever else is done, so that no question waits for it; None where none are compiled.

    For a process that holds a plan for long: its first question after a change to many officers would take a second or
    two more.
    """
    if not is_compiled():
        return None
    loading = Thread(target=use_every_loop, name="loading loops", daemon=True)
    loading.start()
    return loading


def main() -> int:
    """Plan the small problem with all loops; quick where they are compiled already."""
    if not is_compiled():
        use_every_loop()
    return 0 if is_compiled() else 1


if __name__ == "__main__":
    sys.exit(main())
