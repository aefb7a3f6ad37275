"""A comparison as a table in Markdown, as JSON, and as a picture."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from scheduler.calibration.comparing import Comparison
from scheduler.calibration.diagram import reliability

HEAD = (
    "| model | Brier | log score | calibration error | by luck alone | slope | intercept |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def table(comparison: Comparison) -> str:
    """One line for each candidate."""
    lines = [HEAD]
    for name, one in comparison.scores.items():
        slope = "none" if one.slope is None else f"{one.slope:.2f}"
        lines.append(
            f"| {name} | {one.brier:.4f} | {one.log_score:.4f} | {one.error:.4f} | {one.by_luck:.4f} | {slope} "
            f"| {one.intercept:.2f} |"
        )
    return "\n".join(lines)


def said(comparison: Comparison) -> str:
    """What was scored, in a sentence."""
    one = next(iter(comparison.scores.values()))
    return (
        f"Learnt from {comparison.learnt_from:,} appointments up to {comparison.until_on}; scored on "
        f"{one.appointments:,} from later days up to {comparison.last_on}, of which {one.missed:.1%} were missed."
    )


def as_json(comparison: Comparison) -> str:
    """Every figure."""
    return json.dumps(
        {
            "until": str(comparison.until_on),
            "last": str(comparison.last_on),
            "learnt_from": comparison.learnt_from,
            "models": {name: asdict(one) for name, one in comparison.scores.items()},
        },
        indent=1,
    )


def picture(comparison: Comparison, names: Sequence[str] = ()) -> str:
    """The reliability of these candidates as SVG; without names, of all that tell more than one chance."""
    shown = names or [name for name, one in comparison.scores.items() if one.slope is not None]
    return reliability({name: comparison.scores[name].bins for name in shown})


def keep(comparison: Comparison, folder: Path) -> None:
    """Write both files into the folder, which is made if need be. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "calibration.json").write_text(as_json(comparison), encoding="utf-8")
    (folder / "calibration.svg").write_text(picture(comparison), encoding="utf-8")
