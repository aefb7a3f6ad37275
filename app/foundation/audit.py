"""The audit trail: who did or looked at what, when; appended in the transaction of the act itself.

record(db, AuditEntry, Line("provider:0192...", "outcome.recorded", "appointment:0192...", {"outcome": "attended"}),
       now=now)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.foundation.ids import new_id


@dataclass(frozen=True, slots=True)
class Line:
    """What is written down. Ids only: no names, contacts or free text, for the trail outlives what it speaks of."""

    actor: str
    act: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.actor and self.act and self.subject):
            raise ValueError("a line of the audit trail says who, what and on what")


def record(db: Session, table: type[Any], line: Line, *, now: datetime) -> None:
    """Append `line` to `table` (made of AuditColumns)."""
    row = {"id": new_id(), "at": now, "actor": line.actor, "act": line.act, "subject": line.subject}
    db.execute(insert(table).values({**row, "detail": dict(line.detail)}))
