"""The command line: serve the desks, play the demo, look after stores and accounts."""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.foundation.terminal import give_up, plainly, told_plainly
from app.settings import CareSettings, RotaSettings
from app.simulate.typed import simulate

if TYPE_CHECKING:
    from app.foundation.database import Database

app = typer.Typer(
    help="A shift-aware scheduler: rosters in, whole courses planned around them, missed ones rebooked.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


class Desk(StrEnum):
    """Which desk to serve."""

    BOTH = "both"
    ROTA = "rota"
    CARE = "care"


@app.command()
def serve(
    which: Annotated[Desk, typer.Argument(help="One desk alone, or both as two processes.")] = Desk.BOTH,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes of the care desk: one for each core.")] = 1,
) -> None:
    """Serve the HR desk and the care desk, migrating their stores first."""
    from app.serving import serve_app, serve_together

    if which is Desk.BOTH:
        rota, care = RotaSettings().complete(), CareSettings().complete()
        up = [f"HR desk    http://{rota.host}:{rota.rota_port}", f"Care desk  {care.care_address}"]
        both = _both(rota, care, workers)
        raise typer.Exit(serve_together(both, when_up=lambda: print("\n".join(up), flush=True)))
    if which is Desk.ROTA:
        from app.main import open_rota

        settings = RotaSettings()
        desk = open_rota(settings)
        desk.read_on()
        serve_app(desk.app, settings.host, settings.rota_port)
        return
    _serve_care(workers)


def _serve_care(workers: int) -> None:
    """One process that serves and runs jobs; or several, of which the first runs jobs and this one looks after them."""
    from app.main import open_care, prepare_care
    from app.serving import Shared, serve_app, serve_workers

    settings, shared = CareSettings(), Shared.from_environment()
    if workers > 1:
        prepare_care(settings)
        raise typer.Exit(
            serve_workers(["-m", "app.cli", "serve", "care"], (settings.host, settings.care_port), workers)
        )
    house = open_care(settings, tries=None if shared is None else shared.tries)
    if shared is None or shared.is_first:
        house.start_jobs(apart=[sys.executable, "-m", "app.cli", "work-out"])
    try:
        serve_app(house.app, settings.host, settings.care_port, listening=None if shared is None else shared.socket)
    finally:
        house.close()


@app.command("work-out", hidden=True)
def work_out_study(study: str, at: str) -> None:
    """Work a question about capacity out: the care desk starts this itself."""
    from app.main import work_out

    work_out(CareSettings(), study, now=datetime.fromisoformat(at))


@app.command("run-demo")
def run_demo() -> None:
    """Load a small made-up force (once) and serve both desks, with the sign-ins printed."""
    from app.demo.load import loaded
    from app.serving import serve_together

    os.environ["RELIEF_DEMO"] = "1"
    rota, care = RotaSettings().complete(), CareSettings().complete()
    sign_ins = loaded(rota, care)
    raise typer.Exit(serve_together(_both(rota, care), when_up=lambda: print(sign_ins, flush=True)))


def _both(rota: RotaSettings, care: CareSettings, workers: int = 1) -> dict[tuple[str, int], list[str]]:
    """Each desk's door and the command that opens it."""
    return {
        (rota.host, rota.rota_port): ["serve", "rota"],
        (care.host, care.care_port): ["serve", "care", f"--workers={workers}"],
    }


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed, another force.")] = 1,
    database: Annotated[str, typer.Option(help="PostgreSQL administrator URL; SQLite in a new folder if empty.")] = "",
) -> None:
    """Play the whole story in the terminal; ends with 1 if any promise is broken."""
    from app.demo.story import play

    raise typer.Exit(0 if play(seed=seed, admin_url=database or None) else 1)


@app.command("provider-sim")
def provider_sim(
    hears_with: Annotated[list[str] | None, typer.Option(help="A key of ours: whsec_... or whpk_...")] = None,
    speaks_with: Annotated[str, typer.Option(help="The secret agreed on for what it sends.")] = "",
    desk: Annotated[str, typer.Option(help="Our address for this provider: .../webhooks/<provider>.")] = "",
    behaves: Annotated[str, typer.Option(help="well, slow, flaky, down, busy, ... (docs/providers.md).")] = "well",
    port: Annotated[int, typer.Option(help="On loopback; 0 for any that is free.")] = 8790,
    connect: Annotated[str, typer.Option(help="A provider of the loaded demo: agrees on keys by itself.")] = "",
) -> None:
    """Serve a provider's own system, made up, that takes our webhooks well or badly (for development and the demo)."""
    from app.demo.connecting import connected
    from app.foundation.clock import system_clock
    from app.provider_sim.behaving import Behaviour
    from app.provider_sim.practice import Practice
    from app.provider_sim.running import run
    from app.provider_sim.server import Sim
    from app.provider_sim.speaking import Mouth

    with plainly():
        if behaves not in {one.value for one in Behaviour}:
            give_up(f"It behaves in one of these ways: {', '.join(Behaviour)}.")
        heard, spoken, address = hears_with or [], speaks_with, desk
        if connect:
            settings = CareSettings().complete()
            with _care_store(settings) as store:
                made = connected(store, settings, connect, port, now=system_clock())
            heard, spoken, address = list(made.hears_with), made.speaks_with, made.desk
        mouth = Mouth(system_clock, spoken) if spoken else None
        run(Sim(Practice(heard, system_clock), mouth, address, Behaviour(behaves), say=print), port)


