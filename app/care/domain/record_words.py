"""What the tables and columns of an officer's record are called for its reader, in words that give nothing away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_TABLES = {
    "officer": "You",
    "officer_month": "Your roster",
    "course": "Your plans",
    "counsellor_change": "Questions whether to go on with somebody else",
    "appointment": "Your times",
    "appointment_fact": "What happened to each time",
    "appointment_hearing": "What was last said about how each time went",
    "known_start": "What was known beforehand of how likely each time was to be missed",
    "ledger_entry": "The account of what is yours",
    "fee_entry": "What was paid for each time; never out of what is yours",
    "outbox_message": "Messages about you",
    "delivery": "How messages were delivered",
    "sign_in": "Your sign-ins",
    "sign_in_code": "Codes that were sent to you",
    "referral_draft": "A form you began",
    "look": "Who looked at your record",
    "passkey": "Your passkeys",
    "oidc_link": "A sign-in that you connected",
    "push_subscription": "Browsers that you are told in",
    "quick_link": "Links that you were sent",
    "sooner_wish": "When you asked for something sooner",
    "sooner_offer": "What was offered sooner",
    "outcome_question": "Where you asked for a record to be put right",
}
_UNSAID = frozenset({"id", "audience", "key"})
_WORDS = {"officer": "you", "counsellor": "person you see", "sessions": "how many", "session": "number"}


def title_of(table: str) -> str:
    """The heading over a table's rows."""
    return _TABLES.get(table, _apart(table))


def label_of(column: str) -> str:
    """The label beside a value."""
    return _apart(column.removesuffix("_at").removesuffix("_on"))


def shown(row: Mapping[str, Any], zone: ZoneInfo) -> list[tuple[str, Any]]:
    """What of a row is worth a reader's time: without ids, which stand in the file, and without what is empty."""
    return [
        (label_of(name), _moment(value, zone) if name.endswith("_at") else value)
        for name, value in row.items()
        if name not in _UNSAID and not name.endswith("_id") and value not in (None, "", [], {})
    ]


def _moment(value: Any, zone: ZoneInfo) -> str:
    """An instant as people write it, by the force's clocks."""
    local = datetime.fromisoformat(str(value)).astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _apart(name: str) -> str:
    words = [_WORDS.get(word, word) for word in name.split("_")]
    return " ".join(words).capitalize()
