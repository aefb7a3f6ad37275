"""docs/fhir.md as a reader meets it: every request in it is sent, one after the other, and is answered as it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.foundation.database import Database
from tests.care.officer.rig import rigged
from tests.care.web.fhir.rig import asked, booked, codes, practice
from tests.support.builders import at

GUIDE = Path(__file__).parents[4] / "docs" / "fhir.md"
_REQUEST = re.compile(r"```http\n(.*?)```(.*?)(?=```http|\Z)", re.DOTALL)
_STATUS = re.compile(r"Answers\s+with\s+`(\d{3})`")
_CAPTURED = re.compile(r"`\$(\w+)`\s+is\s+`([\w.]+)`")
_OVER = "<!-- the appointment is over -->"


@dataclass(frozen=True)
class Request:
    """One request of the guide, and what the text after it says of its answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    captured: dict[str, str]
    is_last_before_the_end: bool


def requests(text: str) -> Iterator[Request]:
    for block, after in _REQUEST.findall(text):
        head, _, body = block.partition("\n\n")
        first, *lines = head.strip().split("\n")
        method, path = first.split(" ", 1)
        said = _STATUS.search(after)
        assert said, f"the guide does not say how {first} is answered"
        headers = dict(line.split(": ", 1) for line in lines)
        captured = dict(_CAPTURED.findall(after))
        yield Request(method, path, headers, body, int(said[1]), captured, _OVER in after)


def filled(text: str, known: dict[str, Any]) -> str:
    """The text with what earlier answers said. Operations ($find) are no names: ours are in capitals."""

    def said(found: re.Match[str]) -> str:
        value = known[found[1]]
        return value if isinstance(value, str) else json.dumps(value)

    return re.sub(r"\$([A-Z]+)\b", said, text)


def at_path(answer: Any, path: str) -> Any:
    for step in path.split("."):
        answer = answer[int(step)] if step.isdecimal() else answer[step]
    return answer


def test_every_request_of_the_guide_is_answered_as_it_says(care_sqlite: Database) -> None:
    with rigged(care_sqlite) as rig:
        alder = practice(rig)
        row = booked(rig, alder, at(7, 11))
        officer_id, _ = asked(rig)
        known: dict[str, Any] = {"TOKEN": alder.program.token, "OFFICER": "", "DESK": "http://testserver"}
        client, sent = TestClient(rig.app, raise_server_exceptions=False), 0
        for one in requests(GUIDE.read_text(encoding="utf-8")):
            known["OFFICER"] = rig.sign_in(officer_id).token
            headers = {"content-type": "application/fhir+json"}
            headers |= {name: filled(value, known) for name, value in one.headers.items()}
            answer = client.request(
                one.method, filled(one.path, known), headers=headers, content=filled(one.body, known) or None
            )
            assert answer.status_code == one.status, f"{one.method} {one.path}: {answer.text}"
            known |= {name: at_path(answer.json(), path) for name, path in one.captured.items()}
            if one.is_last_before_the_end:
                rig.clock.move_to(row.end_at)
            sent += 1
        assert sent >= 12
        assert codes(answer.json()) == ["bad-date"]


def test_control_a_request_whose_answer_is_not_told_is_found() -> None:
    told = "```http\nGET /x\n```\nAnswers with `200`. `$ID` is `id`."
    (one,) = requests(told)
    assert (one.path, one.status, one.captured) == ("/x", 200, {"ID": "id"})
    with pytest.raises(AssertionError, match="does not say"):
        list(requests(told + "```http\nGET /y\n```\nNothing is said."))
