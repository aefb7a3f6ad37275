"""Why a time of the plan was chosen, told from what lies around it: turns, the one before, the person, the place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.wants import Mode, Wants
from scheduler.duty import Duty, DutyKind

_RECENT = timedelta(days=7)
_LONG_REST = timedelta(hours=24)
_IN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One time of a plan. `why`: what the turns around it say, as it was told when it was planned."""

    number: int
    start_at: datetime
    counsellor_id: str
    counsellor_name: str
    place_id: str
    is_video: bool
    why: str
    is_call: bool = False


def reasons_for(
    one: Chosen, before: Chosen | None, duties: Sequence[Duty], wants: Wants, zone: ZoneInfo
) -> tuple[str, ...]:
    """The reasons for one time, what tells most first; `before` is the one that comes before it in the plan."""
    found = [one.why] if one.why else []
    if "night" not in one.why:
        found += _after_nights(one.start_at, duties, zone)
    if before is not None:
        found += _rhythm(one, before, zone)
    return (*found, *_as_wished(one, wants))


def _after_nights(start_at: datetime, duties: Iterable[Duty], zone: ZoneInfo) -> Iterator[str]:
    ended = [duty.end_at for duty in duties if duty.kind is DutyKind.NIGHT and duty.end_at <= start_at]
    last_at = max(ended, default=None)
    if last_at is None or not _LONG_REST <= start_at - last_at <= _RECENT:
        return
    days = _days(last_at, start_at, zone)
    yield f"{_IN_WORDS.get(days, days)} days after your last night" if days > 1 else "a day after your last night"


def _rhythm(one: Chosen, before: Chosen, zone: ZoneInfo) -> Iterator[str]:
    days = _days(before.start_at, one.start_at, zone)
    if days > 0:
        yield f"{days} day{'' if days == 1 else 's'} after the one before"
    if one.counsellor_id == before.counsellor_id:
        yield f"with {one.counsellor_name.split(maxsplit=1)[0]}, as before"


def _as_wished(one: Chosen, wants: Wants) -> Iterator[str]:
    if wants.mode is Mode.VIDEO and one.is_video:
        yield "by video, as you asked"
    elif wants.mode is Mode.TELEPHONE and one.is_call:
        yield "by telephone, as you asked"
    elif len(wants.places) > 1 and one.place_id == wants.places[0]:
        yield "at the place you like best"


def _days(first: datetime, second: datetime, zone: ZoneInfo) -> int:
    return (second.astimezone(zone).date() - first.astimezone(zone).date()).days
