"""Rows of officers' windows are made into windows while a problem file is decoded, once however often they come again.

Officers share shift patterns, so that of a nation's millions of rows all but a few in a hundred were met before: a row
is looked up by its text. What is not plainly a row of a window is left to the usual decoder, and to those who look at
each row by itself and say what is wrong with it.
"""

import json
import re
from collections.abc import Callable
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from sys import intern
from typing import Any, TypeAlias

from scheduler.problem import ProblemFaults, Window

_NUMBER = r"(0|[1-9][0-9]{0,17})"
_ROW = re.compile(rf'{_NUMBER}, ?{_NUMBER}, ?"([^"\\\x00-\x1f]*)", ?{_NUMBER}, ?{_NUMBER}')

_Scans: TypeAlias = Callable[[str, int], tuple[Any, int]]
_Reads: TypeAlias = Callable[[tuple[str, int], _Scans], tuple[Any, int]]


class MadeWindows(tuple[Window, ...]):
    """What an array of such rows is decoded to."""

    __slots__ = ()


class RowDecoder(json.JSONDecoder):
    """Decodes JSON as ever, but an array of rows of windows becomes the windows."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Window] = {}
        self._any_array: _Reads = self.parse_array  # type: ignore[has-type]
        self._any_value: _Scans = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
        self.parse_array = self._array
        # The scanner in C would not ask for arrays; it still reads all that is in those that are not rows.
        self.scan_once = py_make_scanner(self)

    def _array(self, within: tuple[str, int], scan_once: _Scans) -> tuple[Any, int]:
        text, first = within
        if not text.startswith("[", first):
            return self._any_array(within, scan_once)
        # An object ends soon after its rows: without a limit each array would search the whole file for an end.
        limit = text.find("}", first)
        last = text.find("]]", first, limit) if limit > 0 else -1
        made = None if last < 0 else self._made(text[first + 1 : last])
        return self._any_value(text, first - 1) if made is None else (made, last + 2)

    def _made(self, rows: str) -> MadeWindows | None:
        """The windows of the rows between the first bracket and the last; None unless each is one.

        Every piece is a row by itself, so together they are what the decoder would have read.
        """
        pieces = rows.split("],[" if "],[" in rows else "], [")
        found = list(map(self._known.get, pieces))
        if not all(found):
            found = [window or self._of(piece) for window, piece in zip(found, pieces, strict=True)]
        windows = MadeWindows(window for window in found if window)
        return windows if len(windows) == len(pieces) else None

    def _of(self, piece: str) -> Window | None:
        row = _ROW.fullmatch(piece)
        if row is None:
            return None
        start, end, place, risk, cost = row.groups()
        try:
            made = Window(int(start), int(end), intern(place), int(risk), int(cost))
        except ProblemFaults:
            return None
        return self._known.setdefault(piece, made)
