"""Work left for later, in the transaction that made it necessary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.foundation.clock import Clock

Payload = Mapping[str, Any]
Handler = Callable[[Payload, datetime], object]
"""What a job does, given its payload and the instant at which it was started (the only clock it may read)."""


class JobPort(Protocol):
    """Where jobs are left. One that is left in a transaction that rolls back was never left."""

    def leave(self, db: Session, name: str, payload: Payload, key: str | None) -> None:
        """Leave a job; with a `key`, only if none of that name and key waits to be started."""
        ...


def leave_job(db: Session, name: str, payload: Payload, *, key: str | None = None) -> None:
    """Leave a durable job in the caller's transaction; it starts after the commit, or never if that fails.

    `key` keeps a storm of changes from leaving a storm of jobs: while one of the same name and key still waits, this
    one adds nothing, because the waiting one will see this change. One that already runs does not count.
    """
    port: JobPort = db.info["jobs"]
    port.leave(db, name, payload, key)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was left."""

    name: str
    payload: Payload
    key: str | None = None


@dataclass(slots=True)
class ListJobs:
    """Jobs in a list: for tests and for commands that run everything themselves. Honours commit and rollback."""

    waiting: list[Job] = field(default_factory=list)
    """Committed and not yet run, in the order they were left."""
    _in_flight: dict[Session, list[tuple[Job, SessionTransaction | None]]] = field(default_factory=dict)

    def leave(self, db: Session, name: str, payload: Payload, key: str | None) -> None:
        """Remember the job until `db` commits."""
        if db not in self._in_flight:
            self._watch(db)
        job = Job(name, dict(payload), key)
        if key is None or not self._knows(db, job):
            self._in_flight[db].append((job, db.get_nested_transaction()))

    def run_all(self, handlers: Mapping[str, Handler], clock: Clock, *, at_most: int = 1000) -> list[Job]:
        """Run what waits, and what that leaves, until nothing does; returns what was run.

        Raises KeyError for a job that no handler is given for, RuntimeError when jobs go on leaving jobs.
        """
        done: list[Job] = []
        while self.waiting:
            if len(done) == at_most:
                raise RuntimeError(f"{at_most} jobs were run and {len(self.waiting)} still wait: {self.waiting[0]}")
            job = self.waiting.pop(0)
            handlers[job.name](job.payload, clock())
            done.append(job)
        return done

    def _knows(self, db: Session, job: Job) -> bool:
        mine = [one for one, _ in self._in_flight[db]]
        return any(one.name == job.name and one.key == job.key for one in [*self.waiting, *mine])

    def _watch(self, db: Session) -> None:
        self._in_flight[db] = []
        if "list jobs" not in db.info:
            db.info["list jobs"] = self
            event.listen(db, "after_commit", self._committed)
            event.listen(db, "after_soft_rollback", self._rolled_back)

    def _committed(self, db: Session) -> None:
        nested = db.get_nested_transaction()
        if nested is None:
            self.waiting.extend(job for job, _ in self._in_flight.pop(db, []))
            return
        # A savepoint was released: its jobs are now as safe as those around it.
        outer = nested.parent if nested.parent and nested.parent.nested else None
        mine = self._in_flight.get(db, [])
        mine[:] = [(job, outer if at is nested else at) for job, at in mine]

    def _rolled_back(self, db: Session, previous: SessionTransaction) -> None:
        mine = self._in_flight.get(db, [])
        mine[:] = [(job, at) for job, at in mine if previous.nested and at is not previous]
        if not previous.nested:
            self._in_flight.pop(db, None)
