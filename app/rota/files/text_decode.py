"""From bytes to text: the encodings in which rosters arrive, told by evidence only."""

import codecs

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAVE_AGAIN = "Save the file again as CSV UTF-8."


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding in words. Raises Unreadable: empty, NUL bytes, bytes of no known encoding."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(Fault("The file is empty.", remedy="Send a roster with a header row and at least one duty."))
    for codec, words in _candidates(data):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        _refuse_nul(text)
        return text, words
    raise Unreadable(Fault("The file is not text in UTF-8, UTF-16 or Windows-1252.", remedy=_SAVE_AGAIN))


def _candidates(data: bytes) -> list[tuple[str, str]]:
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return [(codec, words)]
    unmarked = _utf16_without_mark(data)
    return [unmarked] if unmarked else [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 of mostly Latin text has a zero in every other byte, and none in between."""
    even, odd = data[0::2], data[1::2]
    if len(data) % 2 == 0 and even and odd:
        if odd.count(0) > 0.7 * len(odd) and even.count(0) == 0:
            return "utf-16-le", "UTF-16"
        if even.count(0) > 0.7 * len(even) and odd.count(0) == 0:
            return "utf-16-be", "UTF-16"
    return None


def _refuse_nul(text: str) -> None:
    at = text.find("\x00")
    if at >= 0:
        row = text.count("\n", 0, at) + 1
        message = "There are NUL bytes in the file: it is damaged, or not a text file."
        raise Unreadable(Fault(message, row=row, remedy=_SAVE_AGAIN))
