"""From bytes at the door to an upload in the store: read in a child, outside any transaction, then kept."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict, Fault, Invalid, TooLarge
from app.rota.desk import RotaDesk
from app.rota.domain.mapping_profile import Applied
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState, may_move
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import read_in_child
from app.rota.services.profiles import note_applied
from app.rota.services.receive import Arrived, read_again, receive
from app.rota.store.codes import code_tables
from app.rota.store.profiles import fitting
from app.rota.store.profiles import profile as named
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import content_of, upload

MOST_ANSWERS = 200
LONGEST_ANSWER = 200


def read_arrived(desk: RotaDesk, arrived: Arrived) -> Reading:
    """Read what arrived. Raises TooLarge, or Invalid for answers that cannot be."""
    return _read(desk, arrived, arrived.answers)


def _read(desk: RotaDesk, arrived: Arrived, answers: Mapping[str, str]) -> Reading:
    if len(arrived.data) > desk.most_bytes:
        raise TooLarge(f"A roster file may have {desk.most_bytes // 2**20} MiB. Send it in parts.")
    refuse_odd_answers(answers)
    with desk.store.read() as db:
        order = _order(db, desk, arrived.filename, answers)
    return read_in_child(arrived.data, order, desk.child)


def take_upload(desk: RotaDesk, arrived: Arrived, *, profile: str | None = None) -> Upload:
    """Read and keep a new upload: with the mapping profile of this name, with none (an empty name), or, where nobody
    says, with the one profile that fits its shape. Answers that came along win over a profile's. Raises NotFound."""
    reading = read_arrived(desk, arrived)
    applied = _fitting_profile(desk, reading, profile)
    if applied is None:
        return keep_upload(desk, arrived, reading)
    ours = Applied(applied.name, {c: text for c, text in applied.answers.items() if c not in arrived.answers})
    answers = ours.beside(arrived.answers)
    again = _read(desk, arrived, answers) if ours.answers else reading
    with desk.store.write() as db:
        row = receive(db, replace(arrived, answers=answers), again, desk.zone, now=desk.clock())
        row.fingerprint = reading.fingerprint or row.fingerprint
        return note_applied(db, row.id, ours, now=desk.clock())


def _fitting_profile(desk: RotaDesk, reading: Reading, name: str | None) -> Applied | None:
    """The profile asked for, or the only one for this shape: of two, neither is chosen for anybody."""
    with desk.store.read() as db:
        found = fitting(db, reading.fingerprint) if name is None else [named(db, name)] if name else []
        return Applied(found[0].name, found[0].answers) if len(found) == 1 else None


def keep_upload(desk: RotaDesk, arrived: Arrived, reading: Reading) -> Upload:
    """Keep a new upload that was read already."""
    with desk.store.write() as db:
        return receive(db, arrived, reading, desk.zone, now=desk.clock())


def take_answers(desk: RotaDesk, upload_id: str, answers: Mapping[str, str]) -> Upload:
    """Read an upload again with more answers; a blank one takes an earlier answer back.

    Without any it is only compared with the roster anew. Raises NotFound, Conflict, Invalid.
    """
    refuse_odd_answers(answers)
    row, data = _open_upload(desk, upload_id)
    kept = {code: text for code, text in row.profile_answers.items() if answers.get(code, text) == text}
    applied = Applied(row.profile, kept) if row.profile else None
    return _read_again(desk, row, data, {**row.answers, **answers}, applied)


def use_profile(desk: RotaDesk, upload_id: str, name: str) -> Upload:
    """Read an upload again with a profile's answers, or, without a name, with none but those given by hand.

    Raises NotFound, Conflict.
    """
    row, data = _open_upload(desk, upload_id)
    by_hand = {code: text for code, text in row.answers.items() if code not in row.profile_answers}
    applied = None
    if name:
        with desk.store.read() as db:
            found = named(db, name)
        applied = Applied(name, {code: text for code, text in found.answers.items() if code not in by_hand})
    return _read_again(desk, row, data, applied.beside(by_hand) if applied else by_hand, applied)


def _open_upload(desk: RotaDesk, upload_id: str) -> tuple[Upload, bytes]:
    with desk.store.read() as db:
        row, data = upload(db, upload_id), content_of(db, upload_id)
    if data is None or not may_move(row.state, UploadState.READY):
        raise Conflict(f"This upload is {row.state.value}; send the file again to start anew.", code="upload-closed")
    return row, data


def _read_again(
    desk: RotaDesk, row: Upload, data: bytes, answers: Mapping[str, str], applied: Applied | None
) -> Upload:
    all_answers = {code: text for code, text in answers.items() if text}
    with desk.store.read() as db:
        order = _order(db, desk, row.filename, all_answers)
    reading = read_in_child(data, order, desk.child)
    with desk.store.write() as db:
        read_again(db, row.id, all_answers, reading, desk.zone, now=desk.clock())
        return note_applied(db, row.id, applied, now=desk.clock())


def refuse_odd_answers(answers: Mapping[str, str]) -> None:
    """Raise Invalid for too many answers, endless ones, or ones with characters that nobody types."""
    odd = [c for c, text in answers.items() if len(c) + len(text) > LONGEST_ANSWER or not (c + text).isprintable()]
    if odd or len(answers) > MOST_ANSWERS:
        faults = [Fault(f"An answer has at most {LONGEST_ANSWER} printable characters.", column=c[:60]) for c in odd]
        raise Invalid("The answers cannot be read.", faults=faults or [Fault("There are too many answers.")])


def _order(db: Session, desk: RotaDesk, filename: str, answers: Mapping[str, str]) -> ReadOrder:
    return ReadOrder(filename, dict(answers), code_tables(db), desk.zone.key)
