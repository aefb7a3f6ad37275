"""Where each desk is put together from its settings; zones are imported only by the door that serves them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

import httpx

from app.foundation.clock import Clock, system_clock
from app.foundation.sealing import use_key
from app.settings import CareSettings, RotaSettings, kept_secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fastapi import FastAPI

    from app.care.desk import CareDesk
    from app.care.domain.policy import Policy
    from app.foundation.database import Database
    from app.foundation.jobs import Payload
    from app.foundation.jobs_dbos import DbosJobs
    from app.foundation.limits import Limits
    from app.foundation.mailer import Mailer
    from app.foundation.signin.oidc_issuer import OidcIssuer
    from app.foundation.texter import Texter
    from app.rota.desk import RotaDesk

FORGET_DONE = "forget_done"
_BEHIND = 15
"""How nice a process is that nobody waits for."""
_LEFT_ALONE = 3


@dataclass(frozen=True, slots=True)
class Care:
    """The care desk, put together; `start_jobs` before serving, `close` after."""

    desk: CareDesk
    app: FastAPI
    jobs: DbosJobs

    def start_jobs(self, *, scheduled: bool = True, apart: Sequence[str] = ()) -> None:
        """Run durable jobs in this process, and those that time makes due if `scheduled`.

        `apart`: the command that works a question about capacity out in a process of its own; without one it is done
        in this one.
        """
        from app.care.jobs.handlers import SCHEDULES, all_handlers, apart_handlers

        handlers = all_handlers(self.desk) | {FORGET_DONE: self.forget_done}
        if apart:
            handlers |= apart_handlers(self.desk.store, apart)
        schedules = {**SCHEDULES, FORGET_DONE: "20 7 * * * *"} if scheduled else None
        self.jobs.start(handlers, self.desk.clock, schedules=schedules)

    def forget_done(self, _payload: Payload, now: datetime) -> None:
        """Let go of jobs done a day ago: the one that tells makes twelve rows a minute. Failed ones stay."""
        while self.jobs.forget_done(before=(now - timedelta(days=1)).isoformat()):
            pass

    def close(self) -> None:
        """End the jobs and let go of the store."""
        self.jobs.stop()
        self.desk.http.close()
        self.desk.store.close()


def open_care(
    settings: CareSettings,
    *,
    clock: Clock = system_clock,
    http: httpx.Client | None = None,
    tries: Path | None = None,
) -> Care:
    """Migrate the care store and put its desk together. `http` reaches the HR desk's feed.

    `tries`: the file in which all processes that serve this desk count tries; None: there is this one only.
    """
    from app.care.desk import CareDesk
    from app.care.domain.help_notice import HumanRoute, first_notice
    from app.care.reads.help_board import HelpBoard
    from app.care.web.app import build_care_app

    settings = settings.complete()
    use_key(settings.care_key)
    store, jobs = _care_store(settings)
    client = http or httpx.Client(timeout=30)
    desk = CareDesk(
        store=store,
        clock=clock,
        zone=settings.zone,
        base_url=settings.care_address,
        mailer=_care_mailer(settings, store),
        http=client,
        feed_url=settings.feed_url,
        feed_token=settings.feed_token,
        product=settings.product,
        demo=settings.demo,
        force_domains=settings.force_mail,
        quick_exit=str(settings.quick_exit),
        texter=_care_texter(settings, store, client),
        push_key=_push_key(settings),
        help_board=HelpBoard(first_notice(HumanRoute(settings.human_name, settings.human_phone))),
        limits=_limits(tries),
    )
    return Care(desk, build_care_app(desk, oidc=_oidc(settings)), jobs)


def _care_store(settings: CareSettings) -> tuple[Database, DbosJobs]:
    """The store, brought to the newest tables, and the jobs that live in it."""
    from app.care.services.capacity_study import STUDY_CAPACITY
    from app.care.store.migrate import upgrade
    from app.foundation.database import Database
    from app.foundation.jobs_dbos import DbosJobs, Pace

    upgrade(settings.care_url)
    jobs = DbosJobs(settings.care_url, pace=Pace(at_once=settings.jobs_at_once), apart=frozenset({STUDY_CAPACITY}))
    jobs.prepare()
    return Database(settings.care_url, jobs=jobs, zone=settings.zone, policy=_policy(settings)), jobs


def work_out(settings: CareSettings, study_id: str, *, now: datetime) -> None:
    """Work one question about capacity out in this process, behind everything else that this machine does."""
    from app.care.jobs.study_capacity import study_capacity
    from app.foundation.database import Database

    os.nice(_BEHIND)
    Thread(target=_end_with_the_desk, daemon=True).start()
    settings = settings.complete()
    use_key(settings.care_key)
    store = Database(settings.care_url, zone=settings.zone, policy=_policy(settings))
    try:
        study_capacity(store, study_id, now=now)
    finally:
        store.close()


def _end_with_the_desk() -> None:
    """The desk holds the other end of our standard input: when it is gone, its next start begins this anew."""
    sys.stdin.buffer.read()
    os._exit(_LEFT_ALONE)


def _policy(settings: CareSettings) -> Policy:
    from app.care.domain.pace import paces_of
    from app.care.domain.policy import Policy

    paces = paces_of(settings.undo_few, settings.undo_percent, settings.undo_most)
    return Policy(
        kept_share=settings.kept_percent / 100, asks_before_long_gaps=settings.ask_before_long_gaps, paces=paces
    )


def prepare_care(settings: CareSettings) -> None:
    """Bring the care store and its jobs to the newest tables, before several processes open them at once."""
    from app.care.store.migrate import upgrade
    from app.foundation.jobs_dbos import DbosJobs

    url = settings.complete().care_url
    upgrade(url)
    DbosJobs(url).prepare()


@dataclass(frozen=True, slots=True)
class Rota:
    """The HR desk, put together."""

    desk: RotaDesk
    app: FastAPI

    def read_on(self) -> None:
        """Read what was being read when the service ended."""
        self.app.state.reading_room.resume()

    def close(self) -> None:
        """Let go of the store."""
        self.desk.store.close()


def open_rota(settings: RotaSettings, *, clock: Clock = system_clock) -> Rota:
    """Migrate the rota store and put the HR desk together; a demo also shows its mail on a page."""
    from app.foundation.demo_mail import MemoryMailer, mail_page
    from app.foundation.routes import take_in
    from app.rota.web.app import build_rota_app

    desk = rota_desk(settings, clock=clock)
    app = build_rota_app(desk)
    if isinstance(desk.mailer, MemoryMailer):
        take_in(app, [mail_page(desk.mailer)])
    return Rota(desk, app)


def rota_desk(settings: RotaSettings, *, clock: Clock = system_clock) -> RotaDesk:
    """Migrate the rota store and put together what the HR desk works with, without its pages."""
    from app.foundation.database import Database
    from app.foundation.demo_mail import MemoryMailer
    from app.rota.desk import RotaDesk
    from app.rota.store.migrate import upgrade

    settings = settings.complete()
    use_key(settings.rota_key)
    upgrade(settings.rota_url)
    return RotaDesk(
        store=Database(settings.rota_url),
        clock=clock,
        zone=settings.zone,
        mailer=MemoryMailer(quiet=settings.quiet) if settings.demo else mailer_of(settings),
        feed_token=settings.feed_token,
        secure=settings.secure,
        address=settings.rota_address,
        product=settings.product,
    )


def mailer_of(settings: CareSettings | RotaSettings) -> Mailer:
    """SMTP where a server is set, else the terminal (codes can be read there; for trying things out only)."""
    from app.foundation.mailer import ConsoleMailer, SmtpMailer

    if not settings.smtp_host:
        return ConsoleMailer()
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_sender,
        username=settings.smtp_username or None,
        password=settings.smtp_password or None,
        tls=settings.smtp_tls,
    )


def _limits(tries: Path | None) -> Limits:
    from app.foundation.limits import Limits
    from app.foundation.shared_tries import SharedTries

    return Limits(None if tries is None else SharedTries(tries))


def _care_mailer(settings: CareSettings, store: Database) -> Mailer:
    from app.care.channels.store_mailer import StoreMailer

    return StoreMailer(store) if settings.demo else mailer_of(settings)


def _care_texter(settings: CareSettings, store: Database, http: httpx.Client) -> Texter:
    """Who sends texts. Raises ValueError for settings that cannot work, or that would give officers away."""
    from app.care.channels.store_mailer import StoreTexter
    from app.care.channels.texters import NOTIFY, HttpTexter, NotifyTexter
    from app.foundation.texter import ConsoleTexter

    match settings.text_way:
        case "http":
            address, body = settings.text_url, settings.text_body
            return HttpTexter(http, address, body, settings.text_method, settings.text_headers)
        case "notify":
            key, template, sender = settings.text_key, settings.text_template, settings.text_sender
            return NotifyTexter(http, key, template, sender, settings.text_url or NOTIFY)
        case _:
            return StoreTexter(store) if settings.demo else ConsoleTexter()


def _push_key(settings: CareSettings) -> str:
    """The key as it is set, else the one kept in the data folder. Raises ValueError if it is none."""
    from app.care.channels.push import PushKey, new_push_key

    key = settings.push_key or kept_secret(settings.data / "care" / "push-key", new_push_key)
    return PushKey(key).encoded


def _oidc(settings: CareSettings) -> OidcIssuer | None:
    """The issuer that officers may sign in with, if one is configured."""
    from app.care.services import identity
    from app.foundation.signin.oidc_issuer import OidcIssuer, OidcLinks

    if not settings.oidc_issuer:
        return None
    return OidcIssuer(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        our_url=settings.care_address,
        find_person=identity.find_oidc_officer,
        links=OidcLinks(identity.connect_oidc, identity.has_oidc, identity.disconnect_oidc),
    )
