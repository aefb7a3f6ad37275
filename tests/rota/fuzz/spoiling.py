"""Spoils a file: bytes, lines, cells, parts of a zip archive. The same number always spoils it the same way."""

import io
import re
import warnings
import zipfile
from random import Random

from tests.rota.fuzz.seeds import ANSWERS, Seed, seeds

NASTY = (
    *("", "0", "24:00", "9", "7.30", "25:00", "-1", "1e400", "NaN", "99999999999999999999", "0.5", "46357.375", "07:0"),
    *("31/02/2026", "29/03/2026", "2026-03-29", "01:30", "25/10/2026", "=1+1", "=cmd|'/C calc'!A0", "\u202egnp.exe"),
    *(
        "00123",
        "x" * 5_000,
        "\x00",
        "\ufeff",
        '"',
        "''",
        "a,b;c\td|e",
        "\r",
        "\n",
        "²",
        "٣",
        "0000-00-00",
        "9999-12-31",
    ),
    *("1790000000", "1790000000000", "2026-12-01T07:00:00+99:99", "2026-12-01T07:00:00Z", "12:00 AM", "RD", "E", "N"),
    *("FREQ=SECONDLY", "FREQ=DAILY;COUNT=1999", "FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=31", "PT0S", "-P1D"),
    *(
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&a;",
        "<table>",
        "</table>",
        "<tr hidden>",
        "]]>",
        "{",
        "[",
        "}",
        "null",
        "true",
    ),
    *("BEGIN:VEVENT", "END:VEVENT", "DTSTART:20261301T250000", "TZID=Nowhere/Else", "RDATE:20261207T070000", "\udfff"),
    *(
        "1048576",
        "16384",
        "-0",
        "Monday",
        "weekend",
        "Start",
        "staff no",
        "135, 125",
        "19-10",
        "Feb 30 2026",
        "1 Smarch",
    ),
)


def spoilt(seed: Seed, random: Random) -> bytes:
    """The file with one to eight things changed."""
    data = seed.data
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        if data.startswith(b"PK") and random.random() < 0.8:
            data = _part_spoilt(data, random)
        elif data.startswith(b"\xd0\xcf") or random.random() < 0.3:
            data = _bytes_spoilt(data, random)
        else:
            data = _text_spoilt(data, random)
    return data


def answers_for(seed: Seed, random: Random) -> dict[str, str]:
    """The seed's answers, with some more that may or may not fit, or none at all."""
    if random.random() < 0.1:
        return {}
    more = random.sample(sorted(ANSWERS), random.choice((0, 0, 1, 3, 8)))
    return {**seed.answers, **{code: random.choice(ANSWERS[code]) for code in more}}


def case(number: int) -> tuple[Seed, bytes, dict[str, str]]:
    """Case `number`: which seed, the spoilt file, the answers."""
    random = Random(number)
    seed = random.choice(seeds())
    return seed, spoilt(seed, random), answers_for(seed, random)


def _bytes_spoilt(data: bytes, random: Random) -> bytes:
    held = bytearray(data)
    at = random.randrange(len(held) + 1)
    length = random.choice((1, 1, 2, 4, 16, 512))
    match random.randrange(6):
        case 0 if held:
            held[at % len(held)] ^= 1 << random.randrange(8)
        case 1:
            held[at : at + length] = random.randbytes(length)
        case 2:
            del held[at : at + length]
        case 3:
            held[at:at] = held[max(0, at - length) : at]
        case 4:
            del held[at:]
        case _:
            held[at : at + 4] = random.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x01\0\0\0"))
    return bytes(held)


def _text_spoilt(data: bytes, random: Random) -> bytes:
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = data.decode(codec, "surrogateescape" if codec == "utf-8" else "replace")
    if random.random() < 0.5:
        text = _lines_spoilt(text, random)
    else:
        cells = list(re.finditer(r"[^\s,;|<>\"{}:=\[\]]+|\"[^\"]*\"", text))
        if cells:
            found = random.choice(cells)
            text = text[: found.start()] + random.choice(NASTY) + text[found.end() :]
    return text.encode(codec, "surrogatepass" if codec == "utf-16" else "surrogateescape" if _fits(text) else "replace")


def _fits(text: str) -> bool:
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", text)


def _lines_spoilt(text: str, random: Random) -> str:
    lines = re.split(r"(?<=[\n\r>])", text)
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = lines[at][:2_000] * random.choice((2, 10, 300))
        case _:
            lines.insert(at, random.choice(NASTY) + random.choice(("", "\n", "\r\n")))
    return "".join(lines)


def _part_spoilt(data: bytes, random: Random) -> bytes:
    """One part of the archive, spoilt and packed again; sometimes one more part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  (whatever an earlier change has broken)
        return _bytes_spoilt(data, random)
    if not parts:
        return _bytes_spoilt(data, random)
    name = random.choice(sorted(parts))
    sheets = [part for part in parts if "sheet" in part.lower() or part == "content.xml"]
    if sheets and random.random() < 0.6:
        name = random.choice(sheets)
    spoil = _bytes_spoilt if random.random() < 0.3 else _text_spoilt
    parts[name] = spoil(parts[name], random)
    if random.random() < 0.05:
        parts[random.choice(("xl/vbaProject.bin", "../x", "xl/worksheets/sheet2.xml", "Object 1/x"))] = parts[name]
    if random.random() < 0.05:
        del parts[name]
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        warnings.simplefilter("ignore")
        for part, content in parts.items():
            new.writestr(part, content)
    return held.getvalue()
