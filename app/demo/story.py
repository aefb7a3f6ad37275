"""The whole story, played through the front doors of both desks on a clock of its own."""

import gc
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import monotonic
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console

from app.demo.acts import ACTS, OTHERS, PromiseBroken
from app.demo.force import Force, make_force
from app.demo.opening import open_practices
from app.demo.play import HR, Hero, Play
from app.demo.promises import PROMISES
from app.demo.stage import stage
from app.demo.teller import Teller
from app.rota.store.accounts import add_account

ZONE = ZoneInfo("Europe/London")
FIRST_ON = date(2027, 2, 1)
"""A Monday; the clocks go forward on 28 March, in the middle of the story."""
WEEKS = 14
STAFF = 300
Act = Callable[[Play, Teller], None]


def play(
    *,
    seed: int = 1,
    admin_url: str | None = None,
    console: Console | None = None,
    others: int = OTHERS,
    staff: int = STAFF,
    acts: Sequence[Act] = ACTS,
) -> bool:
    """Play every act; whether all promises were kept. Stores are new, and gone afterwards (PostgreSQL's are kept)."""
    tell = Teller(console or Console(), ZONE)
    started = monotonic()
    gc.freeze()  # what is imported stays: looking through it again and again took a twentieth of the time
    with (
        tempfile.TemporaryDirectory() as folder,
        ready(Path(folder), seed=seed, staff=staff, admin_url=admin_url) as one,
    ):
        one.cast = others
        try:
            for act in acts:
                tell.act(str(act.__doc__).strip())
                act(one, tell)
                broken = one.broken()
                if broken:
                    raise PromiseBroken("; ".join(broken[:5]))
                tell.kept(len(PROMISES))
        except PromiseBroken as broken_promise:
            tell.say(f"[bold red]A promise was broken:[/] {broken_promise}")
            return False
        _close(one, tell, monotonic() - started)
    return True


@contextmanager
def ready(folder: Path, *, seed: int, staff: int = STAFF, admin_url: str | None = None) -> Iterator[Play]:
    """The stage set for the first act: desks up, providers stocked and listening, nobody in care yet."""
    starts_at = datetime.combine(FIRST_ON, datetime.min.time(), ZONE).replace(hour=8).astimezone(UTC)
    force = make_force(FIRST_ON, ZONE, weeks=WEEKS, size=staff, seed=seed)
    with ExitStack() as ends:
        one = ends.enter_context(stage(folder, starts_at, admin_url=admin_url))
        http = ends.enter_context(httpx.Client(timeout=60))
        with one.rota.desk.store.write() as db:
            add_account(db, HR, now=one.clock())
        practices = open_practices(one, ends, FIRST_ON, weeks=WEEKS + 4, seed=seed)
        yield Play(one, http, force, practices, Random(seed), Hero(_hero(force), "sam@home.example"))


def _hero(force: Force) -> str:
    """Somebody of the response teams: two earlies, two lates, two nights, four rest days."""
    return next(member.staff_number for member in force.members if member.pattern == "2-2-2-4")


def _close(one: Play, tell: Teller, seconds: float) -> None:
    plural = len(one.people) + 1
    tell.say(
        f"{plural} courses, {one.attended()} sessions attended, {one.misses} missed and every one of them owed still: "
        f"[bold green]0 lost[/]. Played in {seconds:.0f} s."
    )
