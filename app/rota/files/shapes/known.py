"""Every shape there is, in one list: how each is told from its table, and how it is read."""

import itertools
import re
from dataclasses import replace
from functools import lru_cache

from app.rota.domain.hour_ranges import hours_in
from app.rota.files import long_shape
from app.rota.files.calendar_words import is_day_word
from app.rota.files.columns import Role, roles_of
from app.rota.files.findings import Place
from app.rota.files.shapes.across import read_across
from app.rota.files.shapes.blocks import header_in
from app.rota.files.shapes.down import (
    MOST_ROWS,
    cells_look_like_people,
    dates_down,
    likely_people,
    titles_name_people,
)
from app.rota.files.shapes.long_layout import laid_out
from app.rota.files.shapes.marks import Kind, Run, mark_of
from app.rota.files.shapes.planner import planner_in, read_planner
from app.rota.files.shapes.posts import read_posts
from app.rota.files.shapes.sighting import Found, Look, Shape, Sighting
from app.rota.files.shapes.title_words import WEEK
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View, as_it_lies
from app.rota.files.shapes.wall import read_walls, walls_in
from app.rota.files.table import Row, Table
from app.rota.files.team_shape import team_header, teams_in_table

LIKELY = 40
_SURE, _FAIR, _OPEN = 90, 75, 60
_ONLY_BY_CHOICE = 5
_FEW_DATES = 5
_FEWEST_WEEKS = 2
_SEARCHED = 60


def _find_teams(look: Look) -> Sighting | None:
    header = team_header(look.table)
    if header is None:
        return None
    evidence = f"Row {header.number} titles a pattern, an anchor and a staff number."
    return Sighting(100, evidence, header.cells, header, header.number)


def _read_teams(look: Look, sighting: Sighting, told: Told) -> Found:
    return Found(teams=tuple(teams_in_table(look.table, sighting.seen, told.order, told.maker)))


def _row_answered(look: Look) -> int | None:
    """The index of the row that somebody said is the header."""
    answer = look.order.answers.get("header_row", "").strip()
    return next((index for index, row in enumerate(look.table.rows) if str(row.number) == answer), None)


@lru_cache(maxsize=64)
def _long_header(rows: tuple[Row, ...]) -> Row | None:
    """The header of a table with one duty a row. Several shapes ask for it, of the same few rows."""
    return long_shape.header_of(Table(None, rows))


def _find_across(look: Look) -> Sighting | None:
    view = as_it_lies(replace(look.table, rows=look.table.rows[:_SEARCHED]))
    found = header_in(view, at=_row_answered(look))
    if found is None:
        return None
    index, run = found
    number = look.table.rows[index].number
    long_header = _long_header(look.table.rows[:_SEARCHED])
    below_titles = long_header is not None and long_header.number < number and len(roles_of(long_header)) >= 2
    strength = {Kind.DATES: _SURE, Kind.NUMBERS: _SURE - 5, Kind.WEEKDAYS: _OPEN, Kind.COUNTED: _OPEN}[run.kind]
    if below_titles and len(run.columns) < _FEW_DATES:
        strength = LIKELY - 10
    elif _titles_are_hours(look.table, index, run):
        strength = LIKELY
    elif run.kind is Kind.DATES and len(run.columns) == 2:
        strength -= 20
    evidence = f"Row {number} has {len(run.columns)} {run.kind.value} side by side."
    return Sighting(strength, evidence, _titles_beside(look.table.rows[index], run), (index, run), number)


def _titles_are_hours(table: Table, header: int, run: Run) -> bool:
    """Whether the rows below a header are called by hours, so that they are posts and not people."""
    titles = [next((c for c in row.cells[: run.columns[0]] if c), "") for row in table.rows[header + 1 : _SEARCHED]]
    named = [title for title in titles if title]
    return len(named) > 1 and sum(1 for title in named if hours_in(title)) >= 0.8 * len(named)


def _titles_beside(row: Row, run: Run) -> tuple[str, ...]:
    return tuple(cell for index, cell in enumerate(row.cells) if index not in run.columns)


def _read_across(look: Look, sighting: Sighting, told: Told) -> Found:
    index, run = sighting.seen
    return read_across(as_it_lies(look.table), index, run, told, look.own_codes)


def _find_down(look: Look, *, people: bool) -> Sighting | None:
    found = dates_down(look.table)
    if found is None:
        return None
    view, column, run = found
    are_people = likely_people(view, column, run, look)
    strength = _OPEN if are_people is None else _FAIR if are_people is people else 0
    what = {None: "", True: "; the cells beside them hold codes or hours", False: "; the titles are codes"}[are_people]
    evidence = f"Column {look.table.letter(column)} has {len(run.columns)} dates below each other{what}."
    return Sighting(strength, evidence, _titles_down(view, run, are_people), found) if strength else None


