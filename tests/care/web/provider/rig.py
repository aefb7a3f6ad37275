"""The care desk with its provider pages and webhooks, on a clock that is turned by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.care.channels.signatures import new_secret
from app.care.channels.store_mailer import StoreMailer
from app.care.desk import CareDesk
from app.care.services.identity import add_provider_account, find_provider_account
from app.care.store import signing_secrets
from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.care.store.tables.providers import Counsellor, Provider
from app.care.web.app import build_care_app
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.signin.door import SignInTables
from app.foundation.signin.sign_ins import Begun, begin_sign_in
from tests.support.builders import NOW, a_counsellor, a_provider, at
from tests.support.loopback import loopback_client

HOURS = [(at(0), at(100))]
ZONE = ZoneInfo("Europe/London")


@dataclass
class Practice:
    """A provider as tests know it."""

    provider_id: str
    key: str
    secret: str
    counsellor_id: str
    contact: str


@dataclass
class Rig:
    """The desk behind a test client."""

    store: Database
    clock: HandClock
    app: FastAPI
    client: TestClient

    def practice(self, contact: str = "desk@alder.example") -> Practice:
        """A provider with one counsellor, an account and a secret to sign with."""
        secret = new_secret()
        with self.store.write() as db:
            provider = a_provider(db)
            counsellor = a_counsellor(db, provider, HOURS)
            add_provider_account(db, provider.id, contact)
            signing_secrets.rotate(db, provider.id, signing_secrets.IN, secret, overlap=timedelta(0), now=self.clock())
        return Practice(provider.id, provider.pseudonym_key, secret, counsellor.id, contact)

    def counsellor(self, practice: Practice) -> Counsellor:
        with self.store.write() as db:
            return db.get_one(Counsellor, practice.counsellor_id)

    def another_counsellor(self, practice: Practice, contact: str) -> Counsellor:
        """A second counsellor, with an account that sees only that caseload."""
        with self.store.write() as db:
            counsellor = a_counsellor(db, db.get_one(Provider, practice.provider_id), HOURS)
            add_provider_account(db, practice.provider_id, contact, counsellor.id)
        return counsellor

    def sign_in(self, contact: str) -> Begun:
        """Sign that account in and give the client its cookie."""
        desk = self.app.state.sign_in
        door = desk.door("provider")
        with self.store.write() as db:
            account_id = find_provider_account(db, contact)
            assert account_id is not None
            begun = begin_sign_in(db, SignInTables(SignIn, SignInCode, Passkey), door, account_id, now=self.clock())
        self.client.cookies.set(door.cookie, begun.token)
        return begun

    def post(self, path: str, begun: Begun, **fields: str) -> httpx.Response:
        """Send a form as our own page would."""
        data = {"form_token": begun.form_token, **fields}
        return self.client.post(path, data=data, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)


@contextmanager
def rigged(store: Database, *, demo: bool = True) -> Iterator[Rig]:
    clock = HandClock(NOW)
    with loopback_client() as http:
        desk = CareDesk(
            store=store,
            clock=clock,
            zone=ZONE,
            base_url="http://testserver",
            mailer=StoreMailer(store),
            http=http,
            feed_url="http://hr.test",
            feed_token="token",
            demo=demo,
        )
        app = build_care_app(desk)
        with TestClient(app) as client:
            yield Rig(store, clock, app, client)
