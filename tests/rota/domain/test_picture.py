"""The picture of a roster's weeks: who is counted where."""

from datetime import date
from zoneinfo import ZoneInfo

from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.picture import EVERYBODY, NO_TEAM, Picture, Sketch, Strip, picture_kept
from app.rota.domain.reading import Cover
from app.rota.domain.tours import tours_in
from app.rota.web.heat_strip import drawn
from tests.rota.builders import line, long_csv, read

COVER = Cover(date(2026, 12, 1), date(2026, 12, 9), "Europe/London")


def _picture(team_of: dict[str, str], *rows: str) -> Picture:
    reading = read(long_csv(*rows))
    lines = packed_lines(reading.lines)
    sketch, tours = Sketch(team_of, COVER, lines.staff), [*tours_in(lines, ZoneInfo(COVER.zone_name))]
    assert [*sketch.passing(tours)] == tours
    return sketch.picture(reading.staff)


def test_a_day_counts_people_on_duty_once_each_and_not_those_who_are_off() -> None:
    picture = _picture(
        {},
        line("1", "2026-12-01,07:00", "2026-12-01,11:00", "early"),
        line("1", "2026-12-01,15:00", "2026-12-01,19:00", "late"),
        line("2", "2026-12-01,22:00", "2026-12-02,07:00", "night"),
        line("3", "2026-12-01,00:00", "2026-12-02,00:00", "rest_day"),
    )
    [strip] = picture.strips
    assert (strip.team, strip.people, strip.on_duty[:3]) == (EVERYBODY, 3, (2, 0, 0))


def test_teams_stand_below_everybody_and_the_rest_below_them() -> None:
    picture = _picture({"1": "B", "2": "A"}, line("1"), line("2"), line("3"))
    assert [(strip.team, strip.people, strip.on_duty[0]) for strip in picture.strips] == [
        (EVERYBODY, 3, 3),
        ("A", 1, 1),
        ("B", 1, 1),
        (NO_TEAM, 1, 1),
    ]
    assert picture_kept(picture.as_json()) == picture
    assert picture_kept({}) is None


def test_weeks_begin_on_monday() -> None:
    picture = _picture({}, line())
    assert [(days.start, days.stop) for days in picture.weeks()] == [(0, 6), (6, 9)]
    assert picture.on(6) == date(2026, 12, 7)


def test_a_shade_is_also_a_height() -> None:
    strip = Strip("A", 4, (0, 1, 2, 3, 4))
    assert [strip.shade(day) for day in range(5)] == [0, 2, 3, 4, 4]
    [drawing] = drawn(Picture(date(2026, 12, 7), (strip,))).strips
    heights = dict(drawing.paths)
    assert "v-1h" in heights[0] and "v-7h" in heights[2] and "v-28h" in heights[4]


def test_the_figures_say_what_the_picture_says() -> None:
    strip = Strip("A", 4, (0, 1, 2, 3, 4, 4, 4, 1))
    assert drawn(Picture(date(2026, 12, 7), (strip,))).rows == (
        ("A", "07/12/2026 to 13/12/2026", "0 to 4 of 4", "2.6"),
        ("A", "14/12/2026 to 14/12/2026", "1 of 4", "1.0"),
    )
