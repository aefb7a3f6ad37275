"""A small force, played again wherever the tests run: plain counts, the same on every machine."""

from collections.abc import Iterator

from app.simulate.measures.catalogue import in_time, is_complete
from app.simulate.records import PolicyName, RunRecord
from app.simulate.report.evidence import table
from app.simulate.report.words import policy_words
from app.simulate.runs.keys import RunKey
from app.simulate.runs.player import Asked, Play

STAFF, SEEDS = 120, (1, 2, 3)
POLICIES = (
    PolicyName.AS_REPORTED,
    PolicyName.SECOND_CHANCE,
    PolicyName.SELF_BOOKING,
    PolicyName.NUDGED,
    PolicyName.RELIEF,
)
_HEADS = ("policy", "courses", "stay", "complete", "in 26 weeks", "sessions", "misses", "lost", "moved", "plans")


def small_part(play: Play) -> str:
    """Its part of the evidence, played here and now."""
    # Seed by seed: a year that was made is kept until the next one.
    keys = [RunKey(policy, seed) for seed in SEEDS for policy in POLICIES]
    runs = [play(Asked(key, STAFF, None), _unheard) for key in keys]
    words = f"{STAFF} staff, {len(SEEDS)} years together. `make test` plays them again and compares all numbers."
    return "\n".join(["## A force small enough to play in a test", "", words, "", *table(_HEADS, _rows(runs))]).rstrip()


def _rows(runs: list[RunRecord]) -> list[tuple[str, ...]]:
    by_policy = {policy: [list(_counts(run)) for run in runs if run.policy is policy] for policy in POLICIES}
    return [(policy_words(policy), *map(str, map(sum, zip(*rows, strict=True)))) for policy, rows in by_policy.items()]


def _counts(run: RunRecord) -> Iterator[int]:
    stayers = [course for course in run.courses if course.stays]
    yield len(run.courses)
    yield len(stayers)
    yield sum(map(is_complete, stayers))
    yield sum(map(in_time, stayers))
    yield sum(len(course.attended) for course in run.courses)
    yield sum(len(course.misses) for course in run.courses)
    yield sum(course.lost for course in run.courses)
    yield sum(course.moves for course in run.courses)
    yield run.plans


def _unheard(_: float) -> None:
    """Nobody waits for so little."""
