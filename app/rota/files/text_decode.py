"""From bytes to text: the encodings in which rosters arrive, told by evidence only."""

import codecs
import re

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision
from app.rota.files.findings import Findings, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAVE_AGAIN = "Save the file again as CSV UTF-8."
_ENCODINGS = (
    ("cp1252", "Windows-1252 (Western Europe)"),
    ("cp1250", "Windows-1250 (Central Europe)"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("cp1253", "Windows-1253 (Greek)"),
    ("cp1254", "Windows-1254 (Turkish)"),
    ("cp850", "DOS 850"),
    ("mac_roman", "Mac Roman"),
    ("shift_jis", "Shift JIS (Japanese)"),
    ("gb18030", "GB 18030 (Chinese)"),
    ("big5hkscs", "Big5 (Chinese, Hong Kong)"),
)
_DECLARED = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?([a-z0-9_\-]{2,20})""")


def decode(data: bytes, answer: str = "", findings: Findings | None = None) -> tuple[str, str]:
    """The text, and the encoding in words. Raises Unreadable: empty, NUL bytes, bytes of no known encoding."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(Fault("The file is empty.", remedy="Send a roster with a header row and at least one duty."))
    for codec, words in _candidates(data, answer):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        _refuse_nul(text)
        if findings is not None:
            _tell(data, codec, words, answer, findings)
        return text, words
    raise Unreadable(Fault("The file is not text in UTF-8, UTF-16 or Windows-1252.", remedy=_SAVE_AGAIN))


def codec_of(data: bytes, answer: str = "") -> str:
    """The name of the encoding in which `data` is read. UnicodeDecodeError where it is none that is known."""
    for codec, _ in _candidates(data, answer):
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    raise UnicodeDecodeError("utf-8", data[:1], 0, 1, "no known encoding")


def decode_page(data: bytes) -> tuple[str, str]:
    """The text of a web page, which may itself say its encoding."""
    said = _DECLARED.search(data[:4_096].replace(b"\x00", b""))
    return decode(data, said[1].decode().lower() if said else "")


def _candidates(data: bytes, answer: str) -> list[tuple[str, str]]:
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return [(codec, words)]
    unmarked = _utf16_without_mark(data)
    if unmarked:
        return [unmarked]
    try:
        chosen = codecs.lookup(answer) if answer else None
    except LookupError:
        chosen = None
    known = {codecs.lookup(name).name: words for name, words in _ENCODINGS}
    if chosen and chosen.name in known:
        return [(chosen.name, known[chosen.name].partition(" (")[0])]
    return [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]


def _tell(data: bytes, codec: str, words: str, answer: str, findings: Findings) -> None:
    """UTF-8 and UTF-16 prove themselves; every other encoding can only be likely."""
    text = "Encoding"
    if answer and answer in dict(_ENCODINGS) and not codec.startswith("utf"):
        findings.answered("encoding", text, answer, words)
        return
    if codec == "cp1252":
        evidence = "The bytes are not UTF-8, and all of them are letters in Windows-1252."
        findings.decide(Decision("encoding", text, "cp1252", words, evidence, Confidence.LIKELY, _ENCODINGS))
        return
    by_mark = any(data.startswith(mark) for mark, _, _ in _MARKS)
    plain = codec == "utf-8" and data.isascii()
    evidence = "It begins with the mark of this encoding." if by_mark else f"All of its bytes are valid {words}."
    evidence = "It holds plain letters only, which every encoding writes alike." if plain else evidence
    findings.decide(Decision("encoding", text, words, words, evidence, Confidence.CERTAIN))


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