def _titles_down(view: View, run: Run, are_people: bool | None) -> tuple[str, ...]:
    if are_people:
        return ()
    return tuple(cell for row in view.rows for cell in row[: run.columns[0]] if not any(map(str.isdigit, cell)))


def _find_people_across(look: Look) -> Sighting | None:
    return _find_down(look, people=True)


def _find_posts(look: Look) -> Sighting | None:
    return _find_down(look, people=False)


def _read_people_across(look: Look, sighting: Sighting, told: Told) -> Found:
    view, column, run = sighting.seen
    return read_across(view, column, run, told, look.own_codes)


def _read_posts(look: Look, sighting: Sighting, told: Told) -> Found:
    view, column, run = sighting.seen
    return read_posts(view, column, run, told, look.own_codes)


def _find_long(look: Look) -> Sighting | None:
    answered = _row_answered(look)
    header = look.table.rows[answered] if answered is not None else _long_header(look.table.rows[:_SEARCHED])
    if header is None:
        return None
    roles = roles_of(header)
    across = _find_across(look)
    strength = {0: 0, 1: 20, 2: 65}.get(len(roles), 80)
    if across is not None and across.header_row == header.number:
        strength = min(strength, 10)
    elif across is not None and len(roles.get(Role.START, [])) > 1:
        strength = min(strength, LIKELY)  # a start and an end below each date
    named = ", ".join(role.value.replace("_", " ") for role in Role if role in roles)
    return Sighting(strength, f"Row {header.number} titles {named}.", header.cells, header, header.number)


def _read_long(look: Look, sighting: Sighting, told: Told) -> Found:
    laid = laid_out(look.table, sighting.seen, told.maker)
    lines = long_shape.read_long(laid.table, laid.header, told.order, told.maker, look.own_codes)
    days = {line.duty.start_at.astimezone(told.maker.zone).date() for line in lines}
    return Found(tuple(lines), tuple({line.staff_number for line in lines}), tuple(days))


def _find_posts_down(look: Look) -> Sighting | None:
    """Dates across and posts down: as likely as people down where the titles or the cells speak for it.

    Where nothing says that people stand left of the days it can be chosen, however little speaks for it.
    """
    sighting = _find_across(look)
    if sighting is None or len(look.table.rows) > MOST_ROWS:
        return None
    index, run = sighting.seen
    view = as_it_lies(look.table)
    if _titles_are_hours(look.table, index, run):
        evidence = f"{sighting.evidence[:-1]}; the rows below are called by hours."
        return replace(sighting, evidence=evidence, strength=_FAIR + 5)
    if titles_name_people(view, index, run):
        return None
    if not cells_look_like_people(view, index, run, look):
        return replace(sighting, strength=_ONLY_BY_CHOICE)
    evidence = f"{sighting.evidence[:-1]}; the cells below look like names."
    return replace(sighting, evidence=evidence, strength=max(sighting.strength - 10, 0))


def _read_posts_down(look: Look, sighting: Sighting, told: Told) -> Found:
    index, run = sighting.seen
    return read_posts(as_it_lies(look.table), index, run, told, look.own_codes)


def _find_wall(look: Look) -> Sighting | None:
    walls = walls_in(look.table)
    if not walls:
        return None
    number = look.table.rows[walls[0].header].number
    days = sum(len(wall.boxes) for wall in walls)
    evidence = f"Row {number} has the days of the week, and {days} days of the month stand in boxes below them."
    return Sighting(105, evidence, (), walls, number)


def _read_wall(look: Look, sighting: Sighting, told: Told) -> Found:
    return read_walls(sighting.seen, look.table, told, look.own_codes)


def _find_planner(look: Look) -> Sighting | None:
    sighting = _find_across(look)
    planner = planner_in(look.table, *sighting.seen) if sighting else None
    if planner is None or sighting is None:
        return None
    evidence = f"{sighting.evidence[:-1]}, and the rows below are months."
    return Sighting(105, evidence, (), planner, sighting.header_row)


def _read_planner(look: Look, sighting: Sighting, told: Told) -> Found:
    return read_planner(sighting.seen, look.table, told, look.own_codes)


def _half(cell: str) -> bool | None:
    """Whether a cell is the label of half a day; None for a blank one."""
    return cell.casefold().strip(" :.") in ("am", "pm") if cell else None


