"""Texts that hold the hours of a duty: 07:00-16:00, 7:00 AM to 4:00 PM, 0700-1500, one stretch or several."""

import itertools
import re
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

_AT = r"(\d{1,2})(?:[:.h](\d{2})|[.,](\d)(?!\d)|h)?(?:\s?([ap])(?:\.?\s?m\b\.?|\b))?"
_TO = r"\s*(?:[-–—−~]|\b(?:to|until|bis|à|tot|a|alle)\b)\s*"
_O_CLOCK = r"(?:\s?(?:hrs?|uhr)\b)?"
_FOUR = r"([01]\d|2[0-4])([0-5]\d)(?:\s?h\b)?" + _O_CLOCK
_NEXT_DAY = r"(\s*\(?\s?\+\s?1(?!\d)\s?d?(?:ay)?\)?|\s*\(next day\))?"
_RANGE = re.compile(rf"(?i)(?:{_FOUR}(?:{_TO}|\s*[x×]\s*){_FOUR}|{_AT}{_TO}{_AT}{_O_CLOCK}){_NEXT_DAY}")
_LENGTH = re.compile(
    r"(?i)[(\[]\s*\d{1,3}(?:[.,:]\d{1,2})?\s*(?:h|hrs?|hours?|m|mins?)?\s*[)\]]|\d{1,3}(?:[.,]\d{1,2})?\s*(?:h|hrs?|m|mins?)"
)
"""What some rosters write beside the hours: how long the break is, or the whole duty."""
_AND = re.compile(r"(?i)\s*(?:[,;/+&|\n]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b)?\s*")
_NOON, _MIDNIGHT = 12, 24
_DASH = re.compile(r"[-–—−~]")
_BELOW = re.compile(r"(?<![\d:.])(\d{1,2}[:.]\d{2})[^\S\n]*\n\s*(\d{1,2}[:.]\d{2})(?![\d:.])")
"""A start with the end on the line below it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The stretches in a cell. `bare` means whole hours without minutes (19-10): perhaps a code, so it is asked.

    `label` is what stands beside them (Late 14:00-22:00); `in_order` is false for stretches that do not follow
    each other within a day. `may_be_twelve` means that a 12-hour clock writes them so as well: 7.30-3.30.
    """

    stretches: tuple[tuple[time, time], ...]
    bare: bool = False
    label: str = ""
    in_order: bool = True
    may_be_twelve: bool = False
    in_parts: bool = False
    """Whether parts of an hour are written: 9.5 for 09:30."""


@lru_cache(maxsize=16_384)
def hours_in(text: str) -> Hours | None:
    """The hours in a cell, or None if it holds none that can be read whole."""
    if "-" not in text and not any(map(str.isdigit, text)):
        return None
    if "\n" in text and not _DASH.search(text):
        text = _BELOW.sub(r"\1-\2", text)
    found = list(_RANGE.finditer(text))
    if not found:
        return None
    stretches = [_stretch(match) for match in found]
    label = _label(text, found)
    if label is None or None in stretches:
        return None
    plain = tuple(one for one in stretches if one is not None)
    bare = all(_is_bare(match) for match in found)
    in_parts = any(match[7] or match[11] for match in found)
    if label and (in_parts or (bare and not _are_surely_hours(label, found))):
        return None
    twelve = all(_may_be_twelve(match) for match in found)
    return Hours(plain, bare or in_parts, label, _in_order(plain), twelve, in_parts)


def _label(text: str, found: list[re.Match[str]]) -> str | None:
    """What stands before or after all the hours; None where something stands between them, or runs into them."""
    before, after = text[: found[0].start()], text[found[-1].end() :]
    for one, other in itertools.pairwise(found):
        if not _AND.fullmatch(text[one.end() : other.start()]):
            return None
    if (before and (before[-1].isalnum() or before[-1] in ":.-")) or (
        after and (after[0].isalnum() or after[0] in ":.-")
    ):
        return None
    sides = ["" if _LENGTH.fullmatch(side.strip()) else side.strip(" \n\t,;:/()[]=-") for side in (before, after)]
    label = " ".join(side for side in sides if side)
    return None if any(map(str.isdigit, label)) and ":" in label else label


def _is_bare(match: re.Match[str]) -> bool:
    """Two numbers of whole hours and no more: neither minutes nor an h nor a.m."""
    return re.fullmatch(r"\d{1,2}\s*[-–—−]\s*\d{1,2}(?:\s*\(?\+\s?1\)?)?", match[0].strip()) is not None


def _are_surely_hours(label: str, found: list[re.Match[str]]) -> bool:
    """Whether two numbers beside a word are likely hours: N 22-07, each of two digits; Ward 5-6 is something else."""
    return label.replace(" ", "").isalpha() and all(re.fullmatch(r"\d\d\s*[-–—−]\s*\d\d", one[0]) for one in found)


def _may_be_twelve(match: re.Match[str]) -> bool:
    """Whether both hours are 1 to 12, with neither a.m. nor the leading zero of the 24-hour clock."""
    hours = (match[5], match[9])
    return not (match[8] or match[12]) and all(
        hour and not hour.startswith("0") and int(hour) <= _NOON for hour in hours
    )


def _stretch(match: re.Match[str]) -> tuple[time, time] | None:
    g = match.groups()
    if g[0] is not None:
        start, end = _clock(int(g[0]), int(g[1])), _clock(int(g[2]), int(g[3]), is_end=True)
    else:
        if bool(g[7]) != bool(g[11]):
            return None  # 7-4 PM: whether the 7 is a.m. is not said
        start = _written(g[4], _minutes(g[5], g[6]), g[7])
        end = _written(g[8], _minutes(g[9], g[10]), g[11], is_end=True)
    if start is None or end is None or (g[12] and end > start):
        return None  # 08:00-09:00+1 would be more than a day
    return start, end


def _minutes(written: str | None, part: str | None) -> str | None:
    """The minutes as written, or of a part of an hour: 5 of 9.5 are 30."""
    return str(int(part) * 6) if part else written


def _written(hour: str, minute: str | None, half: str | None, *, is_end: bool = False) -> time | None:
    number = int(hour)
    if half:
        if not 1 <= number <= _NOON:
            return None
        number = number % _NOON + (_NOON if half.lower() == "p" else 0)
    return _clock(number, int(minute or 0), is_end=is_end)


def _clock(hour: int, minute: int, *, is_end: bool = False) -> time | None:
    """The time; 24:00 where a stretch ends is the midnight after it."""
    if (hour, minute) == (_MIDNIGHT, 0) and is_end:
        return time(0)
    return time(hour, minute) if hour < _MIDNIGHT and minute < 60 else None


def _in_order(stretches: tuple[tuple[time, time], ...]) -> bool:
    """Whether each stretch begins after the one before it ends, only the last running past midnight."""
    return all(start < end <= after for (start, end), (after, _) in itertools.pairwise(stretches))
