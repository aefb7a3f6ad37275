"""Idempotency keys: the same request under the same key is done once and answered alike ever after.

Follows draft-ietf-httpapi-idempotency-key-header: no key where one is needed 400; same key and request: the stored
answer again (`Idempotency-Replayed: true`); same key, another request 422; the first one still running 409. Keys last
24 hours.

    Once = Annotated[Asked, Depends(asked_once)]        # after the dependency that says who asks

    @router.post("/api/v1/appointments")
    def book(request: Request, who: Officer, asked: Once, body: Booking) -> JSONResponse:
        def act(db: Session) -> tuple[int, dict[str, Any]]:
            return 201, as_json(book_held(db, who.subject_id, body.appointment_id, now=now))

        return once(desk.store, IdempotencyRecord, asked, act, now=now)

`act` runs in the write transaction that also stores its answer: both commit or neither does. A refusal raised in it
rolls both back, so the same key may be tried again. Inside a transaction of your own use `answer_once`.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import JSONResponse
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, Refusal

KEYS_LAST = timedelta(hours=24)
_KEY = re.compile(r'^"?([\x21\x23-\x7e]{8,200}?)"?$')  # a quoted string by the draft; bare ones are common and harmless

Act = Callable[[Session], tuple[int, dict[str, Any]]]


class KeyMissing(Refusal):
    """A request that must not be done twice came without an Idempotency-Key."""

    status, code, title = 400, "idempotency-key-missing", "An Idempotency-Key is needed"


class FormIncomplete(KeyMissing):
    """The same of a page's form, whose key is a hidden field."""

    title = "This page had grown old"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `identity` says who used which key where, `digest` what was asked. Both SHA-256 in hex."""

    identity: str
    digest: str


async def asked_once(
    request: Request,
    _idempotency_key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", description="Fresh and random for each new request, such as a UUID."),
    ] = None,
) -> Asked:
    """The dependency that reads the key (header `Idempotency-Key`, or the form field `idempotency_key` of a page)."""
    who = getattr(request.state, "who", None)
    form = request.headers.get("content-type", "").startswith(("application/x-www-form", "multipart/"))
    if form:
        fields = sorted(
            (name, str(value)) for name, value in (await request.form()).multi_items() if name != "form_token"
        )
        body, field_key = repr(fields).encode(), dict(fields).get("idempotency_key", "")
        if not field_key and "idempotency-key" not in request.headers:
            raise FormIncomplete("Open it again and send the form from there.")
    else:
        body, field_key = await request.body(), ""
    owner = f"{who.audience}\0{who.subject_id}" if who else "-"
    route = f"{request.method} {request.url.path}"
    return Asked(_hash(owner, route, _key(request, field_key)), _hash(route, hashlib.sha256(body).hexdigest()))


def _key(request: Request, field_key: str) -> str:
    raw = request.headers.get("idempotency-key", field_key)
    if not raw:
        raise KeyMissing("Send a fresh random Idempotency-Key with this request, and the same one when repeating it.")
    found = _KEY.match(raw)
    if not found:
        raise KeyMissing("The Idempotency-Key must be 8 to 200 visible characters, such as a UUID.")
    return found[1]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def once(store: Database, table: type[Any], asked: Asked, act: Act, *, now: datetime) -> JSONResponse:
    """Do `act` in one write transaction unless it was done under this key; answer as then or as now."""
    with _RUNNING.turn(asked.identity), store.write() as db:
        status, answer, replayed = _answer(db, table, asked, act, now=now)
    return JSONResponse(answer, status, headers={"Idempotency-Replayed": "true"} if replayed else None)


def answer_once(db: Session, table: type[Any], asked: Asked, act: Act, *, now: datetime) -> tuple[int, dict[str, Any]]:
    """The same inside the caller's own write transaction `db`. Raises Conflict while the first one is running."""
    return _answer(db, table, asked, act, now=now)[:2]


def _answer(
    db: Session, table: type[Any], asked: Asked, act: Act, *, now: datetime
) -> tuple[int, dict[str, Any], bool]:
    _claim(db, asked.identity)
    stored = db.execute(select(table).where(table.id == asked.identity)).scalar_one_or_none()
    if stored is not None and stored.created_at > now - KEYS_LAST:
        if stored.request_digest != asked.digest:
            raise Invalid(
                "This Idempotency-Key was already used for another request. Use a fresh one.",
                code="idempotency-key-reused",
            )
        return stored.status, stored.answer, True
    if stored is not None:
        db.execute(delete(table).where(table.id == asked.identity))
    status, answer = act(db)
    row = {"id": asked.identity, "request_digest": asked.digest, "status": status, "answer": answer, "created_at": now}
    db.execute(insert(table).values(row))
    return status, answer, False


def _claim(db: Session, identity: str) -> None:
    """On PostgreSQL, where writers run side by side: hold the key until this transaction ends, or say it is held."""
    if db.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(bytes.fromhex(identity)[:8], "big", signed=True)
    if not db.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise _still_running()


def forget_old_answers(db: Session, table: type[Any], *, now: datetime) -> int:
    """Delete the answers whose keys have expired; how many there were. For the nightly job."""
    gone = db.execute(delete(table).where(table.created_at <= now - KEYS_LAST))
    return int(getattr(gone, "rowcount", 0))


def _still_running() -> Conflict:
    return Conflict(
        "The first request with this Idempotency-Key is still being worked on.", code="idempotency-in-flight"
    )


class _Running:
    """Keys being worked on in this process: SQLite's writers queue up, so a double would wait instead of hear 409."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._identities: set[str] = set()

    @contextmanager
    def turn(self, identity: str) -> Iterator[None]:
        """Hold `identity` for the block; raises Conflict when somebody else holds it."""
        with self._lock:
            if identity in self._identities:
                raise _still_running()
            self._identities.add(identity)
        try:
            yield
        finally:
            with self._lock:
                self._identities.discard(identity)


_RUNNING = _Running()
