"""The feed of published rosters is believed only when everything in it adds up."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from app.care.channels.rota_feed import RosterFeedBroken, RotaFeed
from app.care.domain.roster_feed import StaffLine, VersionHeader
from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import word_of

ZONE = ZoneInfo("Europe/London")
LATE = word_of(Duty(DutyKind.LATE, datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)))


def pack(*words: int) -> str:
    return b64encode(b"".join(word.to_bytes(8, "little") for word in words)).decode()


STAFF = [
    {"staff_number": "00123", "months": {"2026-12": pack(LATE)}},
    {"staff_number": "00124", "months": {}},
]


def opening(**changes: Any) -> dict[str, Any]:
    return {
        "format": "relief-roster/2",
        "number": 1,
        "published_at": "2026-11-20T10:00:00Z",
        "time_zone": "Europe/London",
        "covers_from": "2026-12-01",
        "covers_to": "2026-12-31",
        "staff": 2,
    } | changes


def published(first: dict[str, Any] | None = None, staff: list[Any] | None = None, **end: Any) -> bytes:
    lines = b"".join(
        json.dumps(item).encode() + b"\n" for item in [first or opening(), *(STAFF if staff is None else staff)]
    )
    return lines + json.dumps({"end": True, "digest": hashlib.sha256(lines).hexdigest()} | end).encode() + b"\n"


def with_duties(month: str, *words: int) -> dict[str, Any]:
    return {"staff_number": "00123", "months": {month: pack(*words)}}


def header(content: bytes | None = None, **changes: Any) -> VersionHeader:
    before_end = (content or published()).rstrip(b"\n").rpartition(b"\n")[0] + b"\n"
    facts: dict[str, Any] = {
        "number": 1,
        "published_at": datetime(2026, 11, 20, 10, tzinfo=UTC),
        "covers_from_on": date(2026, 12, 1),
        "covers_to_on": date(2026, 12, 31),
        "digest": hashlib.sha256(before_end).hexdigest(),
        "staff": 2,
    }
    return VersionHeader(**facts | changes)


def feed(answer: Callable[[httpx.Request], httpx.Response]) -> RotaFeed:
    return RotaFeed(httpx.Client(transport=httpx.MockTransport(answer)), "http://hr.test/", "secret token", ZONE)


def serving(content: bytes) -> RotaFeed:
    return feed(lambda request: httpx.Response(200, content=content))


def test_a_version_comes_whole_and_the_request_names_nobody() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=published())

    lines = list(feed(answer).version(header()))
    assert lines == [StaffLine("00123", {"2026-12": LATE.to_bytes(8, "little")}), StaffLine("00124", {})]
    assert str(asked[0].url) == "http://hr.test/feed/versions/1"
    assert asked[0].headers["authorization"] == "Bearer secret token"


def test_lines_are_put_together_however_the_network_cut_them() -> None:
    content = published()

    def crumbs(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(content[i : i + 7] for i in range(0, len(content), 7)))

    assert len(list(feed(crumbs).version(header()))) == 2


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "nothing"),
        (b"not json\n", "no JSON"),
        (published().rpartition(b'{"end"')[0], "no last line"),
        (published()[:-40], "a last line cut off"),
        (published() + b'{"staff_number":"9"}\n', "more after the end"),
        (published(opening(format="relief-roster/1")), "another format"),
        (published(opening(number=2)), "another version"),
        (published(opening(time_zone="UTC")), "another zone"),
        (published(opening(covers_to="2027-01-31")), "other dates"),
        (published(opening(staff=3)), "another count in the opening"),
        (published(staff=STAFF[:1]), "a member of staff missing"),
        (published(staff=[STAFF[1], STAFF[0]]), "staff out of order"),
        (published(staff=[STAFF[0], STAFF[0]]), "a member of staff twice"),
        (published(digest="0" * 64), "a digest that is not its own"),
        (published(staff=[STAFF[0], {"staff_number": "00124"}]), "no months"),
        (published(staff=[STAFF[0], {"staff_number": "", "months": {}}]), "no staff number"),
        (published(staff=[STAFF[0], {"staff_number": "2", "months": {"2026-13": []}}]), "a month 13"),
        (published(staff=[with_duties("2026-12", LATE | 0xFF)]), "an unknown kind"),
        (published(staff=[with_duties("2026-12", LATE & ~0xFFFFFF00)]), "a duty that takes no time"),
        (published(staff=[with_duties("2026-12", LATE + (1 << 40), LATE)]), "duties out of order"),
        (published(staff=[{"staff_number": "2", "months": {"2026-12": pack(LATE)[:-4]}}]), "half a duty"),
        (published(staff=[{"staff_number": "2", "months": {"2026-12": "%%%%"}}]), "no base64"),
        (published(staff=[{"staff_number": "2", "months": {"2026-12": []}}]), "a list of duties"),
        (published(staff=[with_duties("2026-11", LATE)]), "a duty under the wrong month"),
    ],
)
def test_a_version_that_does_not_add_up_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(RosterFeedBroken):
        list(serving(content).version(header(content)))


def test_a_version_other_than_the_one_listed_is_refused_even_if_it_is_sound_in_itself() -> None:
    with pytest.raises(RosterFeedBroken, match="digest"):
        list(serving(published()).version(header(digest="0" * 64)))


def test_a_changed_duty_is_noticed() -> None:
    with pytest.raises(RosterFeedBroken):
        list(serving(published().replace(pack(LATE).encode(), pack(LATE - (60 << 32)).encode())).version(header()))


def test_the_hour_before_the_month_belongs_to_the_local_month() -> None:
    """Summer time: 23:30 UTC on 31 May is 00:30 on 1 June where the roster was made."""
    begins = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    night = word_of(Duty(DutyKind.NIGHT, begins, begins + timedelta(hours=7)))
    content = published(staff=[STAFF[0], {"staff_number": "2", "months": {"2026-06": pack(night)}}])
    assert len(list(serving(content).version(header(content)))) == 2


def listed(*numbers: int) -> dict[str, Any]:
    one = {"published_at": "2026-11-20T10:00:00Z", "covers_from": "2026-12-01", "covers_to": "2026-12-31"}
    return {"versions": [one | {"number": n, "digest": "a" * 64, "staff": 2} for n in numbers]}


def test_versions_are_listed_ascending() -> None:
    rota = feed(lambda request: httpx.Response(200, json=listed(3, 4)))
    assert [version.number for version in rota.versions(2)] == [3, 4]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=listed(4, 3)),
        httpx.Response(200, json=listed(3, 3)),
        httpx.Response(200, json=listed(2)),
        httpx.Response(200, json={"versions": [{"number": 3}]}),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(401),
        httpx.Response(500),
        httpx.Response(302, headers={"location": "http://elsewhere.test/"}),
    ],
)
def test_a_list_that_cannot_be_is_refused(answer: httpx.Response) -> None:
    with pytest.raises(RosterFeedBroken):
        feed(lambda request: answer).versions(2)


def test_a_desk_that_does_not_answer_is_a_broken_feed() -> None:
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    with pytest.raises(RosterFeedBroken):
        feed(down).versions(0)
    with pytest.raises(RosterFeedBroken):
        list(feed(down).version(header()))
