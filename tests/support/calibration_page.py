"""Writes docs/calibration.md: how near learnt risk comes to a known truth, and scores on a history of attendance."""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

from scheduler.calibration.candidates import ON_HISTORY, Tell, base_rate, tallies
from scheduler.calibration.comparing import compare, compare_histories, days_of
from scheduler.calibration.draws import Truth, as_believed, learning_curve, otherwise, shares_of_sets
from scheduler.calibration.history import read_history
from scheduler.calibration.report import picture, said, table
from scheduler.odds import SetCount
from scheduler.risk import RiskTable, believed, learnt
from tests.support.shared_data import PLACE, why_absent

DOCS = Path(__file__).parents[2] / "docs"
WRITTEN, PICTURE = DOCS / "calibration.md", DOCS / "pictures" / "calibration.svg"
HISTORY, UNTIL_ON = PLACE / "data" / "attendance" / "kaggle_noshow_dev.csv.gz", date(2016, 5, 12)
SIZES = (0, 100, 300, 1000, 3000, 10_000, 30_000)
WORLDS = 8
SHOWN = ("Lead time only", "Lead time only, learnt daily", "Lead time and weekday, shares by feature (before)")

HEAD = """# How well the risk of a miss is known

Written by `make calibration`. What is learnt, from what and why so is decision record 0015; `relief calibrate FILE
--train-until DAY` scores any history of the same columns, `--test FILE2` later days of it.

"""
TRUTH = """## Against a known truth

Starts are drawn around a rotating pattern (two earlies, two lates, two nights, four rest days) with some court days,
their outcomes by true chances that differ from the priors. The figures are the mean distance, in percentage points,
between the chance told and the true one after so many outcomes. *Before* is how shares were counted until now: each
outcome in full for every feature it had.

"""
ORIGINS = (3, 5, 9, 11, 13, 17)
ROLLED = ("Base rate", "Priors only", "Lead time only")
ROLLING = """### From one day on to the next

Learnt from all days up to one and scored on those up to the next, again and again; Brier score and calibration error.
Days moved by one, three or ninety days, so that other weekdays and months come, give lead time alone the same scores.

"""
REST = """## What won, and why

- **Log-odds that add up, pooled with what was seen of the same set.** The shares that were counted before blame every
  feature of a start for its miss. The more they see, the further they drift from the truth, even where the priors
  are true. The learner goes to the truth, and is at the priors while nothing is seen.
- **Pooling of 200**: so many outcomes of one and the same set weigh as much as what its features say. Less is noisy,
  more never learns what two features do together. 50, 200, 400, 1000 and no pooling were tried on draws like these.
- On the history **lead time alone** is as good as anything that knows nothing of persons: weekdays only add noise.
  Learnt every day its calibration error is smaller, as misses become more frequent over these weeks; with weekdays
  it is not.
- **Prior misses** are a comparison only. They make the Brier score a little better; production does not have them,
  since risk is told from shifts and never from who somebody is.

## Limits

- No history of police counselling was found. The one scored is of medical appointments in one city over four weeks of
  2016; of all that production knows of a start it has the lead time only.
- It is too short to choose how fast to forget: the half-life of a year is a judgement.
- Starts that were moved in time by a plan or a new roster are not evidence: the risk is that of a start that still
  stands on its day. Whoever is often moved is seen less often.
- Sickness and free will are in the risk of all starts alike. Months of outcomes are needed: below about 300 the priors
  still speak louder than what was seen.
- The risk added beyond the published roster (`unknown_risk`) is not learnt.
"""


def main() -> int:
    """Write the page; the history's part is left out where there is none."""
    parts = [HEAD, TRUTH, *(f"{world(title, truths)}\n\n" for title, truths in worlds())]
    reason = why_absent()
    if reason:
        print(f"Left as it is: {reason}")
        return 0
    found = compare_histories(read_history(HISTORY), None, UNTIL_ON)
    parts += [
        "## On a history of attendance\n\n",
        f"{said(found)}\n",
        "`attendance/kaggle_noshow_dev.csv.gz` in ../shared.",
    ]
    parts += [f"\n\n{table(found)}\n\n", "![Chance told and share missed](pictures/calibration.svg)\n\n"]
    parts += [ROLLING, "\n".join(rolling()), "\n\n", REST]
    PICTURE.write_text(picture(found, SHOWN), encoding="utf-8")
    WRITTEN.write_text("".join(parts), encoding="utf-8")
    print(f"{WRITTEN.name} is written")
    return 0


def rolling() -> Iterator[str]:
    """A line for each origin."""
    days = days_of(read_history(HISTORY).appointments)
    candidates = [one for one in ON_HISTORY if one.name in ROLLED]
    yield f"| learnt up to | scored up to | from | on | {' | '.join(ROLLED)} |"
    yield f"| --- | --- | ---: | ---: |{' ---: |' * len(ROLLED)}"
    for first, last in pairwise((*ORIGINS, 20)):
        until_on, end_on = date(2016, 5, first), date(2016, 5, last)
        found = compare([day for day in days if day.on <= end_on], until_on, candidates)
        scores = [found.scores[name] for name in ROLLED]
        cells = " | ".join(f"{one.brier:.4f}, {one.error:.4f}" for one in scores)
        yield f"| {until_on} | {end_on} | {found.learnt_from:,} | {scores[0].appointments:,} | {cells} |"


def worlds() -> list[tuple[str, list[Truth]]]:
    """Truths to be learnt, with what they are called."""
    shares = shares_of_sets(Random(1), 4000)
    return [
        ("The priors are true", [as_believed(shares)] * WORLDS),
        ("Each feature is otherwise", [otherwise(shares, Random(n), apart=0.5, mixing=0) for n in range(WORLDS)]),
        ("Sets are otherwise too", [otherwise(shares, Random(n), apart=0.4, mixing=0.3) for n in range(WORLDS)]),
    ]


def as_produced(counts: Sequence[SetCount]) -> Tell:
    """What production plans with after these outcomes."""
    return learnt(RiskTable(tuple(counts))).chance


def priors(_counts: Sequence[SetCount]) -> Tell:
    """What it plans with before any."""
    return lambda features: believed(RiskTable(), features)  # type: ignore[arg-type] # names of features


TEACHERS: dict[str, Callable[[Sequence[SetCount]], Tell]] = {
    "Base rate": base_rate,
    "Priors only": priors,
    "Shares by feature (before)": tallies,
    "Learnt": as_produced,
}


def world(title: str, truths: Sequence[Truth]) -> str:
    """A table of one world."""
    lines = [f"| {title} | {' | '.join(f'{size:,}' for size in SIZES)} |", f"| --- |{' ---: |' * len(SIZES)}"]
    for name, errors in learning_curve(truths, TEACHERS, SIZES).items():
        lines.append(f"| {name} | {' | '.join(f'{100 * error:.1f}' for error in errors)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
