"""What the tables and columns of an officer's record are called for its reader, in words that give nothing away."""

from collections.abc import Mapping
from typing import Any

_TABLES = {
    "officer": "You",
    "officer_month": "Your roster",
    "course": "Your plans",
    "counsellor_change": "Questions whether to go on with somebody else",
    "appointment": "Your times",
    "appointment_fact": "What happened to each time",
    "ledger_entry": "The account of what is yours",
    "outbox_message": "Messages about you",
    "delivery": "How messages were delivered",
    "sign_in": "Your sign-ins",
    "sign_in_code": "Codes that were sent to you",
    "referral_draft": "A form you began",
    "look": "Who looked at your record",
    "outcome_question": "Where you asked for a record to be put right",
}
_WORDS = {"officer": "you", "counsellor": "person you see", "sessions": "how many", "session": "number"}


def title_of(table: str) -> str:
    """The heading over a table's rows."""
    return _TABLES.get(table, _apart(table))


def label_of(column: str) -> str:
    """The label beside a value."""
    return _apart(column.removesuffix("_at").removesuffix("_on"))


def shown(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What of a row is worth a reader's time: without ids, which stand in the file, and without what is empty."""
    return [
        (label_of(name), value)
        for name, value in row.items()
        if name != "id" and not name.endswith("_id") and value not in (None, "", [], {})
    ]


def _apart(name: str) -> str:
    words = [_WORDS.get(word, word) for word in name.split("_")]
    return " ".join(words).capitalize()
