"""Words that no title, mail, file name or address an officer may be seen with can hold."""

import re
import unicodedata

FORBIDDEN_WORDS: tuple[str, ...] = (
    "counsel",
    "therap",
    "mental",
    "wellbeing",
    "wellness",
    "welfare",
    "psych",
    "session",
    "trauma",
    "stress",
    "anxi",
    "depress",
    "burnout",
    "suicid",
    "grief",
    "clinic",
    "patient",
    "treatment",
    "practitioner",
    "referral",
    "occupational health",
    "support service",
)
"""Stems, in small letters. Who looks over an officer's shoulder must learn nothing from what they see there."""

_HYPHENS = re.compile(r"[-\u2010-\u2015_]")
_SPACES = re.compile(r"\s+")


def leaks(text: str) -> list[str]:
    """The forbidden words in `text`, anywhere in a word and however cased, accented or hyphenated; empty if discreet.

    Strict on purpose: a harmless "fundamental" costs another word, a missed one costs an officer's secret.
    """
    plain = text.casefold() if text.isascii() else _plain(text)
    apart, closed = (_SPACES.sub(" ", _HYPHENS.sub(gap, plain)) for gap in (" ", ""))
    return [word for word in FORBIDDEN_WORDS if word in apart or word in closed]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not _invisible(c))


def _invisible(character: str) -> bool:
    """Accents that stand alone after decomposition, soft hyphens, zero-width joiners and their like."""
    return unicodedata.category(character) in {"Mn", "Cf"}
