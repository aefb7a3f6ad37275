"""How good a plan of 40 courses is after 20 seconds, how much better after a minute, and how long each truly takes."""

from tests.bench import plan_40
from tests.bench.rows import NothingToMeasure, Row, Table

SEEDS, SHORT, LONG = (1, 2, 3), 20, 60


def measure() -> Table:
    """Plan each problem twice; a plan that the referee refuses fails the bench."""
    if not plan_40.BENCH.is_dir():
        raise NothingToMeasure("../shared/bench, which makes and judges the problems, is not here")
    return Table(
        "Planning 40 courses",
        "40 courses, 3 counsellors, 12 weeks, two workers; another problem for each seed. Each plan was judged by a "
        "referee that shares no code with the scheduler. Cost: the less the better; the gap is to the proven bound.",
        tuple(row for seed in SEEDS for row in rows_of(seed, plan_40.judged(seed, SHORT), plan_40.judged(seed, LONG))),
    )


def rows_of(seed: int, short: plan_40.Judged, long: plan_40.Judged) -> tuple[Row, ...]:
    """Cost, gap and wall time of one problem after both budgets."""
    if fault := short.fault or long.fault:
        raise ValueError(f"seed {seed}: the referee refuses the plan: {fault}")
    brief, patient = f"seed {seed}, {SHORT} s", f"seed {seed}, {LONG} s"
    return (
        Row(f"{brief}: cost", short.objective, ""),
        Row(f"{patient}: cost", long.objective, "", against=f"{brief}: cost"),
        Row(f"{brief}: gap", short.gap_percent, "%"),
        Row(f"{patient}: gap", long.gap_percent, "%"),
        Row(f"{brief}: wall time", short.wall_seconds),
        Row(f"{patient}: wall time", long.wall_seconds),
    )
