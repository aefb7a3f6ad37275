"""Whether somebody has joined cannot be told from outside: every answer is the same, byte for byte."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.care.services import identity
from app.care.store import officers
from app.foundation.refusals import Conflict
from app.foundation.signin.door import Enrolment
from tests.care.officer.ways_rig import Desk, House
from tests.foundation.mini_desk import claim, filled, match, mini_desk
from tests.house.doors import imports_of
from tests.house.source import Source, python_in, read_tree

Trace = list[tuple[int, list[tuple[str, str]], bytes]]
OWN_TO_EACH = frozenset({"date"})


@dataclass(frozen=True)
class Tried:
    """What somebody types who joins."""

    staff_number: str
    access_code: str
    contact: str


def seen(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that an onlooker gets, with what is random for everybody made plain: cookies and tokens."""
    headers = [
        (name, re.sub(r"=[^;]{20,};", "=RANDOM;", value) if name == "set-cookie" else value)
        for name, value in answer.headers.multi_items()
        if name not in OWN_TO_EACH
    ]
    body = re.sub(
        rb'(name="form_token" value="|data-asked="|"ticket":"|"challenge":")[^"]+', rb"\1RANDOM", answer.content
    )
    return answer.status_code, headers, body


def by_page(client: TestClient, path: str, **fields: str) -> Trace:
    """A form sent, and the page after it with a wrong code typed in."""
    trace = []

    def send(action: str, data: dict[str, str], page: str) -> httpx.Response:
        shown = client.get(page)
        found = re.search(r'name="form_token" value="([^"]+)"', shown.text)
        assert found
        trace.append(seen(shown))
        answer = client.post(action, data={**data, "form_token": found[1]})
        trace.append(seen(answer))
        return answer

    send(path, fields, path)
    send("/sign-in/code", {"code": "no-code"}, "/sign-in/code")
    return trace


def by_program(client: TestClient, path: str, **fields: str) -> Trace:
    asked = client.post(f"/api/v1{path}", json=fields)
    entered = client.post("/api/v1/sign-in/code", json={"ticket": asked.json().get("ticket", "x" * 20), "code": "no"})
    return [seen(asked), seen(entered)]


def both(desk: Any, path: str, **fields: str) -> Trace:
    page = TestClient(desk.app, follow_redirects=False, headers={"accept": "text/html"})
    return by_page(page, path, **fields) + by_program(TestClient(desk.app), path, **fields)


@pytest.fixture(scope="module")
def staff(house: House) -> dict[str, Tried]:
    """Somebody who has joined, by address and by number; somebody who has not; each with a code that was issued."""
    joined, waiting = house.desk(), house.desk().rig.officer()
    with house.rig.store.write() as db:
        identity.keep_contact(db, joined.officer_id, joined.number)
        codes = dict(identity.issue_access_codes(db))
        numbers = {who: officers.one(db, who).staff_number for who in (joined.officer_id, waiting)}
    return {
        "unclaimed": Tried(numbers[waiting], codes[numbers[waiting]], "new@example.com"),
        "claimed": Tried(numbers[joined.officer_id], codes[numbers[joined.officer_id]], joined.address),
        "by number": Tried(numbers[joined.officer_id], codes[numbers[joined.officer_id]], joined.number),
    }


def test_joining_answers_alike_whoever_it_is_and_whatever_fits(house: House, staff: dict[str, Tried]) -> None:
    right = staff["unclaimed"]
    tries = {
        **staff,
        "wrong code": Tried(right.staff_number, "AAAA-BBBB-CCCC", "thief@example.com"),
        "another's code": Tried(right.staff_number, staff["claimed"].access_code, "thief@example.com"),
        "unknown number": Tried("no such number", right.access_code, "thief@example.com"),
        "all unknown": Tried("x", "y", "thief@example.com"),
        "another's address": Tried(right.staff_number, right.access_code, staff["claimed"].contact),
    }
    traces = {}
    for name, tried in tries.items():
        house.count_anew()
        traces[name] = both(house.rig, "/join", **vars(tried))
    for name, trace in traces.items():
        assert trace == traces["unclaimed"], name
    assert [status for status, _, _ in traces["unclaimed"]] == [200, 303, 200, 422, 202, 422]