@app.command()
def calibrate(
    file: Annotated[Path, typer.Argument(help="A history of attendance: CSV, gzipped or not.")],
    train_until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day learnt from; later ones are scored.")
    ] = None,
    test: Annotated[Path | None, typer.Option(help="Later days of the same history, to be scored.")] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the figures as JSON and the picture as SVG.")] = None,
) -> None:
    """Learn the chance of a miss from earlier days and score it on later ones; docs/calibration.md tells more."""
    from scheduler.calibration.command import calibrated
    from scheduler.calibration.history import Unreadable

    with plainly():
        try:
            print(calibrated(file, test, None if train_until is None else train_until.date(), out))
        except Unreadable as wrong:
            give_up(str(wrong))


@app.command()
def migrate(which: Annotated[Desk, typer.Argument(help="Which store.")] = Desk.BOTH) -> None:
    """Bring the stores to the newest tables."""
    if which is not Desk.CARE:
        from app.rota.store.migrate import upgrade as upgrade_rota

        upgrade_rota(RotaSettings().complete().rota_url)
    if which is not Desk.ROTA:
        from app.care.store.migrate import upgrade as upgrade_care

        upgrade_care(CareSettings().complete().care_url)


@app.command()
def provision(
    admin_url: Annotated[str, typer.Argument(help="postgresql:// URL of a role that may create roles.")],
    prefix: Annotated[str, typer.Option(help="Both roles and schemas begin with it.")] = "relief",
) -> None:
    """Create the two PostgreSQL roles and schemas; prints the two settings, each to be kept on its own host."""
    from app.provisioning import provision as provision_postgres

    made = provision_postgres(admin_url, prefix=prefix)
    print(f"RELIEF_ROTA_URL={made.rota_url}\nRELIEF_CARE_URL={made.care_url}")


@app.command("add-hr")
def add_hr(contact: Annotated[str, typer.Argument(help="The e-mail address that sign-in codes go to.")]) -> None:
    """Let a person sign in to the HR desk."""
    from app.foundation.clock import system_clock
    from app.foundation.signin.contacts import clean_contact
    from app.rota.store.accounts import add_account

    with plainly():
        address = clean_contact(contact)
        settings = RotaSettings().complete()
        with _rota_store(settings) as store, store.write() as db:
            add_account(db, address, now=system_clock())
    print(f"{address} can now sign in to the HR desk.")


@app.command("add-welfare-lead")
def add_welfare_lead(
    contact: Annotated[str, typer.Argument(help="The e-mail address that sign-in codes go to.")],
) -> None:
    """Let a person write whom officers can call at once. They see no officer and no count of officers."""
    from app.care.store.notices import add_lead
    from app.foundation.clock import system_clock
    from app.foundation.signin.contacts import clean_contact

    with plainly():
        address = clean_contact(contact)
        settings = CareSettings().complete()
        with _care_store(settings) as store, store.write() as db:
            add_lead(db, address, now=system_clock())
    print(f"{address} can now sign in at {settings.care_address}/welfare.")


@app.command("import-roster")
def import_roster(
    files: Annotated[list[Path] | None, typer.Argument(help="Roster files, one after the other.")] = None,
    profile: Annotated[str, typer.Option(help="The mapping profile whose answers are given.")] = "",
    answer: Annotated[list[str] | None, typer.Option(help="An answer known beforehand: code=value.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Publish without asking.")] = False,
    confirm_drop: Annotated[bool, typer.Option("--confirm-drop", help="Publish though much of it would go.")] = False,
    watch: Annotated[Path | None, typer.Option(help="Import whatever appears in this folder.")] = None,
    every: Annotated[float, typer.Option(min=0.05, help="Seconds between two looks into the folder.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Import what lies in the folder, then end.")] = False,
) -> None:
    """Read roster files, ask what they leave open, show what changes, and publish them.

    Ends with 0 when all is published (or changes nothing), 1 for faults, 2 while questions are open, 3 when publishing
    was not confirmed. docs/importing.md tells more.
    """
    from app.import_roster import Wanted, import_all, watch_folder
    from app.main import rota_desk

    with plainly():
        wanted = Wanted.of(
            profile, answer or [], yes=yes, may_ask=sys.stdin.isatty() and watch is None, confirm_drop=confirm_drop
        )
        if (watch is None) == (not files):
            give_up("Name the files to import, or a folder with --watch; one of the two.")
        desk = rota_desk(RotaSettings())
        with closing(desk.store):
            if watch is not None:
                watch_folder(desk, watch, wanted, every=every, once=once)
                return
            code = import_all(desk, files or [], wanted)
    raise typer.Exit(code)


