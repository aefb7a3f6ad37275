"""The files of a report, written from the records of a folder."""

from pathlib import Path

from app.simulate.report.drawn import pictures
from app.simulate.report.evidence import OPENING, of_force, with_part
from app.simulate.report.figures import Figures
from app.simulate.report.page import page
from app.simulate.report.pictures.sheet import Picture
from app.simulate.report.tables import as_csv, as_json
from app.simulate.runs.folder import write_whole


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


def write_evidence(path: Path, figures: Figures) -> list[Path]:
    """Write the part about this size of force into the page, and its pictures beside it; where they lie."""
    drawn = pictures(figures)
    places = {picture.name: _place(path, figures, picture) for picture in drawn}
    for picture in drawn:
        write_whole(places[picture.name], picture.svg)
    text = of_force(figures, drawn, lambda picture: places[picture.name].relative_to(path.parent).as_posix())
    known = path.read_text(encoding="utf-8") if path.exists() else OPENING
    write_whole(path, with_part(known, f"force:{figures.staff}", text))
    return [path, *places.values()]


def _place(path: Path, figures: Figures, picture: Picture) -> Path:
    return path.parent / "pictures" / f"evidence-{figures.staff}-{picture.name}.svg"
