"""docs/evidence.md: what the simulator has shown, each size of force between marks; all other text is left alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.simulate.records import PolicyName
from app.simulate.report.drawn import is_certain
from app.simulate.report.figures import Figure, Figures, Moved, Table
from app.simulate.report.goals import interval
from app.simulate.report.method import LIMITS, METHOD
from app.simulate.report.page import WEEKS
from app.simulate.report.pictures.sheet import Picture
from app.simulate.report.words import CLASSES, PART_MEASURES, PARTS, POLICIES, TOLD, figure, policy_words, with_sign

OPENING = "# Evidence\n"
ABOUT = """Written by `make evidence` (`relief simulate --evidence docs/evidence.md`): a made-up year of a force, lived
through once for each seed under each policy, with the planner that production runs. The same seeds and parameters give
the same figures. `relief simulate --help` tells how other sizes, seeds and parameters are played; the report that it
writes beside the runs shows every measure by shift class, and holds every figure as CSV and JSON."""
_WITHOUT = "Relief without the part, less Relief, on the same years; shares in points:"
_SWEPT = "complete_26_weeks_stayers"
_ORDER = ("about", "force", "sweep", "small", "attacker", "method", "today", "parameters")
"""Of the parts of the page; each size of force has one of its own, and the attacker's is written by `make attack`."""


def with_part(page: str, name: str, text: str) -> str:
    """The page with that text between the marks of that name; where there are none yet, in its place in the order."""
    opens, closes = f"<!-- {name} -->", f"<!-- /{name} -->"
    marked = f"{opens}\n{text.rstrip()}\n\n{closes}"  # an empty line, or a table would not end
    place = re.compile(re.escape(opens) + ".*?" + re.escape(closes), re.DOTALL)
    if place.search(page):
        return place.sub(lambda _: marked, page, count=1)
    later = _ORDER[_ORDER.index(name.partition(":")[0]) + 1 :]
    found = re.search(rf"<!-- (?:{'|'.join(later)})(?::\d+)? -->", page) if later else None
    if found is None:
        return f"{page.rstrip()}\n\n{marked}\n"
    return f"{page[: found.start()].rstrip()}\n\n{marked}\n\n{page[found.start() :]}"


def part_of(page: str, name: str) -> str:
    """What stands between the marks of that name; empty where there are none."""
    found = re.search(rf"<!-- {re.escape(name)} -->\n(.*?)\n*<!-- /{re.escape(name)} -->", page, re.DOTALL)
    return found[1] if found else ""


def of_force(figures: Figures, pictures: Sequence[Picture], address: Callable[[Picture], str]) -> str:
    """The part about one size of force; `address`: where a picture lies, seen from the page."""
    shown = {picture.name: f"![{_flat(picture.told)}]({address(picture)})" for picture in pictures}
    seeds = f"{figures.seeds} {'year' if figures.seeds == 1 else 'years'}"
    lines = [
        f"## {figures.staff:,} staff, {seeds}",
        "",
        f"{figures.courses:,} courses under each policy. Digest of the rules they were played by: {figures.rules}.",
        "",
        *_goals(figures),
        *_shown(shown, "completion"),
        *_by_class(figures.table("complete_26_weeks_stayers")),
        *_shown(shown, "survival", "survival-by-class"),
        *_survivals(figures),
        *_measures(figures),
        *_parts(figures),
        *_shown(shown, "week"),
    ]
    return "\n".join(lines)


def of_method() -> str:
    """The part about how the figures came about, and what they cannot say."""
    lines = [
        "## The policies",
        "",
        *(f"- **{policy_words(policy)}.** {told}" for policy, told in TOLD.items()),
        "",
        "## Method",
        "",
        *_paragraphs(METHOD),
        "## Limits",
        "",
        *(f"- {sentence}" for sentence in LIMITS),
    ]
    return "\n".join(lines)


def of_parameters(figures: Figures) -> str:
    """The part about the numbers of the model: beside publications, and one by one."""
    compared = [(one.what, one.model, one.published, one.agrees, one.source) for one in figures.compared]
    rows = [(one.name, one.value, one.unit, one.span, one.meaning, one.source) for one in figures.parameters]
    lines = [
        "## The model beside what was published",
        "",
        *words(("figure", "model", "published", "agrees", "source"), compared),
        "## Parameters",
        "",
        *words(("parameter", "value", "unit", "range", "meaning", "source"), rows),
    ]
    return "\n".join(lines).rstrip()


