"""The command line: serve the desks, play the demo, look after stores and accounts."""

import csv
import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from app.settings import CareSettings, RotaSettings

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
def serve(which: Annotated[Desk, typer.Argument(help="One desk alone, or both as two processes.")] = Desk.BOTH) -> None:
    """Serve the HR desk and the care desk, migrating their stores first."""
    from app.serving import serve_app, serve_together

    if which is Desk.BOTH:
        rota, care = RotaSettings().complete(), CareSettings().complete()
        up = [f"HR desk    http://{rota.host}:{rota.rota_port}", f"Care desk  {care.care_address}"]
        raise typer.Exit(serve_together(_both(rota, care), when_up=lambda: print("\n".join(up), flush=True)))
    if which is Desk.ROTA:
        from app.main import open_rota

        settings = RotaSettings()
        serve_app(open_rota(settings).app, settings.host, settings.rota_port)
        return
    from app.main import open_care

    care_settings = CareSettings()
    house = open_care(care_settings)
    house.start_jobs()
    try:
        serve_app(house.app, care_settings.host, care_settings.care_port)
    finally:
        house.close()


@app.command("run-demo")
def run_demo() -> None:
    """Load a small made-up force (once) and serve both desks, with the sign-ins printed."""
    from app.demo.load import loaded
    from app.serving import serve_together

    os.environ["RELIEF_DEMO"] = "1"
    rota, care = RotaSettings().complete(), CareSettings().complete()
    sign_ins = loaded(rota, care)
    raise typer.Exit(serve_together(_both(rota, care), when_up=lambda: print(sign_ins, flush=True)))


def _both(rota: RotaSettings, care: CareSettings) -> dict[tuple[str, int], list[str]]:
    """Each desk's door and the command that opens it."""
    return {(rota.host, rota.rota_port): ["serve", "rota"], (care.host, care.care_port): ["serve", "care"]}


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed, another force.")] = 1,
    database: Annotated[str, typer.Option(help="PostgreSQL administrator URL; SQLite in a new folder if empty.")] = "",
) -> None:
    """Play the whole story in the terminal; ends with 1 if any promise is broken."""
    from app.demo.story import play

    raise typer.Exit(0 if play(seed=seed, admin_url=database or None) else 1)


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


@app.command("access-codes")
def access_codes() -> None:
    """Issue a fresh access code to every member of staff who has not joined yet; CSV on standard output."""
    from app.care.services.identity import issue_access_codes
    from app.foundation.database import Database
    from app.foundation.sealing import use_key

    settings = CareSettings().complete()
    use_key(settings.care_key)
    store = Database(settings.care_url)
    with store.write() as db:
        issued = issue_access_codes(db)
    out = csv.writer(sys.stdout)
    out.writerow(("staff_number", "access_code"))
    out.writerows(issued)


@app.command("add-hr")
def add_hr(contact: Annotated[str, typer.Argument(help="The e-mail address that sign-in codes go to.")]) -> None:
    """Let a person sign in to the HR desk."""
    from app.foundation.clock import system_clock
    from app.foundation.database import Database
    from app.foundation.sealing import use_key
    from app.rota.store.accounts import add_account

    settings = RotaSettings().complete()
    use_key(settings.rota_key)
    store = Database(settings.rota_url)
    with store.write() as db:
        add_account(db, contact, now=system_clock())


def main() -> None:
    """The `relief` command."""
    app()


if __name__ == "__main__":
    main()
