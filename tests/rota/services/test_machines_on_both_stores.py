"""Tokens, uploads in parts and uploads read later, on both stores."""

import hashlib
from datetime import timedelta

import pytest

from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from app.rota.domain.upload import UploadState
from app.rota.services.machine_tokens import make_token, revoke_token
from app.rota.services.read_later import begin_reading, end_reading
from app.rota.services.resumable import Announced, ChecksumWrong, append, begin, give_up, start_over
from app.rota.store.machine_tokens import live_token, note_use
from app.rota.store.resumable import resumable
from app.rota.store.uploads import content_of, unread_uploads, upload
from tests.rota.builders import line, long_csv, read
from tests.rota.hr import LONDON, NOW

FILE = long_csv(line()).encode()
BY = "machine:payroll"


def announced(sha256: str = "") -> Announced:
    return Announced("r.csv", len(FILE), {}, sha256, BY)


def test_a_token_opens_until_it_ends(rota_db: Database) -> None:
    with rota_db.write() as db:
        token = make_token(db, "payroll", ["upload"], 1, by="hr1", now=NOW)
        found = live_token(db, token, now=NOW)
        assert found is not None
        note_use(db, found.id, now=NOW)
        assert live_token(db, token, now=NOW + timedelta(days=1)) is None
        assert revoke_token(db, found.id, by="hr1", now=NOW) == "payroll"
        assert live_token(db, token, now=NOW) is None


def test_parts_become_an_upload_that_is_read_later(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = begin(db, announced(hashlib.sha256(FILE).hexdigest()), 2**20, now=NOW)
        append(db, row.id, 0, FILE[:10], by=BY, now=NOW)
        with pytest.raises(Conflict):
            append(db, row.id, 9, FILE[9:], by=BY, now=NOW)
        made = append(db, row.id, 10, FILE[10:], by=BY, now=NOW).upload_id
        assert made is not None
        kept = content_of(db, made)
        assert kept is not None
        with kept:
            assert (unread_uploads(db), kept.read()) == ([made], FILE)
        begun = begin_reading(db, made, now=NOW)
        assert begun is not None
        end_reading(db, begun, read(FILE), LONDON, now=NOW)
        assert (upload(db, made).state, unread_uploads(db)) == (UploadState.READY, [])


def test_a_wrong_whole_leaves_nothing_and_another_sender_finds_nothing(rota_db: Database) -> None:
    with rota_db.write() as db:
        where = begin(db, announced("0" * 64), 2**20, now=NOW).id
    with pytest.raises(ChecksumWrong), rota_db.write() as db:
        append(db, where, 0, FILE, by=BY, now=NOW)
    with rota_db.write() as db:
        start_over(db, where, by=BY, now=NOW)
        assert resumable(db, where, BY, now=NOW).received == 0
        with pytest.raises(NotFound):
            resumable(db, where, "machine:other", now=NOW)
        give_up(db, where, by=BY, now=NOW)
        with pytest.raises(NotFound):
            resumable(db, where, BY, now=NOW)
