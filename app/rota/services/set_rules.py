"""Set the limits by which rosters are found odd."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Fault, Invalid
from app.rota.domain.actor import actor
from app.rota.domain.rule_book import RuleBook, RuleCode, limit_fault
from app.rota.store.rules import put_limit, rule_book
from app.rota.store.tables.access import AuditEntry


def set_rules(db: Session, limits: Mapping[RuleCode, float | None], *, by: str, now: datetime) -> RuleBook:
    """Keep these limits, None for a rule that is off; the book that holds now. Raises Invalid with every fault."""
    wrong = ((code, limit_fault(code, limit)) for code, limit in limits.items() if limit is not None)
    faults = [Fault(message, column=code.value) for code, message in wrong if message]
    if faults:
        raise Invalid("The rules stay as they were.", faults=faults)
    changed = [code.value for code, limit in limits.items() if put_limit(db, code, limit, by=by, now=now)]
    if changed:
        line = audit.Line(actor(by), "rules.changed", "rules", {"rules": changed})
        audit.record(db, AuditEntry, line, now=now)
    return rule_book(db)
