"""A desk for tests of signing in: one for a whole file, with an officer of its own for each test."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from limits.storage import MemoryStorage

from app.care.services import identity
from app.care.store import officers
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.limits import Limits
from app.foundation.sealing import new_key, use_key
from tests.care.officer.rig import Rig, rigged
from tests.foundation.mini_desk import Pocket, Postbox

_serial = count(1)


@dataclass
class Desk:
    """The rig, what was sent from it since the test began, and the officer whom the test is about."""

    rig: Rig
    post: Postbox
    pocket: Pocket
    officer_id: str
    serial: int

    @property
    def address(self) -> str:
        """Where the officer's codes go."""
        return f"kim{self.serial}@example.com"

    @property
    def home(self) -> str:
        """Another address of theirs."""
        return f"kim{self.serial}@home.example"

    @property
    def number(self) -> str:
        """A number that could be theirs."""
        return f"+447700900{self.serial:03}"

    @property
    def other(self) -> str:
        """Another one."""
        return f"+447700900{self.serial + 500:03}"

    def mails(self) -> list[tuple[str, str, str]]:
        """Every mail, the newest first."""
        return self.post.mails[::-1]

    def code_for(self, contact: str) -> str:
        """The newest code that went to this contact."""
        sent = [(to, body) for to, _, body in self.mails()] + self.pocket.texts[::-1]
        body = next(body for to, body in sent if to == contact and "code" in body)
        return re.findall(r"\b\d{6}\b", body)[0]

    def officer(self) -> Any:
        """The officer as the store has them."""
        with self.rig.store.read() as db:
            found = officers.one(db, self.officer_id)
            db.expunge_all()
        return found


@dataclass
class House:
    """The desk that the tests of one file share."""

    rig: Rig
    counts: MemoryStorage

    def count_anew(self) -> None:
        """Forget how often anything was tried."""
        self.counts.reset()

    def desk(self) -> Desk:
        """A fresh officer who has joined with an address; nothing sent, nothing tried."""
        self.count_anew()
        post, pocket = self.rig.desk.mailer, self.rig.desk.texter
        post.mails.clear()
        pocket.texts.clear()
        desk = Desk(self.rig, post, pocket, self.rig.officer(), next(_serial))
        with self.rig.store.write() as db:
            identity.claim(db, desk.officer_id, desk.address, self.rig.clock())
        return desk


@contextmanager
def housed(template: Path, folder: Path, **changes: Any) -> Iterator[House]:
    """The desk at an address that may have passkeys, over a copy of `template`; `changes` to how it is made."""
    use_key(new_key())
    path, counts = folder / "care.sqlite", MemoryStorage()
    shutil.copy(template, path)
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    how: dict[str, Any] = {"texter": Pocket(), "mailer": Postbox(), "limits": Limits(counts)}
    how |= {"base_url": "http://localhost", "force_domains": ("police.uk",)}
    with rigged(store, **{**how, **changes}) as rig:
        yield House(rig, counts)
    store.close()
