"""Teach the desk what shift codes mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Fault, Invalid
from app.rota.domain.actor import actor
from app.rota.domain.code_table import code_table_of
from app.rota.store.codes import put_code_table
from app.rota.store.tables.access import AuditEntry

LONGEST_NAME = 60


def name_faults(name: str) -> list[Fault]:
    """What is wrong with the name of a code table."""
    if name and len(name) <= LONGEST_NAME and name.isprintable():
        return []
    return [Fault(f"The name of a code table has 1 to {LONGEST_NAME} characters.", column="name")]


def teach_codes(
    db: Session, name: str, entries: Mapping[str, Mapping[str, Any]], *, by: str, now: datetime
) -> dict[str, dict[str, str]]:
    """Keep a code table under its name; what was kept. Raises Invalid with every fault."""
    name = name.strip()
    table, faults = code_table_of(entries)
    faults = name_faults(name) + faults
    if not table and not faults:
        faults.append(Fault("A code table needs at least one code.", column="entries"))
    if faults:
        raise Invalid("The code table was not kept.", faults=faults)
    plain = {code: meaning.as_json() for code, meaning in table.items()}
    put_code_table(db, name, plain, now=now)
    audit.record(db, AuditEntry, audit.Line(actor(by), "codes.taught", f"code-table:{name}"), now=now)
    return plain
