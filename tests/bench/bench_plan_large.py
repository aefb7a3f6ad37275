"""How good the plan of a force of 900 courses is after a minute; RELIEF_BENCH_SIZES=900,4500 asks for more."""

import os

from tests.bench import plan_large
from tests.bench.plan_40 import BENCH
from tests.bench.rows import NothingToMeasure, Row, Table

SECONDS = {40: 20, 150: 30, 450: 60, 900: 60, 1800: 120, 4500: 300, 9000: 600}
SEEDS = (1, 2, 3)


def measure() -> Table:
    """Plan each problem once; a plan that the referee refuses fails the bench."""
    if not BENCH.is_dir():
        raise NothingToMeasure("../shared/bench, which makes and judges the problems, is not here")
    sizes = [int(size) for size in os.environ.get("RELIEF_BENCH_SIZES", "900").split(",")]
    asked = [(size, seed) for size in sizes for seed in (SEEDS if size <= 900 else SEEDS[:1])]
    return Table(
        "Planning a force",
        "From the command line, two workers, reading and writing included; the referee judged each plan. Net gaps "
        "leave out sessions without any possible start. A first run compiles the engine.",
        tuple(row for size, seed in asked for row in rows_of(size, seed)),
    )


def rows_of(size: int, seed: int) -> tuple[Row, ...]:
    """Gap, placed share, time and memory of one problem."""
    plan = plan_large.measured(size, seed, SECONDS[size])
    if plan.fault:
        raise ValueError(f"{size} courses, seed {seed}: the referee refuses the plan: {plan.fault}")
    name = f"{size} courses, seed {seed}, {SECONDS[size]} s"
    return (
        Row(f"{name}: gap", plan.gap_percent, "%"),
        Row(f"{name}: net gap", plan.net_gap_percent, "%"),
        Row(f"{name}: placed of what can be", 100 * plan.placed / max(plan.placeable, 1), "%"),
        Row(f"{name}: wall time", plan.wall_seconds),
        Row(f"{name}: CPU time", plan.cpu_seconds, against=f"{name}: wall time"),
        Row(f"{name}: memory", plan.megabytes, "MB"),
    )
