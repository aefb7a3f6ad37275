"""Rosters made up for tests, what they mean told another way than the reader does, and what was read of them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.rota.domain.reading import Reading
from scheduler.duty import Duty, DutyKind
from tests.rota.builders import CODES, ZONE

LONDON = ZoneInfo(ZONE)
Roster = dict[str, dict[date, str]]
STAFF = st.from_regex(r"[0-9A-Z]{1,8}", fullmatch=True)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Codes for a few people over some days in a row; no early after a night, which would overlap."""
    first, length = draw(DAYS), draw(st.integers(2, 12))
    days = [first + timedelta(days=i) for i in range(length)]
    people = draw(st.lists(STAFF, min_size=1, max_size=4, unique=True))
    return {number: dict(zip(days, draw(_codes(length)), strict=True)) for number in people}


@st.composite
def _codes(draw: st.DrawFn, length: int) -> list[str]:
    codes: list[str] = []
    for _ in range(length):
        after_night = bool(codes) and codes[-1] == "N"
        codes.append(draw(st.sampled_from(["L", "N", "RD", "AL", "-"] if after_night else list(CODES))))
    return codes


def duties_of(roster: Roster) -> set[tuple[str, Duty]]:
    """What the roster means, told another way than the reader does."""
    return {(number, duty) for number, days in roster.items() for on, code in days.items() for duty in _duty(code, on)}


def _duty(code: str, on: date) -> Iterable[Duty]:
    meaning = CODES[code]
    if meaning["kind"] == "not_rostered":
        return
    starts, ends = (time.fromisoformat(meaning.get(part, "00:00")) for part in ("starts", "ends"))
    until = on + timedelta(days=1) if ends <= starts else on
    start, end = (datetime.combine(day, at, LONDON) for day, at in ((on, starts), (until, ends)))
    yield Duty(DutyKind(meaning["kind"]), start, end)


def found(reading: Reading) -> set[tuple[str, Duty]]:
    """What was read; nothing may be open or wrong."""
    assert reading.is_clean, (reading.faults, reading.questions)
    assert len({(x.staff_number, x.duty) for x in reading.lines}) == len(reading.lines)
    return {(x.staff_number, x.duty) for x in reading.lines}