def _find_half_days(look: Look) -> Sighting | None:
    """A template of a week with a morning and an afternoon below each day."""
    for index, row in enumerate(look.table.rows[:15]):
        days = [i for i, cell in enumerate(row.cells) if cell and is_day_word(cell.strip(". "))]
        below = [tuple(map(_half, other.cells)) for other in look.table.rows[index + 1 : index + 9]]
        halves = sum(cells.count(True) for cells in below)
        are_labels = any(one and other is False for cells in below for one, other in itertools.pairwise(cells))
        if len(days) >= 3 and min(b - a for a, b in itertools.pairwise(days)) > 1 and halves >= 4 and are_labels:
            return Sighting(110, f"Row {row.number} has days, and mornings and afternoons below.", (), None, row.number)
    return None


def _read_half_days(look: Look, sighting: Sighting, told: Told) -> Found:
    message = "This is a planner of weeks with a morning and an afternoon below each day, not a list of duties."
    remedy = (
        "Send it as a table with a date, a staff number, a start and an end in each row, or as a grid with the people "
        "down the side and one column for each date."
    )
    told.findings.fault(message, Place(look.table.sheet, sighting.header_row), remedy=remedy)
    return Found()


def _find_weeks(look: Look) -> Sighting | None:
    """Columns for whole weeks: Week 1, Week 2, or 07/12 - 13/12, and no days anywhere."""
    if header_in(as_it_lies(replace(look.table, rows=look.table.rows[:_SEARCHED]))) is not None:
        return None
    for row in look.table.rows[:15]:
        weeks = [
            cell for cell in row.cells if cell and not cell.isdecimal() and (WEEK.fullmatch(cell) or _is_span(cell))
        ]
        if len(weeks) >= _FEWEST_WEEKS:
            return Sighting(90, f"Row {row.number} has weeks side by side, and no days.", (), None, row.number)
    return None


def _is_span(cell: str) -> bool:
    """Whether a cell holds two dates, from one to the other."""
    first, mark, last = re.sub(r"\s(?:to|bis|au|al)\s|[–—]", " - ", cell).partition(" - ")
    return bool(mark) and all((found := mark_of(part.strip())) and found.month for part in (first, last))


def _read_weeks(look: Look, sighting: Sighting, told: Told) -> Found:
    message = "Each column stands for a whole week: on which of its days somebody works is not said."
    remedy = (
        "Send a grid with one column for each date. If the weeks of a shift pattern come again and again, make it a "
        "shift pattern and say which teams work it from which day."
    )
    told.findings.fault(message, Place(look.table.sheet, sighting.header_row), remedy=remedy)
    return Found()


def _find_cycle(look: Look) -> Sighting | None:
    """A shift pattern written as weeks: its rows are week 1, week 2 and so on, not people."""
    sighting = _find_across(look)
    if sighting is None or sighting.seen[1].kind is not Kind.WEEKDAYS:
        return None
    index, run = sighting.seen
    below = [row.cells[: run.columns[0]] for row in look.table.rows[index + 1 :] if any(row.cells)]
    weeks = [next((match[1] for cell in cells if (match := WEEK.fullmatch(cell))), "") for cells in below]
    if len(weeks) < 2 or weeks != [str(number) for number in range(1, len(weeks) + 1)]:
        return None
    evidence = f"Row {sighting.header_row} has days of the week, and the rows below are numbered weeks."
    return Sighting(100, evidence, (), len(weeks), sighting.header_row)


def _read_cycle(look: Look, sighting: Sighting, told: Told) -> Found:
    message = f"This looks like a shift pattern of {sighting.seen} weeks: its rows are weeks, not people."
    remedy = "Make it a shift pattern and say which teams work it from which day, or send a grid whose rows are people."
    told.findings.fault(message, Place(look.table.sheet, sighting.header_row), remedy=remedy)
    return Found()


SHAPES: tuple[Shape, ...] = (
    Shape("teams", "teams on a pattern", "teams", _find_teams, _read_teams),
    Shape("wall", "wall calendar", "wall", _find_wall, _read_wall),
    Shape("planner", "months down, days across: one person's year", "planner", _find_planner, _read_planner),
    Shape("half_days", "planner of half days", "half_days", _find_half_days, _read_half_days),
    Shape("weeks", "columns of whole weeks", "weeks", _find_weeks, _read_weeks),
    Shape("cycle", "shift pattern in weeks", "cycle", _find_cycle, _read_cycle),
    Shape("grid", "month grid", "grid", _find_across, _read_across),
    Shape("posts_down", "dates across, posts down, people in the cells", "grid", _find_posts_down, _read_posts_down),
    Shape("people_across", "dates down, people across", "down", _find_people_across, _read_people_across),
    Shape("posts", "dates down, posts across, people in the cells", "down", _find_posts, _read_posts),
    Shape("long", "one duty a row", "long", _find_long, _read_long),
)
