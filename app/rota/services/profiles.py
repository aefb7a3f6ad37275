"""Remember how files of one shape are read, forget it again, and note where it was used."""

from collections.abc import Mapping, Set
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Fault, Invalid
from app.rota.domain.actor import actor
from app.rota.domain.mapping_profile import NEVER, Applied, name_fault
from app.rota.store.profiles import fitting, profile, profile_or_none
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.desk_memory import MappingProfile
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import upload


def keep_profile(
    db: Session, name: str, fingerprint: str, answers: Mapping[str, str], *, by: str, now: datetime
) -> MappingProfile:
    """Keep answers under a name for files of a shape; a profile of this name is replaced. Raises Invalid."""
    name = name.strip()
    kept = {code: text for code, text in answers.items() if text and code not in NEVER}
    wrong = name_fault(name)
    faults = [Fault(wrong, column="name")] if wrong else []
    if not fingerprint:
        faults.append(Fault("Files of this kind have no shape by which the next one would be known."))
    if not kept:
        faults.append(Fault("Tick at least one answer to remember.", column="remember"))
    if faults:
        raise Invalid("The profile was not kept.", faults=faults)
    row = profile_or_none(db, name)
    if row is None:
        row = MappingProfile(name=name, created_by=by, created_at=now, used_at=None)
        db.add(row)
    row.fingerprint, row.answers = fingerprint, kept
    db.flush()
    detail = {"answers": sorted(kept)}
    audit.record(db, AuditEntry, audit.Line(actor(by), "profile.kept", f"profile:{row.id}", detail), now=now)
    return row


def remember_answers(
    db: Session, upload_id: str, name: str, codes: Set[str], *, by: str, now: datetime
) -> MappingProfile:
    """Keep these of an upload's answers as a profile for files of its shape. Raises NotFound, Invalid."""
    row = upload(db, upload_id)
    answers = {code: text for code, text in row.answers.items() if code in codes}
    return keep_profile(db, name, row.fingerprint, answers, by=by, now=now)


def forget_profile(db: Session, name: str, *, by: str, now: datetime) -> None:
    """Forget a profile. What was read with it stays as it was read. Raises NotFound."""
    row = profile(db, name)
    audit.record(db, AuditEntry, audit.Line(actor(by), "profile.forgotten", f"profile:{row.id}"), now=now)
    db.delete(row)
    db.flush()


def profile_for(db: Session, fingerprint: str, by_hand: Mapping[str, str], name: str | None) -> Applied | None:
    """The profile of this name, none for an empty name, or, where nobody says, the only one for files of this shape:
    of two, neither is chosen for anybody. Answers given by hand are not among its answers. Raises NotFound."""
    asked = [profile(db, name)] if name else []
    found = fitting(db, fingerprint) if name is None else asked
    if len(found) != 1:
        return None
    return Applied(found[0].name, {code: text for code, text in found[0].answers.items() if code not in by_hand})


def note_applied(db: Session, upload_id: str, applied: Applied | None, *, now: datetime) -> Upload:
    """Note which profile an upload was read with, if any, and that it was used. Raises NotFound."""
    row = upload(db, upload_id)
    row.profile = applied.name if applied else None
    row.profile_answers = dict(applied.answers) if applied else {}
    if applied is not None:
        note_used(db, applied.name, now=now)
    db.flush()
    return row


def note_used(db: Session, name: str, *, now: datetime) -> None:
    """Note that a profile was used, if it is still there."""
    used = profile_or_none(db, name)
    if used is not None:
        used.used_at = now
