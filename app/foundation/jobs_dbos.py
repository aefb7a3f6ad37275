"""Durable jobs by DBOS, whose tables lie in the same store as ours, so that a job is left by our own commit."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, ScheduleInput
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.ids import new_id
from app.foundation.jobs import Handler, Payload

APP = "relief-care"
VERSION = "1"
"""Constant: with the default, a digest of the source, jobs left before a deploy would never be run after it."""
SCHEMA = "dbos"
UNFINISHED = ("ENQUEUED", "PENDING")
_JOB, _TICK = "job", "tick"
_QUEUE, _APART = "jobs", "apart"


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard a process works: jobs at once, seconds between looks at the queue, tries of a failing job.

    The wait after the first failure doubles with each further one.
    """

    at_once: int = 3
    look_every: float = 0.1
    tries: int = 5
    first_wait: float = 1.0


class DbosJobs:
    """The JobPort of production. One process per store runs jobs, under one name: a restart takes up what was running.

    Jobs are run at least once, so a handler must do nothing the second time. A key is compared with jobs that have not
    started: on PostgreSQL the waiting job is locked until our commit, so that it starts after it, and sees our change.
    """

    def __init__(
        self, url: str, *, executor: str = "care-1", pace: Pace | None = None, apart: frozenset[str] = frozenset()
    ) -> None:
        """`apart`: jobs that take minutes; one of them runs at a time, and none in the place of another job."""
        self._url = _for_dbos(url)
        self._executor = executor
        self._pace = pace or Pace()
        self._apart = apart
        self._client = DBOSClient(
            system_database_url=self._url,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APP,
            lazy=True,
        )
        schema = None if url.startswith("sqlite") else SCHEMA
        columns = [sa.Column(name, sa.Text) for name in ("workflow_uuid", "status", "name")]
        self._rows = sa.Table("workflow_status", sa.MetaData(), *columns, schema=schema)

    def prepare(self) -> None:
        """Make or renew the engine's tables; a process that leaves jobs without running any needs them too."""
        DBOS.migrate(self._url, schema=SCHEMA)

    def leave(self, db: Session, name: str, payload: Payload, key: str | None) -> None:
        """Leave a job in the transaction of `db`, unless one of that name and key still waits to be started."""
        prefix = f"{name}:{key or ''}:"
        if key is not None and self._waits(db, prefix):
            return
        options: EnqueueOptions = {
            "workflow_name": _JOB,
            "queue_name": _APART if name in self._apart else _QUEUE,
            "workflow_id": prefix + new_id(),
            "app_version": VERSION,
        }
        self._client.enqueue_in_transaction(db, options, name, dict(payload))

    def _waits(self, db: Session, prefix: str) -> bool:
        rows = self._rows
        query = (
            sa.select(rows.c.workflow_uuid)
            .where(rows.c.status == "ENQUEUED", rows.c.name == _JOB)
            .where(rows.c.workflow_uuid.startswith(prefix, autoescape=True))
            .with_for_update()
        )
        return db.execute(query).first() is not None

    def start(
        self, handlers: Mapping[str, Handler], clock: Clock, *, schedules: Mapping[str, str] | None = None
    ) -> None:
        """Run jobs from now on, and first those that a dead process left half done.

        `schedules`: handler name to cron line (six fields begin with seconds), in UTC; they go by the machine's time.
        """
        config: DBOSConfig = {
            "name": APP,
            "system_database_url": self._url,
            "dbos_system_schema": SCHEMA,
            "serializer": DBOSPortableJSONSerializer(),
            "application_version": VERSION,
            "executor_id": self._executor,
            "log_level": "WARNING",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 1.0,
            "scheduler_polling_interval_sec": 1.0,
        }
        DBOS(config=config)
        tick = _register(handlers, clock, self._pace)
        DBOS.launch()
        DBOS.register_queue(_QUEUE, worker_concurrency=self._pace.at_once, polling_interval_sec=self._pace.look_every)
        DBOS.register_queue(_APART, worker_concurrency=1, polling_interval_sec=self._pace.look_every)
        wanted = dict(schedules or {})
        for known in DBOS.list_schedules():
            if known["schedule_name"] not in wanted:
                DBOS.delete_schedule(known["schedule_name"])
        DBOS.apply_schedules([_schedule(name, line, tick) for name, line in wanted.items()])

    def stop(self, *, patience: timedelta = timedelta(seconds=10)) -> None:
        """Start no more jobs, give running ones `patience` to end, and let go of the store."""
        with suppress(TimeoutError):
            self._wait("PENDING", patience)
        DBOS.destroy(destroy_registry=True)
        self._client.destroy()

    def wait_idle(self, timeout: timedelta = timedelta(seconds=30)) -> None:
        """Return once no job waits or runs. Raises TimeoutError."""
        self._wait(UNFINISHED, timeout)

    def failed(self) -> list[str]:
        """Ids of jobs that failed at every try: "plan_course:<key>:...". They stay for people to look at."""
        found = self._client.list_workflows(status=["ERROR"], load_input=False, load_output=False)
        return [one.workflow_id for one in found]

    def unfinished(self) -> list[str]:
        """Name and key, `name:key`, of every job that waits or runs, or ran in a process that died."""
        found = self._client.list_workflows(status=list(UNFINISHED), load_input=False, load_output=False)
        return [one.workflow_id.rpartition(":")[0] for one in found]

    def forget_done(self, *, before: str, at_most: int = 1000) -> int:
        """Delete up to `at_most` jobs that were done well before an instant (ISO 8601); returns how many."""
        done = self._client.list_workflows(
            status=["SUCCESS"], completed_before=before, limit=at_most, load_input=False, load_output=False
        )
        if done:
            self._client.delete_workflows([one.workflow_id for one in done])
        return len(done)

    def _wait(self, status: str | tuple[str, ...], timeout: timedelta) -> None:
        wanted = [status] if isinstance(status, str) else list(status)
        give_up = time.monotonic() + timeout.total_seconds()
        while left := self._client.list_workflows(status=wanted, limit=1, load_input=False, load_output=False):
            if time.monotonic() > give_up:
                raise TimeoutError(f"job {left[0].workflow_id} is still {left[0].status}")
            time.sleep(self._pace.look_every / 2)


def _for_dbos(url: str) -> str:
    """The address with its password, in the form that DBOS takes; the driver is the one it uses anyway."""
    parsed = sa.make_url(url)
    plain = parsed.set(drivername="postgresql") if parsed.get_backend_name() == "postgresql" else parsed
    return plain.render_as_string(hide_password=False)


def _register(handlers: Mapping[str, Handler], clock: Clock, pace: Pace) -> Any:
    """Tell DBOS the two workflows there are: a job that was left, and the tick of a schedule. Returns the second."""
    by_name = dict(handlers)

    def run(name: str, payload: dict[str, Any]) -> None:
        by_name[name](payload, clock())  # the one place where a job learns what time it is

    def job(name: str, payload: dict[str, Any]) -> None:
        DBOS.run_step(
            {
                "name": name,
                "retries_allowed": True,
                "max_attempts": pace.tries,
                "interval_seconds": pace.first_wait,
                "backoff_rate": 2.0,
            },
            run,
            name,
            payload,
        )

    def tick(_at: Any, name: str) -> None:
        job(name, {})

    DBOS.workflow(name=_JOB)(job)
    return DBOS.workflow(name=_TICK)(tick)


def _schedule(name: str, line: str, tick: Any) -> ScheduleInput:
    return {"schedule_name": name, "workflow_fn": tick, "schedule": line, "context": name, "queue_name": _QUEUE}