def test_asking_for_a_code_answers_alike_for_known_and_unknown(house: House, staff: dict[str, Tried]) -> None:
    contacts = [staff["claimed"].contact, staff["by number"].contact, "nobody@example.com", "07700 900999"]
    traces = []
    for contact in contacts:
        house.count_anew()
        traces.append(both(house.rig, "/sign-in", contact=contact))
    assert traces == [traces[0]] * len(contacts)


TURNS, FACTOR = 12, 1.6
"""How often each is timed, turn about, and how much longer the slower may take at the median."""


def apart(first: list[float], second: list[float]) -> float:
    """How many times as long the slower of two takes at the median."""
    quick, slow = sorted((median(first), median(second)))
    return slow / quick


def timed(house: House, tries: tuple[Tried, Tried], ask: Callable[[TestClient, Tried], object]) -> float:
    """How far apart the answers to two stand in processor time, the same request in turns, with one warm-up."""
    took: tuple[list[float], list[float]] = ([], [])
    client = TestClient(house.rig.app)
    for turn in range(TURNS + 1):
        for at, tried in enumerate(tries):
            house.count_anew()
            begun = process_time()
            ask(client, tried)
            if turn:
                took[at].append(process_time() - begun)
    return apart(*took)


@pytest.mark.serial
@pytest.mark.parametrize("path", ["/join", "/sign-in"])
def test_an_answer_takes_as_long_for_whoever_has_joined(house: House, staff: dict[str, Tried], path: str) -> None:
    def ask(client: TestClient, tried: Tried) -> None:
        fields = vars(tried) if path == "/join" else {"contact": tried.contact}
        assert client.post(f"/api/v1{path}", json=fields).status_code == 202

    assert timed(house, (staff["claimed"], staff["unclaimed"]), ask) < FACTOR


@pytest.mark.serial
def test_control_a_door_that_works_longer_for_some_is_noticed(house: House, staff: dict[str, Tried]) -> None:
    def ask(client: TestClient, tried: Tried) -> None:
        client.post("/api/v1/sign-in", json={"contact": tried.contact})
        if tried is staff["claimed"]:
            client.post("/api/v1/sign-in", json={"contact": tried.contact})

    assert timed(house, (staff["claimed"], staff["unclaimed"]), ask) >= FACTOR


PICKED = st.sampled_from(["unclaimed", "claimed", "by number", ""])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=PICKED, code=PICKED, contact=PICKED, other=st.text(alphabet="AB23-", min_size=1, max_size=8))
def test_any_mixture_of_known_and_unknown_answers_alike(
    house: House, staff: dict[str, Tried], number: str, code: str, contact: str, other: str
) -> None:
    unknown = Tried(other, other, f"{other.strip('-') or 'x'}@example.com")
    mixed = Tried(
        staff.get(number, unknown).staff_number,
        staff.get(code, unknown).access_code,
        staff.get(contact, unknown).contact,
    )
    traces = []
    for tried in (unknown, mixed):
        house.count_anew()
        traces.append(by_program(TestClient(house.rig.app), "/join", **vars(tried)))
    assert traces[0] == traces[1]


def test_control_a_door_that_tells_is_noticed(tmp_path: Any) -> None:
    """The same comparison over a door whose joining says when number and code do not belong together."""
    from app.foundation.database import Database

    def telling(db: Any, number: str, code: str) -> str | None:
        found = match(db, number, code)
        if found is None:
            raise Conflict("Number and code do not belong together.")
        return found

    from tests.foundation.mini_desk import Member

    with filled(Database(f"sqlite:///{tmp_path / 'mini.sqlite'}")) as store:
        mini = mini_desk(store, enrolment=Enrolment(telling, claim))
        mini.add(Member(id="o2", audience="officer", contact=None, staff_number="00123", access_code="GATE-77"))
        sent = {"staff_number": "00123", "contact": "kim@example.com"}
        right, wrong = (both(mini, "/join", access_code=code, **sent) for code in ("GATE-77", "GATE-78"))
    assert right != wrong


