"""Loads the demo that `make run` serves: some weeks of a made-up force's life, up to this moment."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

import httpx
from rich.console import Console
from rich.progress import Progress

from app.care.services.identity import claim, issue_access_codes
from app.care.store import officers
from app.care.store.tables.providers import Provider
from app.demo.crowd import pick, refer_somebody
from app.demo.force import local, make_force, roster_csv
from app.demo.opening import open_practices
from app.demo.play import Hero, Play, pass_time
from app.demo.stage import stage
from app.demo.supply import PRACTICES
from app.foundation.clock import system_clock
from app.main import open_rota
from app.rota.services.publish import publish
from app.rota.services.receive import Arrived
from app.rota.store.accounts import add_account
from app.rota.web.receiving import take_upload
from app.settings import CareSettings, RotaSettings

HR = "hr@force.example"
PAST_WEEKS, WEEKS = 5, 24
COURSES = 40
IN_CARE, NEW = "sam@home.example", "alex@home.example"
_LOADING = "loading"


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who can sign in where, as printed when the demo starts."""

    rota_url: str
    care_url: str
    folder: Path

    def __str__(self) -> str:
        provider = f"desk@{next(iter(PRACTICES)).split()[0].lower()}.example"
        return "\n".join(
            (
                "",
                "  The demo is up. Sign in with an address below; the code is on the desk's own mail page.",
                "",
                f"  HR desk        {self.rota_url}    {HR}    mail: {self.rota_url}/mail",
                f"  Officer        {self.care_url}    {IN_CARE} (in the middle of a course)",
                f"                                           {NEW} (nothing asked for yet)",
                f"  Provider       {self.care_url}/provider    {provider}",
                f"  Their mail     {self.care_url}/mail",
                "",
                f"  Ctrl-C ends both desks. The demo lives in the folder {self.folder}/; remove it to start afresh.",
                "",
            )
        )


def loaded(rota: RotaSettings, care: CareSettings, *, console: Console | None = None) -> SignIns:
    """Load the demo unless it is there already; who can sign in. A load that was broken off begins anew."""
    home = care.data
    sign_ins = SignIns(f"http://{rota.host}:{rota.rota_port}", care.care_address, home)
    if (home / "loaded").exists():
        return sign_ins
    if not (rota.rota_url.startswith("sqlite") and care.care_url.startswith("sqlite")):
        raise SystemExit("The demo loads into SQLite only. Unset RELIEF_ROTA_URL and RELIEF_CARE_URL to try it.")
    with Progress(console=console or Console(), transient=True) as progress:
        aside = home / _LOADING
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        live_through(aside, system_clock(), progress, mails_say=sign_ins.care_url)
        _move_in(aside, home)
    return sign_ins


def live_through(folder: Path, now: datetime, progress: Progress, *, mails_say: str = "") -> None:
    """Play the weeks before `now` into new stores in `folder`; `mails_say`: where mails say the care desk is."""
    task = progress.add_task("Five weeks of a made-up force", total=PAST_WEEKS * 7 + 1)
    with _begun(folder, now, mails_say) as play:
        progress.advance(task)
        numbers = pick(play.force, COURSES, play.rng)
        _give_contacts(play, {numbers[0]: IN_CARE, pick(play.force, 1, play.rng, but=numbers)[0]: NEW})
        for day in range(PAST_WEEKS * 7):
            due = numbers[: 1 + COURSES * day // (PAST_WEEKS * 7 - 7)]
            for number in due[len(play.people) :]:
                play.people.append(refer_somebody(play.stage.care.desk, number, play.rng))
            play.stage.settle()
            pass_time(play, min(now, play.stage.clock() + timedelta(days=1)))
            progress.advance(task)
        if play.broken():
            raise RuntimeError(f"the demo broke a promise: {play.broken()[0]}")
        _hang_up(play)


@contextmanager
def _begun(folder: Path, now: datetime, mails_say: str) -> Iterator[Play]:
    """Both desks five weeks ago, with a roster published and pulled."""
    zone = RotaSettings().zone
    _let_hr_in(folder, now)
    with ExitStack() as ends:
        today = now.astimezone(zone).date()
        first_on = today - timedelta(days=today.weekday(), weeks=PAST_WEEKS)
        starts_at = local(today - timedelta(weeks=PAST_WEEKS), time(8), zone)
        force = make_force(first_on, zone, weeks=WEEKS)
        one = ends.enter_context(stage(folder, starts_at, lasting=True, mails_say=mails_say))
        http = ends.enter_context(httpx.Client(timeout=60))
        play = Play(one, http, force, open_practices(one, ends, first_on, weeks=WEEKS, seed=1), Random(1), Hero("", ""))
        _publish(play)
        yield play


def _let_hr_in(folder: Path, now: datetime) -> None:
    """While only the HR desk is open: its accounts are sealed with its own key."""
    rota = open_rota(RotaSettings(data=folder, rota_url="", rota_key="", demo=True, quiet=True))
    with rota.desk.store.write() as db:
        add_account(db, HR, now=now)
    rota.close()


def _publish(play: Play) -> None:
    """HR publishes the roster, and care pulls it."""
    desk = play.stage.rota.desk
    upload = take_upload(desk, Arrived("roster.csv", roster_csv(play.force), {}, "demo"))
    with desk.store.write() as db:
        publish(db, upload.id, desk.zone, by="demo", now=desk.clock())
    play.stage.due("pull_rosters")


def _give_contacts(play: Play, contacts: dict[str, str]) -> None:
    """Everybody was given an access code, and these have joined with a personal address."""
    with play.stage.care.desk.store.write() as db:
        issue_access_codes(db)
        ids = officers.ids_by_staff_number(db)
        for number, contact in contacts.items():
            claim(db, ids[number], contact, play.stage.clock())


def _hang_up(play: Play) -> None:
    """The providers' systems end with the load: nothing more is sent to them."""
    with play.stage.care.desk.store.write() as db:
        for practice in play.practices:
            db.get_one(Provider, practice.provider_id).webhook_url = None


def _move_in(aside: Path, home: Path) -> None:
    """Put a finished load in its place; the mark comes last."""
    for part in ("rota", "care"):
        shutil.rmtree(home / part, ignore_errors=True)
        (aside / part).rename(home / part)
    (aside / "feed-token").replace(home / "feed-token")
    shutil.rmtree(aside)
    (home / "loaded").touch()
