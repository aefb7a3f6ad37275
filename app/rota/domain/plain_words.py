"""A word as people without the keys for its accents write it."""

import unicodedata
from functools import lru_cache

_STROKES = str.maketrans({"ł": "l", "ø": "o", "ß": "ss"})


@lru_cache(maxsize=16_384)
def bare(text: str) -> str:
    """Small letters without accents: décembre and Dezember as people without the keys for it write them."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