def test_too_many_tries_are_refused_alike_whether_the_number_is_known_or_not(
    house: House, staff: dict[str, Tried]
) -> None:
    ends = []
    for number in (staff["claimed"].staff_number, staff["unclaimed"].staff_number, "no such number"):
        house.count_anew()
        client = TestClient(house.rig.app)
        sent = {"staff_number": number, "access_code": "AAAA", "contact": "x@example.com"}
        answers = [seen(client.post("/api/v1/join", json={**sent, "contact": f"x{n}@example.com"})) for n in range(6)]
        assert [status for status, _, _ in answers] == [202] * 5 + [429]
        ends.append(answers)
    assert ends[0] == ends[1] == ends[2]


def test_control_without_the_count_the_sixth_is_answered(house: House) -> None:
    client = TestClient(house.rig.app)
    for n in range(6):
        house.count_anew()
        sent = {"staff_number": "1", "access_code": "AAAA", "contact": f"x{n}@example.com"}
        assert client.post("/api/v1/join", json=sent).status_code == 202


def test_what_a_device_is_asked_does_not_depend_on_who_has_joined(desk: Desk) -> None:
    client = TestClient(desk.rig.app)
    asked = [seen(client.post("/api/v1/sign-in/passkey/options")) for _ in range(2)]
    with desk.rig.store.write() as db:
        identity.keep_contact(db, desk.officer_id, desk.number)
    asked.append(seen(client.post("/api/v1/sign-in/passkey/options")))
    assert asked[0] == asked[1] == asked[2]


def issuers(sources: list[Source]) -> set[str]:
    """The files of the product that issue access codes."""
    issuing = {f"app.care.services.identity.{name}" for name in ("issue_access_codes", "issue_first_codes")}
    named = [source for source in sources if "issue_" in source.text]
    found = {source.path for source in named for _, name in imports_of(source) if name in issuing}
    whole = {source.path for source in named if "identity.issue_" in source.text}
    return found | whole


def test_access_codes_are_issued_from_the_terminal_to_everybody_and_never_on_request() -> None:
    issuing = issuers(python_in(read_tree(), "app"))
    assert issuing
    assert {path for path in issuing if not path.startswith("app/demo/")} == {"app/cli.py"}
    planted = Source("app/care/web/a.py", '"""A."""\nfrom app.care.services.identity import issue_first_codes\n')
    assert issuers([planted]) == {"app/care/web/a.py"}


def test_everybody_gets_a_code_joined_or_not(desk: Desk) -> None:
    with desk.rig.store.write() as db:
        issued = {number for number, _ in identity.issue_access_codes(db)}
        assert issued == {officer.staff_number for officer in officers.everybody(db)}
        assert officers.one(db, desk.officer_id).staff_number in issued


def test_one_joins_with_a_number_as_with_an_address(desk: Desk) -> None:
    new = desk.rig.officer()
    with desk.rig.store.write() as db:
        number = officers.one(db, new).staff_number
        code = dict(identity.issue_access_codes(db))[number]
    program = TestClient(desk.rig.app)
    sent = {"staff_number": number, "access_code": code, "contact": f"0{desk.other[3:]}"}
    ticket = program.post("/api/v1/join", json=sent).json()["ticket"]
    entered = program.post("/api/v1/sign-in/code", json={"ticket": ticket, "code": desk.code_for(desk.other)})
    assert entered.status_code == 200
    bearer = {"authorization": f"Bearer {entered.json()['token']}"}
    assert program.get("/api/v1/me", headers=bearer).json()["officer"] == new
    shown = program.get("/api/v1/contacts", headers=bearer).json()
    assert shown == {"contacts": [{"kind": "number", "shown": f"number ending in {desk.other[-3:]}"}]}
