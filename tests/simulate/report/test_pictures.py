"""Pictures place values where they belong, and say what they lack."""

from xml.etree import ElementTree

import pytest

from app.simulate.report.pictures.bars import Bar, Bars, bars
from app.simulate.report.pictures.curves import Curve, Curves, curves
from app.simulate.report.pictures.sheet import Span, round_steps
from app.simulate.report.pictures.tornado import Swing, tornado
from app.simulate.report.pictures.week import week_map

SVG = "{http://www.w3.org/2000/svg}"


def parts(svg: str, tag: str, kind: str = "") -> list[ElementTree.Element]:
    return [one for one in ElementTree.fromstring(svg).iter(f"{SVG}{tag}") if kind in (one.get("class") or "")]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in parts(svg, "text")]


def test_a_bar_is_as_long_as_its_value_and_says_where_there_was_nobody() -> None:
    shown = Bars(
        "b", "t", "told", ("a", "b"), (("x", (Bar(0.5, 0.4, 0.6), Bar(None))), ("y", (Bar(1.0), Bar(0.25)))), str, 1.0
    )
    svg = bars(shown).svg
    widths = [float(one.get("width") or 0) for one in parts(svg, "rect", "bar") if float(one.get("x") or 0) > 200]
    assert [round(width / widths[1], 2) for width in widths] == [0.5, 1.0, 0.25]
    assert "nobody" in texts(svg)
    assert len(parts(svg, "path", "range")) == 1


def test_a_curve_holds_each_value_until_the_next_and_to_the_end() -> None:
    svg = curves(Curves("c", "t", "told", (Curve("one", ((0, 0.0), (10, 0.5), (50, 1.0))),), 40.0, (26, "here"))).svg
    path = parts(svg, "path", "line")[0].get("d") or ""
    assert (path.count("H"), path.count("V")) == (2, 1)
    assert "here" in texts(svg)


def test_seven_curves_differ_by_colour_or_dashes() -> None:
    many = tuple(Curve(f"curve {at}", ((0, 0.0), (10, at / 10))) for at in range(10))
    lines = parts(curves(Curves("c", "t", "told", many, 40.0)).svg, "path", "line")
    looks = {(one.get("class"), one.get("stroke-dasharray")) for one in lines}
    assert (len(lines), len(looks)) == (20, 10)


def test_a_curve_without_steps_is_only_named() -> None:
    svg = curves(Curves("c", "t", "told", (Curve("none", ()),), 40.0)).svg
    assert len(parts(svg, "path", "line")) == 1
    assert "none" in texts(svg)


def test_the_fullest_hour_of_the_week_is_the_darkest() -> None:
    week = [0.0] * 168
    week[10], week[30] = 4.0, 2.0
    cells = parts(week_map("w", "t", "told", [("hours", week), ("none", [0.0] * 168)]).svg, "rect", "bar")
    assert [cell.get("fill-opacity") for cell in cells] == ["1.00", "0.56"]


def test_what_matters_most_comes_first() -> None:
    svg = tornado("s", "t", "told", [Swing("small", -0.01, 0.0), Swing("large", 0.2, -0.3)], str).svg
    names = [text for text in texts(svg) if text in {"small", "large"}]
    assert names == ["large", "small"]


def test_nothing_moved_is_a_picture_too() -> None:
    assert "0" in tornado("s", "t", "told", [Swing("none", 0.0, 0.0)], lambda value: f"{value:g}").svg


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)), (-0.3, 0.3, (-0.4, -0.2, 0, 0.2, 0.4)), (0, 0, (0, 0.2))],
)
def test_steps_are_round_and_cover_the_values(low: float, high: float, steps: tuple[float, ...]) -> None:
    assert round_steps(low, high) == steps


def test_a_value_beyond_the_axis_lies_at_its_end() -> None:
    span = Span(0, 1, 100, 200)
    assert (span.at(0.5), span.at(2), span.at(-1)) == (150, 200, 100)
