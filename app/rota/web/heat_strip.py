"""Draws the weeks of a roster: a strip for each team, a bar for each day, high and dark by how many are on duty."""

from dataclasses import dataclass

from app.rota.domain.picture import SHADES, Picture, Strip

CELL, GAP, WEEK_GAP = 11, 2, 6
HIGH, ROW = 28, 60
TOP = 22


@dataclass(frozen=True, slots=True)
class DrawnStrip:
    """One team: its name and size at `top`, and for each tone a path that holds all its bars."""

    label: str
    top: int
    paths: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """What the template needs: sizes in pixels, week labels at their places, strips, and the same figures as rows."""

    width: int
    height: int
    weeks: tuple[tuple[int, str], ...]
    strips: tuple[DrawnStrip, ...]
    rows: tuple[tuple[str, str, str, str], ...]


def drawn(picture: Picture) -> DrawnPicture:
    """The picture, ready to be shown."""
    left, weeks = _places(picture)
    return DrawnPicture(
        width=max(left[-1] + CELL + GAP, 320),
        height=TOP + ROW * len(picture.strips),
        weeks=tuple(weeks),
        strips=tuple(_strip(strip, TOP + ROW * n, left) for n, strip in enumerate(picture.strips)),
        rows=tuple(_rows(picture)),
    )


def _places(picture: Picture) -> tuple[list[int], list[tuple[int, str]]]:
    """Where each day begins from the left, and the labels of the weeks."""
    left: list[int] = []
    labels: list[tuple[int, str]] = []
    for number, days in enumerate(picture.weeks()):
        for day in days:
            left.append(day * (CELL + GAP) + number * WEEK_GAP)
        if len(days) >= 4:  # a label needs the room of half a week
            on = picture.on(days[0])
            labels.append((left[days[0]], f"{on.day} {on:%b}"))
    return left, labels


def _strip(strip: Strip, top: int, left: list[int]) -> DrawnStrip:
    bars: dict[int, list[str]] = {}
    base = top + ROW - 12
    for day, x in enumerate(left):
        shade = strip.shade(day)
        high = max(2, round(HIGH * strip.share(day))) if shade else 1
        bars.setdefault(shade, []).append(f"M{x} {base}v-{high}h{CELL}v{high}z")
    people = "1 person" if strip.people == 1 else f"{strip.people} people"
    paths = tuple((shade, "".join(bars[shade])) for shade in range(SHADES + 1) if shade in bars)
    return DrawnStrip(f"{strip.team}, {people}", top, paths)


def _rows(picture: Picture) -> list[tuple[str, str, str, str]]:
    rows: list[tuple[str, str, str, str]] = []
    for strip in picture.strips:
        for days in picture.weeks():
            fewest, most, average = strip.week(days)
            span = f"{picture.on(days[0]):%d/%m/%Y} to {picture.on(days[-1]):%d/%m/%Y}"
            range_ = str(most) if fewest == most else f"{fewest} to {most}"
            rows.append((strip.team, span, f"{range_} of {strip.people}", f"{average:.1f}"))
    return rows
