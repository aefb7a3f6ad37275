"""The report as one page that stands alone: no script, no network, its pictures inside it."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.simulate.report.drawn import PAIR, swings
from app.simulate.report.figures import Figures
from app.simulate.report.goals import spread
from app.simulate.report.method import LIMITS, METHOD
from app.simulate.report.pictures.sheet import Picture
from app.simulate.report.pictures.week import DAYS
from app.simulate.report.words import CLASSES, PART_MEASURES, POLICIES, TOLD, UNITS, figure, policy_words, with_sign

_TEMPLATES = Path(__file__).parent / "templates"
WEEKS = (8, 12, 16, 20, 26, 40)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture as the page holds it: its address is the picture itself."""

    told: str
    address: str


def page(figures: Figures, pictures: Sequence[Picture], made_on: str = "") -> str:
    """The page. `made_on`: a date to show at its foot; none by default, so that the same figures are the same bytes."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            figures=figures,
            pictures={picture.name: _shown(picture) for picture in pictures},
            swings=list(swings(figures)),
            style=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
            made_on=made_on,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(worded=figure, signed=with_sign, policy=policy_words, spread=spread)
    made.globals.update(
        classes=CLASSES,
        policies=POLICIES,
        told=TOLD,
        units=UNITS,
        part_measures=PART_MEASURES,
        weeks=WEEKS,
        days=DAYS,
        pair=PAIR,
        method=METHOD,
        limits=LIMITS,
    )
    return made


def _shown(picture: Picture) -> _Shown:
    held = b64encode(picture.svg.encode()).decode()
    return _Shown(picture.told, f"data:image/svg+xml;base64,{held}")
