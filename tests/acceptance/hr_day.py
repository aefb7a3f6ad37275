"""A day of HR's, the same in every world: files good, faulty and doubtful; pages; publishing; a program that pushes."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from app.foundation.signin.sign_ins import begin_sign_in
from app.main import Rota
from app.rota.services.machine_tokens import make_token
from app.rota.services.teach_codes import teach_codes
from app.rota.store.accounts import add_account
from tests.rota.builders import CODES, grid_csv, line, long_csv

STAFF = [f"S{number:04}" for number in range(1, 31)]
PATIENCE = 60
_ID, _TOKEN = re.compile(r"\b[0-9a-f]{32}\b"), re.compile(r"(?<![\w-])(?:relief_)?[\w-]{43}(?![\w-])")
_FLASH = re.compile(
    r'note="[^"]*"(?:; expires=[^;]*)?'
)  # sealed with a fresh nonce; what it says is seen on the next page
_PASSING = {"date", "server"}


@dataclass
class Record:
    """Everything an onlooker at HR gets to see, with what is random numbered in the order in which it appears."""

    said: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Write something down."""
        what = _FLASH.sub("a note", what)
        for pattern in (_ID, _TOKEN):
            what = pattern.sub(self._name, what)
        self.said.append(what)

    def _name(self, found: re.Match[str]) -> str:
        return self._names.setdefault(found[0], f"<{len(self._names) + 1}>")

    def answer(self, got: httpx.Response) -> httpx.Response:
        """Write an answer down, with its headers and every byte of its body."""
        heads = [f"{name}: {value}" for name, value in got.headers.items() if name not in _PASSING]
        asked = f"{got.request.method} {got.request.url.raw_path.decode()}"
        self.note("\n".join([asked, str(got.status_code), *heads, got.text]))
        return got


def roster(start: str = "14:00") -> str:
    """A month of lates for everybody."""
    days = range(1, 29)
    return long_csv(*(line(who, f"2026-03-{d:02},{start}", f"2026-03-{d:02},23:00") for who in STAFF for d in days))


def sitting(rota: Rota, url: str, now: datetime) -> tuple[httpx.Client, httpx.Client]:
    """Somebody of HR in a browser, and a program with a token."""
    desk = rota.app.state.sign_in
    with rota.desk.store.write() as db:
        who = add_account(db, "hr@force.example", now=now)
        begun = begin_sign_in(db, desk.tables, desk.door("hr"), who, now=now)
        teach_codes(db, "response", CODES, by=who, now=now)
        token = make_token(db, "payroll", ["upload", "publish"], 30, by=who, now=now)
    page = httpx.Client(
        base_url=url, timeout=PATIENCE, headers={"x-form-token": begun.form_token, "accept": "text/html"}
    )
    page.cookies.set("desk_r", begun.token)
    return page, httpx.Client(base_url=url, timeout=PATIENCE, headers={"authorization": f"Bearer {token}"})


def first_roster(api: httpx.Client, record: Record) -> None:
    """What care will pull: everybody's month."""
    _published(api, record, roster())


def rest_of_the_day(page: httpx.Client, api: httpx.Client, record: Record) -> None:
    """All that HR does after somebody may have come into care."""
    for act in _acts():
        act(page, api, record)


def _acts() -> Iterator[Callable[[httpx.Client, httpx.Client, Record], object]]:
    yield lambda _page, api, record: _published(api, record, roster("15:00"))
    yield lambda _page, api, record: _published(api, record, roster())  # and back again
    yield lambda _page, api, record: _sent(api, record, long_csv(line(start="2026-03-01,15:0"), line(kind="gardening")))
    yield _asked
    yield lambda _page, api, record: record.answer(
        api.post(f"/api/v1/rosters/uploads/{_sent(api, record, roster('16:00'))}/discard")
    )
    yield lambda page, _api, record: record.answer(page.post("/versions/1/go-back"))
    yield _later
    yield _in_parts
    yield _on_pages


def _sent(api: httpx.Client, record: Record, data: str, **answers: str) -> str:
    got = api.post(
        "/api/v1/rosters/uploads", files={"file": ("roster.csv", data)}, data={"answers": json.dumps(answers)}
    )
    found: str = record.answer(got).json()["id"]
    return found


def _published(api: httpx.Client, record: Record, data: str) -> None:
    upload = _sent(api, record, data)
    record.answer(api.post(f"/api/v1/rosters/uploads/{upload}/publish"))


def _asked(_page: httpx.Client, api: httpx.Client, record: Record) -> None:
    where = (
        f"/api/v1/rosters/uploads/{_sent(api, record, grid_csv({STAFF[0]: ['E', 'N']}, ('03/04/2026', '04/04/2026')))}"
    )
    answers = {"code_table": "response", "date_order": "day_first"}
    record.answer(api.post(f"{where}/answers", json={"answers": answers}))
    record.answer(api.post(f"{where}/publish"))


def _later(_page: httpx.Client, api: httpx.Client, record: Record) -> None:
    got = api.post(
        "/api/v1/rosters/uploads", files={"file": ("r.csv", roster("13:00"))}, headers={"prefer": "respond-async"}
    )
    record.note(f"{got.status_code} {got.json()['state']}")  # how far it is by now depends on the moment
    _polled(api, record, got.headers["location"])


def _in_parts(_page: httpx.Client, api: httpx.Client, record: Record) -> None:
    data, tus = roster("12:00").encode(), {"tus-resumable": "1.0.0"}
    told = record.answer(
        api.post("/api/v1/rosters/resumable", headers=tus | {"upload-length": str(len(data))})
    ).headers["location"]
    for at in range(0, len(data), 10_000):
        heads = tus | {"upload-offset": str(at), "content-type": "application/offset+octet-stream"}
        got = record.answer(api.patch(told, content=data[at : at + 10_000], headers=heads))
    _polled(api, record, got.headers["relief-upload"])


def _polled(api: httpx.Client, record: Record, where: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while (got := api.get(where)).status_code == 202:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    record.answer(got)


def _on_pages(page: httpx.Client, api: httpx.Client, record: Record) -> None:
    team = {"team": "Blue", "pattern": "2-2-2-4", "anchor_on": "2026-04-01", "members": "\n".join(STAFF)}
    here = record.answer(page.post("/teams/new", data=team)).headers["location"]
    period = {"period_from": "2026-04-01", "period_to": "2026-04-30"}
    record.answer(page.post(f"{here}/write-out", data=period))
    paths = ["/", "/uploads/new", "/versions/2", "/versions/2/changes.csv", "/codes", "/patterns", "/teams", here,
             "/connections", "/nowhere"]  # fmt: skip
    uploads = [f"/uploads/{one['id']}" for one in api.get("/api/v1/rosters/uploads").json()["uploads"]]
    for path in [*paths, *uploads, *(f"{one}/faults.csv" for one in uploads)]:
        record.answer(page.get(path))
    for path in ("uploads", "versions", "code-tables"):
        record.answer(api.get(f"/api/v1/rosters/{path}"))
    record.answer(api.get("/api/openapi.json"))


def plain(value: Any) -> str:
    """A cell of the store, whole."""
    return value.hex() if isinstance(value, bytes) else repr(value)
