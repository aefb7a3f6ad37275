"""Answers as a program sends them along: a JSON object of texts."""

import json

from app.foundation.refusals import Fault, Invalid


def answers_in(text: str) -> dict[str, str]:
    """The answers in a text. Raises Invalid for anything but an object of texts."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or not all(isinstance(value, str) for value in plain.values()):
        raise Invalid(
            "The answers cannot be read.", faults=[Fault("A JSON object of texts is needed.", column="answers")]
        )
    return plain