def _paragraphs(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from (sentence, "")


def _shown(pictures: dict[str, str], *names: str) -> Iterator[str]:
    for name in names:
        if name in pictures:
            yield from (pictures[name], "")


def _goals(figures: Figures) -> Iterator[str]:
    rows = [(one.words, one.measured, one.spread, "met" if one.met else "**not met**") for one in figures.goals]
    if rows:
        yield from table(("goal under Relief", "measured", "95 % interval, or difference", "goal"), rows)


def _by_class(shown: Table) -> Iterator[str]:
    unit = shown.measure.unit
    rows = [
        (policy_words(policy), *(_cell(row.get(one), unit) for one in CLASSES)) for policy, row in shown.rows.items()
    ]
    yield f"{shown.measure.words}. Mean and 95 % interval:"
    yield ""
    yield from table(("policy", *CLASSES.values()), rows)


def _survivals(figures: Figures) -> Iterator[str]:
    rows = [
        (policy_words(one.policy), *(figure(one.at(7 * week), "share") for week in WEEKS))
        for one in figures.survivals
        if one.shift_class == "all"
    ]
    yield "Share with every session by weeks since asking for help (Kaplan and Meier):"
    yield ""
    yield from table(("policy", *(str(week) for week in WEEKS)), rows)


def _measures(figures: Figures) -> Iterator[str]:
    """Every measure over all shift classes, whole policies side by side."""
    whole = [policy for policy in figures.policies if policy not in PARTS]
    yield "### Every measure"
    yield ""
    rows = [
        (one.measure.words, *(_cell(one.rows[policy].get("all"), one.measure.unit) for policy in whole))
        for one in figures.tables
    ]
    yield from table(("measure", *(policy_words(policy) for policy in whole)), rows)


def _parts(figures: Figures) -> Iterator[str]:
    if not figures.parts:
        return
    shown = [one.measure for one in figures.tables if one.measure.name in PART_MEASURES]
    rows = [
        (POLICIES[part.policy], *(_difference(part.differences.get(one.name), one.unit) for one in shown))
        for part in figures.parts
    ]
    yield from ("### What each part is worth", "", _WITHOUT, "")
    yield from table(("Relief", *(one.words for one in shown)), rows)


def of_sweep(figures: Figures, pictures: Sequence[Picture], address: Callable[[Picture], str]) -> str:
    """The part about what moves the result: every parameter that has a range put to either end, by itself."""
    shown = {picture.name: f"![{_flat(picture.told)}]({address(picture)})" for picture in pictures}
    seeds = max(one.at_low.seeds for one in figures.moved)
    names = list(dict.fromkeys(one.parameter for one in figures.moved))
    lines = [
        f"## What moves the result: {figures.staff:,} staff, {seeds} years (rules {figures.rules})",
        "",
        *_told_of_sweep(figures.staff, seeds, len(names)),
        *_shown(shown, "sensitivity"),
        *_moved(figures, PolicyName.RELIEF),
        *_moved(figures, PolicyName.AS_REPORTED),
    ]
    return "\n".join(lines)


def _told_of_sweep(staff: int, seeds: int, parameters: int) -> Iterator[str]:
    yield (
        f"`relief simulate --staff {staff} --seeds {seeds} --sweep {seeds} --policies as_reported,relief --evidence "
        f"docs/evidence.md`: each of {parameters} parameters at the low and at the high end of its range, all others "
        "as they are, on the same years. *More than chance*: the 95 % interval of the difference at one end does not "
        f"hold nought; of {2 * parameters} ends about {round(parameters / 10)} do so by chance alone."
    )
    yield ""


def _moved(figures: Figures, policy: PolicyName) -> Iterator[str]:
    """Every parameter for one policy, those that move it for certain first."""
    found = [one for one in figures.moved if (one.policy, one.measure) == (policy, _SWEPT)]
    ordered = sorted(found, key=lambda one: (not _is_sure(one), -max(abs(one.at_low.mean), abs(one.at_high.mean))))
    rows = [
        (
            one.parameter,
            _difference(one.at_low, "share"),
            _difference(one.at_high, "share"),
            "yes" if _is_sure(one) else "no",
        )
        for one in ordered
    ]
    if rows:
        yield f"{policy_words(policy)}: change of the share with every session within 26 weeks, in points:"
        yield ""
        yield from table(("parameter", "at its low end", "at its high end", "more than chance"), rows)


def _is_sure(one: Moved) -> bool:
    return is_certain(one.at_low) or is_certain(one.at_high)


def _cell(value: Figure | None, unit: str) -> str:
    return "–" if value is None else interval(value, unit)


def _difference(value: Figure | None, unit: str) -> str:
    if value is None:
        return "–"
    if value.low is None or value.high is None or value.low == value.high:
        return with_sign(value.mean, unit)
    return f"{with_sign(value.mean, unit)} ({with_sign(value.low, unit)} to {with_sign(value.high, unit)})"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], column: str = "---:") -> Iterator[str]:
    """A Markdown table and an empty line; the first column is names, all others figures."""
    yield _row(heads)
    yield _row(["---", *(column for _ in heads[1:])])
    yield from (_row(row) for row in rows)
    yield ""


def words(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The same where all columns are words."""
    return table(heads, rows, "---")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_flat(cell) for cell in cells) + " |"


def _flat(text: str) -> str:
    """Words that break neither a table nor the brackets of a picture."""
    return text.replace("|", "/").replace("[", "(").replace("]", ")").replace("\n", " ")
