"""Hours that can be meant in two ways, told by the cells of a whole sheet: 7.30-3.30 on a 12-hour clock."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from app.rota.domain.hour_ranges import Hours, hours_in

TWELVE = "twelve"
LONGEST_DUTY = timedelta(hours=14)
_HALF_DAY = timedelta(hours=12)
_QUARTERS = re.compile(r"\d\.(?:25|50|75)(?!\d)")
_SOME_DAY = date(2001, 1, 1)

Readings = dict[str, tuple[str, ...]]
"""Each unclear text with the hours that it can mean, as an answer writes them."""


def unclear_in(texts: Iterable[str]) -> Readings:
    """The texts that a sheet leaves unclear.

    Where one of them would last longer than any duty on the 24-hour clock and both its hours are 12 or less, all that
    a 12-hour clock writes so are. Where parts of an hour are written (9.5), 8.25 may be a quarter past or 8:25.
    """
    found = {text: hours for text in texts if text and (hours := hours_in(text))}
    unclear = {
        text: twelve_hour_readings(hours) for text, hours in found.items() if hours.may_be_twelve and not hours.label
    }
    if not any(_length(*found[text].stretches[-1]) > LONGEST_DUTY for text in unclear):
        unclear = {}
    if any(hours.in_parts for hours in found.values()):
        unclear |= {text: _quarters(text) for text in found if _QUARTERS.search(text) and text not in unclear}
    return {text: ways for text, ways in unclear.items() if len(ways) > 1}


def _length(start: time, end: time) -> timedelta:
    begins, ends = datetime.combine(_SOME_DAY, start), datetime.combine(_SOME_DAY, end)
    return ends - begins + (timedelta(days=1) if ends <= begins else timedelta())


def twelve_hour_readings(hours: Hours) -> tuple[str, ...]:
    """The hours in the morning and in the evening, each lasting at most half a day; none for several stretches."""
    if len(hours.stretches) != 1:
        return ()
    begins, ends = (datetime.combine(_SOME_DAY, at) for at in hours.stretches[0])
    found = []
    for start in (begins.replace(hour=begins.hour % 12), begins.replace(hour=begins.hour % 12 + 12)):
        end = ends.replace(hour=ends.hour % 12)
        while end <= start:
            end += _HALF_DAY
        found.append(f"{start:%H:%M}-{end:%H:%M}")
    return tuple(found)


def _quarters(text: str) -> tuple[str, ...]:
    """The hours with minutes as they stand, and with parts of an hour."""
    in_parts = re.sub(r"\.(25|50|75)(?!\d)", lambda part: f":{int(part[1]) * 60 // 100:02d}", text)
    ways = [hours_in(text), hours_in(in_parts)]
    return tuple(
        dict.fromkeys(
            ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in way.stretches) for way in ways if way is not None
        )
    )
