"""Add what an upload's answers say of shift codes to a code table of the force."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault, Invalid
from app.rota.domain.code_table import WrongPart, code_table_of, shown_code
from app.rota.domain.code_words import PREFIX, answered_codes, meaning_in_words
from app.rota.services.teach_codes import teach_codes
from app.rota.store.codes import code_tables
from app.rota.store.uploads import upload_to_change


def teach_answers(db: Session, upload_id: str, name: str, *, by: str, now: datetime) -> int:
    """Keep every `code.<CODE>` answer of an upload in the code table `name`; how many there were.

    The answers themselves are taken back where the upload is read with that table: the table now says it. A code that
    the table has already gets its new meaning. Raises NotFound, Invalid.
    """
    row = upload_to_change(db, upload_id)
    entries, faults = {}, []
    known = code_tables(db).get(name.strip(), {})
    table, _ = code_table_of(known)
    for code, text in answered_codes(row.answers).items():
        try:
            entries[code] = meaning_in_words(text, table).as_json()
        except WrongPart as wrong:
            faults.append(Fault(f"Code {shown_code(code)}: {wrong}.", column=f"{PREFIX}{code}", remedy=wrong.remedy))
    if not entries and not faults:
        faults.append(Fault("No code was answered."))
    if faults:
        raise Invalid("The codes were not kept.", faults=faults)
    teach_codes(db, name, {**known, **entries}, by=by, now=now)
    if row.answers.get("code_table") == name.strip():
        taught = {f"{PREFIX}{code}" for code in entries}
        row.answers = {code: text for code, text in row.answers.items() if code not in taught}
        db.flush()
    return len(entries)
