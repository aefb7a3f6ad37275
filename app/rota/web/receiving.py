"""From bytes at the door to an upload in the store: read in a child, outside any transaction, then kept."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict, Fault, Invalid, TooLarge
from app.rota.desk import RotaDesk
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState, may_move
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import limits_for, read_in_child
from app.rota.services.receive import Arrived, read_again, receive
from app.rota.store.codes import code_tables
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_of, content_to_keep, upload

MOST_ANSWERS = 60
LONGEST_ANSWER = 200


def read_arrived(desk: RotaDesk, arrived: Arrived) -> Reading:
    """Read what arrived. Raises TooLarge, or Invalid for answers that cannot be."""
    size = arrived.size
    if size > desk.most_bytes:
        raise TooLarge(f"A roster file may have {desk.most_bytes // 2**20} MiB. Send it in parts.")
    refuse_odd_answers(arrived.answers)
    with desk.store.read() as db:
        order = _order(db, desk, arrived.filename, arrived.answers)
    return read_in_child(arrived.data, order, desk.child or limits_for(size))


def take_upload(desk: RotaDesk, arrived: Arrived) -> Upload:
    """Read and keep a new upload."""
    arrived = arrived.in_hand()
    with ThreadPoolExecutor(1) as beside:
        content = beside.submit(content_to_keep, arrived.data)  # while the child reads: both take their time
        reading = read_arrived(desk, arrived)
        return _kept(desk, arrived, reading, content.result())


def keep_upload(desk: RotaDesk, arrived: Arrived, reading: Reading) -> Upload:
    """Keep a new upload that was read already."""
    return _kept(desk, arrived, reading, content_to_keep(arrived.data))


def _kept(desk: RotaDesk, arrived: Arrived, reading: Reading, content: Content) -> Upload:
    with desk.store.write() as db:
        return receive(db, arrived, reading, desk.zone, now=desk.clock(), content=content)


def take_answers(desk: RotaDesk, upload_id: str, answers: Mapping[str, str]) -> Upload:
    """Read an upload again with more answers; a blank one takes an earlier answer back.

    Without any it is only compared with the roster anew. Raises NotFound, Conflict, Invalid.
    """
    refuse_odd_answers(answers)
    with desk.store.read() as db:
        row, data = upload(db, upload_id), content_of(db, upload_id)
        if data is None or not may_move(row.state, UploadState.READY):
            raise Conflict(
                f"This upload is {row.state.value}; send the file again to start anew.", code="upload-closed"
            )
        all_answers = {code: text for code, text in {**row.answers, **answers}.items() if text}
        order = _order(db, desk, row.filename, all_answers)
    with data:
        reading = read_in_child(data, order, desk.child or limits_for(row.size))
    with desk.store.write() as db:
        return read_again(db, upload_id, all_answers, reading, desk.zone, now=desk.clock())


def refuse_odd_answers(answers: Mapping[str, str]) -> None:
    """Raise Invalid for too many answers, endless ones, or ones with characters that nobody types."""
    odd = [c for c, text in answers.items() if len(c) + len(text) > LONGEST_ANSWER or not (c + text).isprintable()]
    if odd or len(answers) > MOST_ANSWERS:
        faults = [Fault(f"An answer has at most {LONGEST_ANSWER} printable characters.", column=c[:60]) for c in odd]
        raise Invalid("The answers cannot be read.", faults=faults or [Fault("There are too many answers.")])


def _order(db: Session, desk: RotaDesk, filename: str, answers: Mapping[str, str]) -> ReadOrder:
    return ReadOrder(filename, dict(answers), code_tables(db), desk.zone.key)
