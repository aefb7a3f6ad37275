"""The files of a report, written from the records of a folder."""

from pathlib import Path

from app.simulate.records import PolicyName
from app.simulate.report.drawn import pictures
from app.simulate.report.evidence import ABOUT, OPENING, of_force, of_method, of_parameters, of_sweep, with_part
from app.simulate.report.figures import Figures
from app.simulate.report.page import page
from app.simulate.report.pictures.sheet import Picture
from app.simulate.report.tables import as_csv, as_json
from app.simulate.report.words import PARTS
from app.simulate.runs.folder import write_whole

_TODAY = Path(__file__).parents[1] / "plain" / "rules.md"
"""How what exists today is played, as its defender would state it."""


def write_report(root: Path, figures: Figures, made_on: str = "") -> list[Path]:
    """Write report.html, figures.csv and figures.json; where they lie."""
    texts = {
        "report.html": page(figures, pictures(figures), made_on),
        "figures.csv": as_csv(figures),
        "figures.json": as_json(figures),
    }
    for name, text in texts.items():
        write_whole(root / name, text)
    return [root / name for name in texts]


def write_evidence(path: Path, figures: Figures, small: str) -> list[Path]:
    """Write the part about this size of force into the page, and its pictures beside it; where they lie.

    `small`: the part about the force that tests play again. What others have written on the page stays.
    """
    drawn = [one for one in pictures(figures) if _is_whole(figures) or one.name == "sensitivity"]
    places = {picture.name: _place(path, figures, picture) for picture in drawn}
    for picture in drawn:
        write_whole(places[picture.name], picture.svg)

    def address(picture: Picture) -> str:
        return places[picture.name].relative_to(path.parent).as_posix()

    known = path.read_text(encoding="utf-8") if path.exists() else OPENING
    parts = {
        "about": ABOUT,
        "small": small,
        **({f"force:{figures.staff}": of_force(figures, drawn, address)} if _is_whole(figures) else {}),
        **({"sweep": of_sweep(figures, drawn, address)} if figures.moved else {}),
        "method": of_method(),
        "today": _TODAY.read_text(encoding="utf-8").replace("# ", "## ", 1),
        "parameters": of_parameters(figures),
    }
    for name, part in parts.items():
        known = with_part(known, name, part)
    write_whole(path, known)
    return [path, *places.values()]


def _is_whole(figures: Figures) -> bool:
    """Whether every whole policy was played: of fewer nothing is said in place of what is known of that force."""
    return {policy for policy in PolicyName if policy not in PARTS} <= set(figures.policies)


def _place(path: Path, figures: Figures, picture: Picture) -> Path:
    return path.parent / "pictures" / f"evidence-{figures.staff}-{picture.name}.svg"
