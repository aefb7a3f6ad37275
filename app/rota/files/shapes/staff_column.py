"""Which column of a grid says whose row it is: told by its title, or asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.columns import Role
from app.rota.files.shapes.blocks import Block, is_staff_title, is_title
from app.rota.files.shapes.title_words import FIRST_NAMES, SURNAMES
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

CODE = f"column.{Role.STAFF.value}"
_SHOWN = 3
_AND = " + "


def staff_column(view: View, block: Block, told: Told) -> int | None:
    """The index of the column; None while it is asked. Columns without a title are called by their letters."""
    titles = titles_left(view, block)
    if not titles:
        where = "Above" if view.turned else "Left of"
        remedy = "Add a column with the staff number of each person before the first day."
        told.findings.fault(f"{where} the days nothing says whose they are.", view.place(block.header), remedy=remedy)
        return None
    named = [index for index, title in titles.items() if is_staff_title(title)]
    pair = name_pair(titles)
    choices = tuple((title, _words(view, block, index, title)) for index, title in titles.items())
    answer = told.answers.get(CODE, "")
    by_title = {title: index for index, title in titles.items()}
    if pair and not named:
        both = both_names(titles, pair)
        choices = ((both, f"{both}: both parts of the name together"), *choices)
        by_title[both] = pair[0]
    if answer in by_title:
        told.findings.decide(
            Decision(CODE, "Staff numbers", answer, answer, "It was answered.", Confidence.ANSWERED, choices)
        )
        return by_title[answer]
    if len(named) == 1:
        title = titles[named[0]]
        evidence = f"Its title is {title!r}."
        told.findings.decide(Decision(CODE, "Staff numbers", title, title, evidence, Confidence.CERTAIN, choices))
        return named[0]
    if view.turned and len(titles) == 1:
        ((index, title),) = titles.items()
        evidence = f"Only {view.column_name(index)} stands above the dates."
        told.findings.decide(Decision(CODE, "Staff numbers", title, title, evidence, Confidence.LIKELY, choices))
        return index
    which = "row" if view.turned else "column"
    told.findings.ask(
        Question(CODE, f"Which {which} holds the staff number, or whatever identifies a person?", choices)
    )
    return None


def name_pair(titles: Mapping[int, str]) -> tuple[int, int] | None:
    """The columns of first names and of surnames, if there is one of each."""
    pair = [
        [index for index, title in titles.items() if title.casefold().strip(" .:") in words]
        for words in (FIRST_NAMES, SURNAMES)
    ]
    return (pair[0][0], pair[1][0]) if [len(found) for found in pair] == [1, 1] and pair[0] != pair[1] else None


def both_names(titles: Mapping[int, str], pair: tuple[int, int]) -> str:
    """What the two columns are called together."""
    return _AND.join(titles[index] for index in pair)


def is_of_both_names(answer: str) -> bool:
    """Whether an answer means two columns of names together."""
    return _AND in answer


def with_whole_names(view: View, blocks: Sequence[Block], told: Told) -> View:
    """The view with the whole name in the column of first names, where somebody said that both identify a person."""
    titles = titles_left(view, blocks[0])
    pair = name_pair(titles)
    if pair is None or told.answers.get(CODE, "") != both_names(titles, pair):
        return view
    first, last = pair
    rows = list(view.rows)
    for row in (row for block in blocks for row in block.rows):
        cells = list(rows[row])
        if max(pair) < len(cells):
            cells[first] = " ".join(part for part in (cells[first], cells[last]) if part)
            rows[row] = tuple(cells)
    return replace(view, rows=tuple(rows))


def titles_left(view: View, block: Block) -> dict[int, str]:
    """The columns left of the days that hold anything, each with a title of its own."""
    found: dict[int, str] = {}
    for index in range(block.run.columns[0]):
        if any(view.cell(row, index) for row in block.rows):
            title = _title(view, block, index)
            found[index] = title if title not in found.values() else view.column_name(index)
    return found


def _title(view: View, block: Block, index: int) -> str:
    """Its title in the header's own row; or in a row that belongs to the header; or the column's letter."""
    if view.turned:
        return view.column_name(index)
    nearby = [view.cell(row, index) for row in sorted(block.band, key=lambda row: abs(row - block.header))]
    above = [view.cell(row, index) for row in range(block.header - 1, max(block.header - 3, -1), -1)]
    titles = [cell for cell in (*nearby, *above) if is_staff_title(cell)]
    titles += [cell for cell in nearby if is_title(cell)]
    return next(iter([*titles, view.cell(block.header, index)]), "") or view.column_name(index)


def _words(view: View, block: Block, index: int, title: str) -> str:
    examples = [cell for row in block.rows if (cell := view.cell(row, index))]
    return f"{title} (for example {', '.join(_distinct(examples)[:_SHOWN])})"


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