@app.command()
def stock(
    file: Annotated[Path, typer.Argument(help="A TOML file with places, providers, counsellors and accounts.")],
) -> None:
    """Tell the care desk the places, providers, counsellors and accounts of FILE (docs/running.md shows one).

    The same file again changes nothing; a changed one adds and amends, and takes nothing away. A file with faults
    changes nothing, and every fault is named. Prints the webhook secrets of a new provider, this once.
    """
    from app.care.channels.signatures import new_secret
    from app.care.services.supply import supply
    from app.care.services.supply_file import read_supply
    from app.foundation.clock import system_clock

    with plainly():
        wanted = read_supply(file.read_text(encoding="utf-8-sig"))
        settings = CareSettings().complete()
        with _care_store(settings) as store, store.write() as db:
            done = supply(db, wanted, new_secret=new_secret, now=system_clock())
    for made in done.providers:
        print(f"{made.name}: write these down, they are not shown again.")
        print(f"  they send webhooks to    {settings.care_address}/webhooks/{made.provider_id}")
        print(f"  they sign theirs with    {made.they_sign_with}")
        print(f"  we sign ours with        {made.we_sign_with}")
    new = (("places", done.places), ("providers", len(done.providers)), ("counsellors", done.counsellors))
    print("New: " + ", ".join(f"{count} {what}" for what, count in (*new, ("accounts", done.accounts))) + ".")


@app.command("agree-terms")
def agree_terms(
    provider: Annotated[str, typer.Argument(help="The provider's name, as it was stocked.")],
    from_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day they hold.")],
    prices: Annotated[tuple[float, float, float], typer.Option(help="Pounds for 50, 60 and 90 minutes.")],
    late_hours: Annotated[int, typer.Option(help="Notice in hours below which calling off costs something.")] = 24,
    late_percent: Annotated[int, typer.Option(help="The share of the price that it then costs.")] = 50,
    missed_percent: Annotated[int, typer.Option(help="The share of the price that a miss costs.")] = 100,
) -> None:
    """Write down what the force pays a provider from a day on. The same again changes nothing."""
    from app.care.domain.fees import Terms
    from app.care.services.fee_post import agree_terms as agree
    from app.care.store.providers import by_name
    from app.foundation.clock import system_clock

    with plainly():
        fifty, sixty, ninety = (round(price * 100) for price in prices)
        terms = Terms(fifty, sixty, ninety, late_hours, late_percent, missed_percent)
        settings = CareSettings().complete()
        with _care_store(settings) as store, store.write() as db:
            found = by_name(db, provider) or give_up(f"There is no provider called {provider}.")
            agree(db, found.id, from_on.date(), terms, now=system_clock())
    print(f"From {from_on:%d %B %Y} fees are reckoned by these terms.")


@app.command("access-codes")
def access_codes(
    new_starters: Annotated[
        bool, typer.Option("--new-starters", help="Only for staff who never had a code; nobody's card changes.")
    ] = False,
) -> None:
    """Issue a fresh access code to every member of staff; CSV on standard output.

    Everybody is on the list, whether or not they have joined, so it tells nobody who has. Issuing again replaces every
    card handed out before: the old codes stop working. A code of somebody who has joined already does nothing.
    """
    from app.care.services.identity import issue_access_codes, issue_first_codes

    with plainly():
        settings = CareSettings().complete()
        with _care_store(settings) as store, store.write() as db:
            issued = issue_first_codes(db) if new_starters else issue_access_codes(db)
    out = csv.writer(sys.stdout)
    out.writerow(("staff_number", "access_code"))
    out.writerows(issued)
    effect = "Cards handed out before still work." if new_starters else "Cards handed out before no longer work."
    print(f"{len(issued)} codes issued. {effect}", file=sys.stderr)


@contextmanager
def _rota_store(settings: RotaSettings) -> Iterator["Database"]:
    """The rota store with today's tables."""
    from app.rota.store.migrate import upgrade

    with _migrated(settings.rota_url, settings.rota_key, upgrade) as store:
        yield store


@contextmanager
def _care_store(settings: CareSettings) -> Iterator["Database"]:
    """The care store with today's tables."""
    from app.care.store.migrate import upgrade

    with _migrated(settings.care_url, settings.care_key, upgrade) as store:
        yield store


@contextmanager
def _migrated(url: str, key: str, upgrade: Callable[[str], None]) -> Iterator["Database"]:
    from app.foundation.database import Database
    from app.foundation.sealing import use_key

    use_key(key)
    upgrade(url)
    with closing(Database(url)) as store:
        yield store


app.command()(told_plainly(simulate))


def main() -> None:
    """The `relief` command."""
    app()


if __name__ == "__main__":
    main()
