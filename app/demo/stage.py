"""Both desks as real servers on loopback, living by a clock that the demo moves."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import socket
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from app.care.jobs.handlers import all_handlers
from app.care.web.doors import OFFICER
from app.foundation.clock import HandClock
from app.foundation.sealing import new_key
from app.foundation.signin.door import SignInDesk
from app.foundation.signin.sign_ins import begin_sign_in
from app.main import Care, Rota, open_care, open_rota
from app.provisioning import provision
from app.settings import CareSettings, RotaSettings

_START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Stage:
    """What the play needs: the desks, their addresses, and the clock."""

    clock: HandClock
    rota: Rota
    care: Care
    rota_url: str
    care_url: str

    def settle(self) -> None:
        """Let every job that waits be done and everything due be told."""
        self.care.jobs.wait_idle()
        self.due("tell")

    def due(self, job: str) -> None:
        """Run one of the jobs that time makes due, now: the demo's clock, unlike the machine's, has no cron."""
        all_handlers(self.care.desk)[job]({}, self.clock())
        self.care.jobs.wait_idle()

    def signed_in_again(self, officer_id: str) -> dict[str, str]:
        """The header of an officer who signs in once more. Straight into the store: codes are limited by real time."""
        desk: SignInDesk = self.care.app.state.sign_in
        with desk.store.write() as db:
            begun = begin_sign_in(db, desk.tables, desk.door(OFFICER), officer_id, now=self.clock())
        return {"authorization": f"Bearer {begun.token}"}


@contextmanager
def stage(
    folder: Path, starts_at: datetime, *, admin_url: str | None = None, lasting: bool = False, mails_say: str = ""
) -> Iterator[Stage]:
    """Both desks over new stores in `folder`, or in PostgreSQL if `admin_url` is given, served until the block ends.

    `lasting`: each zone's store is sealed with its own key, kept in `folder`, to be served from there later. One
    process knows one key at a time, the one of the desk opened last: care's. Otherwise both share a passing one.
    `mails_say`: the care desk's address in mails, if they will be read when it is served elsewhere.
    """
    clock = HandClock(starts_at)
    with ExitStack() as ends:
        ports = free_port(), free_port()
        key = "" if lasting else new_key()
        shared: dict[str, Any] = {"data": folder, "demo": True, "quiet": True, "rota_key": key, "care_key": key}
        urls = {"rota_url": "", "care_url": ""}
        if admin_url:
            made = provision(admin_url, prefix="relief_demo")
            urls = {"rota_url": made.rota_url, "care_url": made.care_url}
        rota = open_rota(RotaSettings(**shared, rota_url=urls["rota_url"], rota_port=ports[0]), clock=clock)
        ends.callback(rota.close)
        rota_url = ends.enter_context(_served(rota.app, ports[0]))
        # One job at a time: plans made side by side in one interpreter are no faster, and get into each other's way.
        shared["jobs_at_once"] = 1
        settings = CareSettings(
            **shared, care_url=urls["care_url"], care_port=ports[1], rota_port=ports[0], care_address=mails_say
        )
        care = open_care(settings, clock=clock)
        ends.callback(care.close)
        care.start_jobs(scheduled=False)
        care_url = ends.enter_context(_served(care.app, ports[1]))
        yield Stage(clock, rota, care, rota_url, care_url)


@contextmanager
def _served(app: FastAPI, port: int) -> Iterator[str]:
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    give_up = monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > give_up:
            raise RuntimeError(f"the server on port {port} did not start")
        sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mailed_codes(http: httpx.Client, desk_url: str, contact: str) -> set[str]:
    """Every code for `contact` on the demo's mail page."""
    mails = http.get(f"{desk_url}/mail").text.split("<section")
    return {code for mail in mails if contact in mail for code in re.findall(r"Your code is ([0-9]{6})", mail)}


def sign_in(http: httpx.Client, desk_url: str, contact: str, *, base: str = "") -> dict[str, str]:
    """Sign in over the API with a mailed code; the header that shows who is asking."""
    address = f"{desk_url}/api/v1{base}/sign-in"
    known = mailed_codes(http, desk_url, contact)
    ticket = http.post(address, json={"contact": contact}).raise_for_status().json()["ticket"]
    code = _new_code(http, desk_url, contact, known)
    token = http.post(f"{address}/code", json={"ticket": ticket, "code": code}).raise_for_status().json()["token"]
    return {"authorization": f"Bearer {token}"}


def join_over_pages(desk_url: str, staff_number: str, access_code: str, contact: str) -> None:
    """Claim an identity as a person does, in a browser without JavaScript: form, mailed code, form."""
    with httpx.Client(base_url=desk_url, follow_redirects=True, timeout=60) as browser:
        form = {"staff_number": staff_number, "access_code": access_code, "contact": contact}
        page = browser.get("/join")
        page = browser.post("/join", data=form | _hidden(page.text)).raise_for_status()
        code = _new_code(browser, desk_url, contact, set())
        done = browser.post(_action(page.text), data={"code": code} | _hidden(page.text)).raise_for_status()
        if "/sign-in" in done.url.path:
            raise RuntimeError("joining did not sign in")


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's main form."""
    main = page[page.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))


def _action(page: str) -> str:
    found = re.search(r'<form[^>]* action="([^"]+)"', page[page.index("<main") :])
    if found is None:
        raise RuntimeError("there is no form on the page")
    return found.group(1)


def _new_code(http: httpx.Client, desk_url: str, contact: str, known: set[str]) -> str:
    """The code that came after those `known`. Mail is handed over after the answer, so look again for a moment."""
    give_up = monotonic() + 10
    while not (fresh := mailed_codes(http, desk_url, contact) - known):
        if monotonic() > give_up:
            raise RuntimeError(f"no code came for {contact}")
        sleep(0.05)
    return fresh.pop()
