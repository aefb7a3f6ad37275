"""`relief simulate` as it is typed: its options; what takes long to load waits until the command is given."""

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    staff: Annotated[int, typer.Option(help="How many work in the made-up force.")] = 1000,
    seeds: Annotated[int, typer.Option(help="How many years are made, each from a seed of its own: 1, 2, 3 ...")] = 30,
    policies: Annotated[str, typer.Option(help="Names with commas between them: relief,as_reported; empty: all.")] = "",
    parameters: Annotated[Path | None, typer.Option(help="A TOML file whose values stand in for our own.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where runs and report lie; var/simulated/... if not given.")] = None,
    workers: Annotated[int, typer.Option(help="Processes that play at once: one for each core.")] = 2,
    sweep: Annotated[int, typer.Option(help="Seeds with which each parameter is put to both ends of its range.")] = 0,
    evidence: Annotated[Path | None, typer.Option(help="Also write this page: docs/evidence.md.")] = None,
    status: Annotated[bool, typer.Option("--status", help="Only tell how far the folder has come.")] = False,
) -> None:
    """Play a year of a made-up force under each policy, and report who received every session.

    Ended in the middle, by Ctrl-C or worse, the same command goes on where it was. Ends with 0 when the report is
    written, 1 when a run could not be played, 2 for nonsense, 130 when it was ended. docs/evidence.md shows one.
    """
    from rich.console import Console

    from app.foundation.clock import system_clock
    from app.simulate import command

    order = command.Order(staff, seeds, policies, parameters, out, workers, sweep, evidence)
    if status:
        raise typer.Exit(command.tell_status(order, Console()))
    raise typer.Exit(command.simulate(order, Console(), system_clock))
