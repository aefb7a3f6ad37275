"""Where large uploads are read behind the scenes: one thread, and whatever it left unread is found again."""

from queue import SimpleQueue
from threading import Lock, Thread
from typing import BinaryIO

import structlog

from app.foundation.refusals import Refusal, Unavailable
from app.rota.desk import RotaDesk
from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.in_child import limits_for, read_in_child
from app.rota.services.read_later import begin_reading, end_reading
from app.rota.store.uploads import content_of, unread_uploads
from app.rota.web.receiving import applied_in, by_known_profiles, order_for

_log = structlog.get_logger("relief.reading")


class ReadingRoom:
    """Reads uploads one after the other. What it knows in memory is only how far it is: the store knows what waits."""

    def __init__(self, desk: RotaDesk) -> None:
        self.desk = desk
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._stages: dict[str, str] = {}
        self._lock = Lock()
        self._reader: Thread | None = None

    def wanted(self, upload_id: str) -> str:
        """See to it that an upload is read; how far it is: waiting, reading or comparing."""
        with self._lock:
            if upload_id not in self._stages:
                self._stages[upload_id] = "waiting"
                self._waiting.put(upload_id)
            if self._reader is None or not self._reader.is_alive():
                # A daemon: ending the service must not wait for a file that will be read again anyway.
                self._reader = Thread(target=self._read_on, name="reading-room", daemon=True)
                self._reader.start()
            return self._stages[upload_id]

    def resume(self) -> None:
        """Read what was being read when the service ended."""
        with self.desk.store.read() as db:
            unread = unread_uploads(db)
        for upload_id in unread:
            self.wanted(upload_id)

    def _read_on(self) -> None:
        while True:
            upload_id = self._waiting.get()
            try:
                self._read(upload_id)
            except Exception as raised:  # noqa: BLE001 - whoever asks for the upload next has it read again
                _log.error("unread", upload=upload_id, kind=type(raised).__name__)
            finally:
                with self._lock:
                    self._stages.pop(upload_id, None)

    def _read_in_turn(self, data: BinaryIO, order: ReadOrder, size: int) -> Reading:
        while True:
            try:
                return read_in_child(data, order, self.desk.child or limits_for(size))
            except Unavailable:  # people's own uploads go first; this one waits for its turn
                continue

    def _read(self, upload_id: str) -> None:
        desk = self.desk
        with desk.store.write() as db:
            row = begin_reading(db, upload_id, now=desk.clock())
        if row is None:
            return
        self._stages[upload_id] = "reading"
        with desk.store.read() as db:
            data = content_of(db, upload_id)
            order = order_for(db, desk, row.filename, row.answers)
            order = order if row.fingerprint else by_known_profiles(db, order)  # once, when it is read first
        if data is None:
            return
        with data:
            reading = self._read_in_turn(data, order, row.size)
        self._stages[upload_id] = "comparing"
        try:
            with desk.store.write() as db:
                applied = applied_in(reading, order)
                end_reading(db, row, reading, desk.zone, now=desk.clock(), applied=applied)
        except Refusal as refused:  # thrown away while it was read
            _log.info("not needed", upload=upload_id, code=refused.stable_code)
