"""From bytes at the door to an upload in the store: read in a child, outside any transaction, then kept."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict, Fault, Invalid, TooLarge
from app.rota.desk import RotaDesk
from app.rota.domain.mapping_profile import Applied
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState, may_move
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import limits_for, read_in_child
from app.rota.services.profiles import note_applied, profile_for
from app.rota.services.read_later import keep_unread
from app.rota.services.receive import Arrived, read_again, receive
from app.rota.store.codes import code_tables
from app.rota.store.profiles import profiles_by_shape
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_of, content_to_keep, upload

MOST_ANSWERS = 200
LONGEST_ANSWER = 200


def read_arrived(desk: RotaDesk, arrived: Arrived) -> Reading:
    """Read what arrived. Raises TooLarge, or Invalid for answers that cannot be."""
    refuse_oversize(desk, arrived)
    with desk.store.read() as db:
        order = order_for(db, desk, arrived.filename, arrived.answers)
    return read_in_child(arrived.data, order, desk.child or limits_for(arrived.size))


def read_by_profile(desk: RotaDesk, arrived: Arrived, profile: str | None = None) -> tuple[Arrived, Reading]:
    """Read what arrived with a mapping profile's answers; what arrived comes back with them.

    The profile is that of this name, none for an empty name or, where nobody says, the one that fits the shape: the
    reader finds it as soon as it knows the shape. Raises NotFound, and what reading raises.
    """
    refuse_oversize(desk, arrived)
    with desk.store.read() as db:
        named = profile_for(db, "", arrived.answers, profile) if profile else None
        answers = named.beside(arrived.answers) if named else arrived.answers
        order = order_for(db, desk, arrived.filename, answers)
        order = order if profile is not None else by_known_profiles(db, order)
    reading = read_in_child(arrived.data, order, desk.child or limits_for(arrived.size))
    applied = named or applied_in(reading, order)
    if applied is None:
        return arrived, reading
    return replace(arrived, answers=applied.beside(arrived.answers), applied=applied), reading


def by_known_profiles(db: Session, order: ReadOrder) -> ReadOrder:
    """The same with the profiles among which the reader finds the one that fits."""
    return replace(order, profiles=profiles_by_shape(db))


def applied_in(reading: Reading, order: ReadOrder) -> Applied | None:
    """The profile that the reader found fitting, with the answers that nobody had given by hand."""
    for profile in order.profiles.values():
        if profile["name"] == reading.profile:
            answers = {code: text for code, text in profile["answers"].items() if code not in order.answers}
            return Applied(reading.profile, answers)
    return None


def take_upload(desk: RotaDesk, arrived: Arrived, *, profile: str | None = None) -> Upload:
    """Read and keep a new upload, by a mapping profile as `read_by_profile` finds it."""
    arrived = arrived.in_hand()
    with ThreadPoolExecutor(1) as beside:
        content = beside.submit(content_to_keep, arrived.data)  # while the child reads: both take their time
        answered, reading = read_by_profile(desk, arrived, profile)
        return _kept(desk, answered, reading, content.result())


def keep_upload(desk: RotaDesk, arrived: Arrived, reading: Reading) -> Upload:
    """Keep a new upload that was read already."""
    return _kept(desk, arrived, reading, content_to_keep(arrived.data))


def _kept(desk: RotaDesk, arrived: Arrived, reading: Reading, content: Content) -> Upload:
    with desk.store.write() as db:
        return receive(db, arrived, reading, desk.zone, now=desk.clock(), content=content)


def reading_keeper(desk: RotaDesk, arrived: Arrived, reading: Reading, content: Content) -> Callable[[Session], Upload]:
    """What keeps a new upload that was read already, in a transaction of the caller's."""
    return lambda db: receive(db, arrived, reading, desk.zone, now=desk.clock(), content=content)


def unread_keeper(desk: RotaDesk, arrived: Arrived, content: Content) -> Callable[[Session], Upload]:
    """The same for one that is read later."""
    return lambda db: keep_unread(db, arrived, now=desk.clock(), content=content)


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
    with desk.store.read() as db:
        applied = profile_for(db, row.fingerprint, by_hand, name)
    return _read_again(desk, row, data, applied.beside(by_hand) if applied else by_hand, applied)


def _open_upload(desk: RotaDesk, upload_id: str) -> tuple[Upload, BinaryIO]:
    with desk.store.read() as db:
        row, data = upload(db, upload_id), content_of(db, upload_id)
    if data is None or not may_move(row.state, UploadState.READY):
        raise Conflict(f"This upload is {row.state.value}; send the file again to start anew.", code="upload-closed")
    return row, data


def _read_again(
    desk: RotaDesk, row: Upload, data: BinaryIO, answers: Mapping[str, str], applied: Applied | None
) -> Upload:
    all_answers = {code: text for code, text in answers.items() if text}
    with desk.store.read() as db:
        order = order_for(db, desk, row.filename, all_answers)
    with data:
        reading = read_in_child(data, order, desk.child or limits_for(row.size))
    with desk.store.write() as db:
        read_again(db, row.id, all_answers, reading, desk.zone, now=desk.clock())
        return note_applied(db, row.id, applied, now=desk.clock())


def refuse_oversize(desk: RotaDesk, arrived: Arrived) -> None:
    """Raise TooLarge for more than the desk reads, or Invalid for answers that cannot be."""
    if arrived.size > desk.most_bytes:
        raise TooLarge(f"A roster file may have {desk.most_bytes // 2**20} MiB. Send it in parts.")
    refuse_odd_answers(arrived.answers)


def refuse_odd_answers(answers: Mapping[str, str]) -> None:
    """Raise Invalid for too many answers, endless ones, or ones with characters that nobody types."""
    odd = [c for c, text in answers.items() if len(c) + len(text) > LONGEST_ANSWER or not (c + text).isprintable()]
    if odd or len(answers) > MOST_ANSWERS:
        faults = [Fault(f"An answer has at most {LONGEST_ANSWER} printable characters.", column=c[:60]) for c in odd]
        raise Invalid("The answers cannot be read.", faults=faults or [Fault("There are too many answers.")])


def order_for(db: Session, desk: RotaDesk, filename: str, answers: Mapping[str, str]) -> ReadOrder:
    """What the reader is told besides the bytes."""
    return ReadOrder(filename, dict(answers), code_tables(db), desk.zone.key)
