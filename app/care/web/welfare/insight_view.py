"""A quarter's published figures as the page shows them. Takes what the gate let through, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.care.domain.disclosure import RULES, Published, PublishedRow, rounded
from app.care.domain.quarters import quarter_named
from app.care.domain.reliability import OVER, reliability
from app.care.domain.what_is_known import Said
from app.care.web.welfare.insight_pictures import Bars, Figure, Lines, bars, lines
from app.care.web.welfare.insight_words import BANDS, CLASSES, MISSES, PARTS, ROWS, TABLES, WITHHELD, long_name

_OF_DAYS = "first_sessions"
_TRENDS = (
    ("Courses that ended with all their sessions, %", "courses_ended", 0, 100),
    ("Sessions that were missed, %", "sessions", 1, 50),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it is printed; `has_withheld`: something in it is not said."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_withheld: bool


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How well misses were foreseen over some quarters. `pairs`: for each band, what was expected beside what came."""

    quarters: int
    appointments: str
    pairs: Bars
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole page of one quarter. `headlines`: a figure, what it is, and how it is to be read."""

    quarter: str
    title: str
    headlines: tuple[tuple[str, str, str], ...]
    by_class: tuple[Bars, ...]
    misses: Bars
    risk: Bars
    foreseen: Foreseen | None
    trends: tuple[Lines, ...]
    sheets: tuple[Sheet, ...]
    is_small: bool
    """The force has too few staff for anything to be broken down."""


def view(said: Sequence[Said], place: int) -> View:
    """The page of the quarter at that place, with its trend up to it."""
    one = said[place]
    tables = one.tables
    return View(
        quarter=one.quarter,
        title=title_of(one.quarter),
        headlines=tuple(_headlines(tables["referrals"], tables["in_time"], tables["courses_ended"], tables["hours"])),
        by_class=tuple(_by_class(tables["courses_ended"], tables["first_sessions"], tables["sessions"])),
        misses=bars("How sessions were missed", [_count(row, MISSES[row.name]) for row in tables["misses"].rows]),
        risk=bars("How many were missed", [_share(row, 1, BANDS[row.name]) for row in tables["risk"].rows], 50),
        foreseen=_foreseen(said[max(0, place - OVER + 1) : place + 1]),
        trends=tuple(_trends(said[max(0, place - 7) : place + 1])),
        sheets=tuple(_sheet(table) for table in sorted(tables.values(), key=lambda t: list(TABLES).index(t.table))),
        is_small=tables["misses"].rows[0].staff < RULES.least_staff,
    )


def title_of(name: str) -> str:
    """The quarter of that name in words."""
    quarter = quarter_named(name)
    return long_name(quarter) if quarter else name


def cells(table: Published) -> list[tuple[str, ...]]:
    """The rows of a table in words, withheld ones said to be."""
    return [(ROWS.get(row.name, row.name), *_words(table, row)) for row in table.rows]


def heads(table: Published) -> tuple[str, ...]:
    """What stands over those columns."""
    counts = tuple(f"{PARTS[part]}, about" for part in table.parts)
    shares = tuple(f"{PARTS[part]}, %" for part in table.parts) if len(table.parts) > 1 else ()
    days = ("days to it, median", "days to it, nine of ten within") if table.table == _OF_DAYS else ()
    return ("who" if table.table != "misses" else "kind", *counts, *shares, *days)


def _words(table: Published, row: PublishedRow) -> tuple[str, ...]:
    shares = row.shares if len(table.parts) > 1 else ()
    days = (row.middle, row.slow) if table.table == _OF_DAYS else ()
    return tuple(WITHHELD if value is None else str(value) for value in (*row.counts, *shares, *days))


def _sheet(table: Published) -> Sheet:
    return Sheet(TABLES[table.table], heads(table), tuple(cells(table)), table.has_withheld)


def _headlines(
    referrals: Published, in_time: Published, ended: Published, hours: Published
) -> Iterator[tuple[str, str, str]]:
    yield _about(referrals.totals[0], referrals), "asked for help", _without(referrals)
    yield _percent(in_time), "of first sessions were in time", _without(in_time)
    yield _percent(ended), "of courses that ended had all their sessions", _without(ended)
    yield _percent(hours), "of the hours offered were used", _without(hours)


def _about(total: int, table: Published) -> str:
    return f"{total:,}" if any(not row.is_withheld for row in table.rows) else WITHHELD


def _percent(table: Published) -> str:
    share = _whole_share(table)
    return WITHHELD if share is None else f"{share} %"


def _whole_share(table: Published) -> int | None:
    """The share of the first part in all rows that are said: of rounded counts, as the totals are."""
    whole = sum(table.totals)
    return rounded(100 * table.totals[0], whole) // whole if whole else None


def _without(table: Published) -> str:
    return "without what is withheld" if table.has_withheld and any(table.totals) else ""


def _by_class(ended: Published, firsts: Published, sessions: Published) -> Iterator[Bars]:
    yield bars(
        "Courses that ended with all their sessions", [_share(row, 0, CLASSES[row.name]) for row in ended.rows], 100
    )
    days = [Figure(CLASSES[row.name], row.middle, _days(row)) for row in firsts.rows]
    yield bars("Days from asking to the first session", days)
    yield bars("Sessions that were missed", [_share(row, 1, CLASSES[row.name]) for row in sessions.rows], 50)


def _days(row: PublishedRow) -> str:
    return WITHHELD if row.middle is None else f"{row.middle} days, nine of ten within {row.slow}"


def _count(row: PublishedRow, label: str) -> Figure:
    (count,) = row.counts
    return Figure(label, count, WITHHELD if count is None else f"about {count:,}")


def _share(row: PublishedRow, part: int, label: str) -> Figure:
    share = row.shares[part]
    return Figure(label, share, WITHHELD if share is None else f"{share} %")


def _trends(said: Sequence[Said]) -> Iterator[Lines]:
    if len(said) < 2:
        return
    quarters = [one.quarter for one in said]
    for title, table, part, top in _TRENDS:
        names = list(dict.fromkeys(row.name for one in said for row in one.tables[table].rows))
        rows = [(CLASSES[name], [_share_in(one, table, name, part) for one in said]) for name in names]
        yield lines(title, quarters, rows, top)


def _foreseen(said: Sequence[Said]) -> Foreseen | None:
    tables = [one.tables["risk"] for one in said if "risk" in one.tables]
    found = reliability(tables)
    if found is None:
        return None
    pairs = [
        figure
        for band in found.bands
        for figure in (
            Figure(f"{BANDS[band.name]}: told", round(100 * band.told), f"{100 * band.told:.0f} %"),
            Figure(f"{BANDS[band.name]}: missed", round(100 * band.missed), f"{100 * band.missed:.0f} %"),
        )
    ]
    facts = (
        ("Chance told and share missed lie apart by", f"{100 * found.error:.1f} points on average"),
        ("Brier score of the chances told", f"{found.brier:.4f}"),
        ("of the same chance for all, known in hindsight", f"{found.same_for_all:.4f}"),
        ("of one in ten for all", f"{found.one_in_ten:.4f}"),
    )
    return Foreseen(len(tables), f"{found.appointments:,}", bars("Chance told, and share missed", pairs, 50), facts)


def _share_in(one: Said, table: str, name: str, part: int) -> Figure:
    row = one.tables[table].row(name)
    return Figure(one.quarter, None, WITHHELD) if row is None else _share(row, part, one.quarter)
