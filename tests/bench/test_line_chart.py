"""A chart names round values, shows what it was given and says what it lacks."""

from dataclasses import replace
from math import inf, nan
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.chart_scale import Axis, even_ticks, log_ticks, scale_of, worded
from tests.bench.line_chart import Chart, Line, drawn, kept

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart(
    "Time",
    "Seconds over courses.",
    Axis("courses", log=True),
    Axis("seconds"),
    (Line("this", ((10, 1), (100, 2))), Line("that", ((10, 3), (100, 4)))),
)


def texts(svg: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def paths(svg: str, kind: str) -> list[str]:
    return [
        found.get("d", "") for found in ElementTree.fromstring(svg).iter(f"{SVG}path") if found.get("class") == kind
    ]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 2.38, (0, 0.5, 1, 1.5, 2, 2.5)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (0.3, 0.7, (0.3, 0.4, 0.5, 0.6, 0.7)),
        (-3, 4, (-4, -2, 0, 2, 4)),
        (57_000_000, 58_000_000, (57_000_000, 57_200_000, 57_400_000, 57_600_000, 57_800_000, 58_000_000)),
    ],
)
def test_even_ticks_are_round_and_cover_the_figures(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert even_ticks(low, high) == ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0.7, 17, (0.5, 1, 2, 5, 10, 20)), (1, 10, (1, 2, 5, 10)), (450, 9000, (200, 500, 1000, 2000, 5000, 10000))],
)
def test_logarithmic_ticks_are_ones_twos_and_fives(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert log_ticks(low, high) == ticks


def test_over_many_powers_of_ten_only_these_are_named() -> None:
    far = scale_of(Axis("gap", log=True), [0.7, 900])
    assert (far.low, far.high, far.ticks) == (0.5, 1000, (1, 10, 100, 1000))
    assert scale_of(Axis("gap", log=True), [0.7, 90]).ticks == (0.5, 1, 2, 5, 10, 20, 50, 100)


def test_ends_and_named_values_that_are_given_hold() -> None:
    assert scale_of(Axis("cost", low=3, high=8), [1, 20]).ticks == (3, 4, 5, 6, 7, 8)
    named = scale_of(Axis("courses", log=True, named=(450, 900)), [450, 900])
    assert (named.low, named.high, named.share(900)) == (450, 900, 1)


def test_one_figure_alone_has_a_scale() -> None:
    for value in (0.0, 5.0, -2.0):
        scale = scale_of(Axis("seconds"), [value])
        assert scale.low <= value < scale.high
    assert 0 <= scale_of(Axis("seconds", log=True), [5]).share(5) <= 1


def test_values_are_written_as_people_write_them() -> None:
    assert [worded(value) for value in (0.5, 1800.0, 57_200_000, -4)] == ["0.5", "1,800", "57.2 million", "−4"]


def test_names_are_escaped() -> None:
    sly = "<script>&\"'"
    svg = drawn(replace(CHART, title=sly, told=sly, x=Axis(sly), lines=(Line(sly, ((1, 1), (2, 2))), CHART.lines[0])))
    assert texts(svg).count(sly) == 3
    assert "<script>" not in svg
    assert "<script>" in sly


def test_a_line_without_figures_says_so_in_the_legend() -> None:
    svg = drawn(replace(CHART, lines=(*CHART.lines, Line("never", ()))))
    assert "never (none)" in texts(svg)
    assert "this" in texts(svg)
    assert "nothing was measured" not in texts(svg)


@pytest.mark.parametrize("lines", [(), (Line("this", ()),), (Line("this", ((0, 1), (nan, 2), (2, inf))),)])
def test_a_chart_without_figures_says_so(lines: tuple[Line, ...]) -> None:
    assert "nothing was measured" in texts(drawn(replace(CHART, lines=lines)))


def test_what_a_logarithm_cannot_show_is_left_out() -> None:
    lines = (Line("this", ((0, 1), (10, 1), (100, 2)), stepped=True),)
    on_log, on_even = (paths(drawn(replace(CHART, x=axis, lines=lines)), "line")[0] for axis in (CHART.x, Axis("x")))
    assert (on_log.count("H"), on_even.count("H")) == (1, 2)


def test_lines_differ_by_more_than_their_colours() -> None:
    marks = set(paths(drawn(CHART), "mark"))
    assert len(marks) == 2
    stepped = drawn(replace(CHART, lines=tuple(replace(line, stepped=True) for line in CHART.lines)))
    assert paths(stepped, "mark") == []
    assert stepped.count("stroke-dasharray") == 2  # one in the plot, one in the legend
    assert drawn(CHART).count("stroke-dasharray") == 0


def test_a_picture_can_be_heard_and_has_a_ground_of_its_own() -> None:
    root = ElementTree.fromstring(drawn(CHART))
    told = {part.get("id"): part.text for part in root}
    assert [told[name] for name in (root.get("aria-labelledby") or "").split()] == [CHART.title, CHART.told]
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("fill"), ground.get("width")) == ("#fff", root.get("width"))


def test_a_picture_is_kept_where_the_page_looks_for_it(tmp_path: Path) -> None:
    shown = kept(replace(CHART, told="Seconds [CPU]."), "time", tmp_path)
    assert shown == "![Seconds (CPU).](pictures/time.svg)"
    assert (tmp_path / "time.svg").read_text() == drawn(replace(CHART, told="Seconds [CPU]."))
