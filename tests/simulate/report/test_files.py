"""What is written: a page that stands alone, a table that is safe to open, evidence that leaves other text alone."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.simulate.records import PolicyName
from app.simulate.report.drawn import pictures
from app.simulate.report.evidence import OPENING, part_of, with_part
from app.simulate.report.figures import Figure, Figures, Moved, ParameterRow
from app.simulate.report.page import page
from app.simulate.report.tables import HEADS, as_csv
from app.simulate.report.written import write_evidence, write_report
from app.simulate.runs.keys import Wanted
from tests.simulate.report.made import figures_in

SLY = "=HYPERLINK(\"https://evil.example\")<script>alert('x')</script>|[x](y)"
VOID = {"meta", "img", "br", "link", "hr", "input"}
SMALL = "A small force."
NAMES = {"completion", "survival", "survival-by-class", "week", "sensitivity"}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Of all policies."""
    return figures_in(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def sly(figures: Figures) -> Figures:
    """The same with a parameter that would do harm wherever it is not escaped."""
    row = ParameterRow(SLY, "1", SLY, "", SLY, SLY)
    zero = Figure(-0.25, -0.5, 0.0, 2)
    moved = Moved(SLY, PolicyName.RELIEF, "complete_26_weeks_stayers", zero, zero)
    return replace(figures, parameters=(row,), moved=(*figures.moved, moved))


class Tags(HTMLParser):
    """Every tag opened and not closed, and the addresses that a browser would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_stands_alone(sly: Figures) -> None:
    tags = Tags(page(sly, pictures(sly)))
    assert tags.open == []
    assert "script" not in tags.seen
    assert tags.seen.count("img") == len(NAMES)
    assert all(address.startswith("data:image/svg+xml;base64,") for address in tags.addresses)
    assert tags.seen.count("table") >= len(NAMES)


def test_the_same_figures_are_the_same_bytes_but_for_a_date_that_is_given(figures: Figures) -> None:
    assert page(figures, pictures(figures)) == page(figures, pictures(figures))
    assert "made on 4 January" in page(figures, pictures(figures), "4 January 2027")
    assert "made on" not in page(figures, pictures(figures))


def test_pictures_are_well_formed_and_say_what_they_show(sly: Figures) -> None:
    drawn = pictures(sly)
    assert {picture.name for picture in drawn} == NAMES
    for picture in drawn:
        root = ElementTree.fromstring(picture.svg)
        told = {part.get("id"): part.text for part in root if part.get("id")}
        assert told == {"title": picture.title, "told": picture.told}
        assert "<script>" not in picture.svg
        assert "prefers-color-scheme: dark" in picture.svg


def test_one_policy_and_one_seed_have_a_page_too(tmp_path: Path) -> None:
    few = figures_in(tmp_path, Wanted((PolicyName.AS_REPORTED,), (1,)))
    text = page(few, pictures(few))
    assert Tags(text).open == []
    assert "lived through 1 time under 1 policy" in text
    assert few.goals == ()


def test_no_cell_of_the_table_is_a_formula_and_numbers_stay_numbers(sly: Figures) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(sly))))
    words = [cell for row in rows for cell in row[:6]]
    assert any(cell.startswith("'=HYPERLINK") for cell in words)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in words)
    numbers = [cell for row in rows[1:] for cell in row[6:] if cell]
    assert [float(cell) for cell in numbers]
    assert "-0.25" in numbers
    assert all(len(row) == len(HEADS) for row in rows)


def test_all_files_are_written(figures: Figures, tmp_path: Path) -> None:
    written = write_report(tmp_path, figures)
    assert [path.name for path in written] == ["report.html", "figures.csv", "figures.json"]
    first = [path.read_bytes() for path in written]
    assert [path.read_bytes() for path in write_report(tmp_path, figures)] == first


def test_evidence_keeps_what_others_have_written(sly: Figures, tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text(with_part(OPENING, "attacker", "No cell was pinned.") + "\nOther words.\n")
    written = write_evidence(path, sly, SMALL)
    text = path.read_text()
    assert part_of(text, "attacker") == "No cell was pinned."
    assert "Other words." in text
    assert part_of(text, "small") == SMALL
    assert "## Parameters" in part_of(text, "parameters")
    assert {one.name for one in written[1:]} == {f"evidence-200-{name}.svg" for name in NAMES}
    for picture in written[1:]:
        assert f"(pictures/{picture.name})" in text
        assert picture.exists()
    write_evidence(path, sly, SMALL)
    assert path.read_text() == text


def test_parts_stand_in_their_order_whoever_writes_first(figures: Figures, tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text("# Evidence\n\n<!-- attacker -->\nNo cell was pinned.\n<!-- /attacker -->\n")
    write_evidence(path, figures, SMALL)
    write_evidence(path, replace(figures, staff=45_000), SMALL)
    marks = re.findall(r"<!-- (\w[\w:]*) -->", path.read_text())
    assert marks == ["about", "force:200", "force:45000", "sweep", "small", "attacker", "method", "today", "parameters"]
    assert part_of(path.read_text(), "attacker") == "No cell was pinned."
    assert path.read_text().startswith("# Evidence\n\n<!-- about -->")


def test_a_sweep_has_a_part_of_its_own_and_leaves_what_is_known_of_the_force(figures: Figures, tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    write_evidence(path, figures, SMALL)
    whole = part_of(path.read_text(), "force:200")
    pair = replace(figures, policies=(PolicyName.AS_REPORTED, PolicyName.RELIEF), staff=200)
    written = write_evidence(path, pair, SMALL)
    text = path.read_text()
    assert part_of(text, "force:200") == whole, "two policies do not take the place of all"
    assert "more than chance" in part_of(text, "sweep")
    assert "--policies as_reported,relief" in part_of(text, "sweep")
    assert [one.name for one in written[1:]] == ["evidence-200-sensitivity.svg"]


def test_each_size_of_force_has_a_part_of_its_own(figures: Figures, tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    write_evidence(path, figures, SMALL)
    write_evidence(path, replace(figures, staff=45_000), SMALL)
    text = path.read_text()
    assert "200 staff" in part_of(text, "force:200")
    assert "45,000 staff" in part_of(text, "force:45000")
    assert part_of(text, "attacker") == ""
    assert text.count("<!-- force:") == 2


def test_every_table_of_the_evidence_has_as_many_cells_as_heads(sly: Figures, tmp_path: Path) -> None:
    write_evidence(tmp_path / "evidence.md", sly, SMALL)
    tables = [block for block in (tmp_path / "evidence.md").read_text().split("\n\n") if block.startswith("|")]
    assert len(tables) >= 5
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1
