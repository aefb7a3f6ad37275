"""Everything an officer is ever sent, made in every way it can be made, and searched for words that give them away."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from app.care.channels import mail_texts, short_texts
from app.care.channels.calendar import FILE_NAME, feed, single
from app.care.channels.mail_texts import LINES, Change, Voice, mail_about
from app.care.channels.push import Browser
from app.care.channels.short_texts import notice_about, text_about
from app.care.channels.store_mailer import A_TEXT
from app.care.domain.diary import Entry, Standing
from app.care.domain.discretion import leaks
from app.care.domain.telling import Telling, Times, Words
from app.care.domain.told import Told
from app.care.store.tables.officers import Officer
from app.care.web import api, calendar, mail, officer
from app.foundation.mailer import SmtpMailer
from app.foundation.signin import sending
from app.foundation.static_files import STATIC_DIR

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
VOICE = Voice("Relief", "https://desk.example", ZONE)
MANNERS = [
    *((VOICE, Telling(times=times)) for times in Times),
    (VOICE, Telling(words=Words.SHORT)),
    (Voice("Diary", "https://relief.force.example:8443", ZoneInfo("Europe/Dublin")), Telling()),
]
"""Who speaks, and in which words."""
SMTP = SmtpMailer(host="mail.example", sender="Relief <no-reply@mail.example>")
FIRST, SECOND = datetime(2026, 12, 3, 14, 0, tzinfo=UTC), datetime(2027, 6, 7, 9, 30, tzinfo=UTC)


def changes() -> Iterator[list[Change]]:
    """Each kind alone, by every kind of place, with and without what it was; and all of them in one message."""
    for told, (video, elsewhere) in product(Told, ((True, False), (False, True), (False, False))):
        yield [Change(told, FIRST, SECOND, video=video, elsewhere=elsewhere)]
        yield [Change(told, FIRST, FIRST, video=video, elsewhere=elsewhere)]
    for told in Told:
        yield [Change(told)]
        yield [Change(told, FIRST)]
    yield [Change(told, FIRST + timedelta(days=n), SECOND) for n, told in enumerate(Told)]


def all_that_is_sent() -> Iterator[tuple[str, str]]:
    """What it is, and every word of it: headers, subjects, titles, addresses and all."""
    kinds = list(changes())
    for n, (voice, wishes) in enumerate(MANNERS):
        for some in kinds:
            what = f"{[change.told.value for change in some]} {n}"
            written = mail_about(some, voice, wishes, "/d/AbCd")
            message = SMTP._message("kim@home.example", written.subject, written.body, now=NOW)
            yield f"mail {what}", message.as_string() + written.body
            yield f"text {what}", text_about(some, voice, wishes, "/d/AbCd")
            yield f"notice {what}", " ".join(map(str, json.loads(notice_about(some, voice, wishes, "/")).values()))


def all_templates() -> Iterator[tuple[str, str]]:
    """Everything that is filled in before it is sent, as it stands."""
    yield from ((f"line {told}", line) for told, line in LINES.items())
    for module in (mail_texts, short_texts, sending):
        for name, value in vars(module).items():
            if name.strip("_").isupper() and isinstance(value, str):
                yield f"{module.__name__} {name}", value
    yield "demo", A_TEXT


def all_files_and_addresses() -> Iterator[tuple[str, str]]:
    """What may stand in a history, a download folder or a calendar."""
    rooms = [*officer.routers(), *api.routers(), calendar.router, mail.router]
    own = [route.path for room in rooms for route in room.routes if not route.path.startswith("/api/")]  # type: ignore[attr-defined]
    yield from ((f"address {path}", path) for path in own)
    yield from ((f"file {path.name}", path.name) for path in STATIC_DIR.iterdir())
    yield "file", FILE_NAME
    for standing in Standing:
        entry = Entry("a@desk.example", FIRST, FIRST + timedelta(minutes=50), standing, 1, NOW, where="Video")
        title = str(Officer.__table__.c.calendar_title.default.arg)
        yield f"feed {standing}", feed([entry], title, ZONE).decode()
        yield f"single {standing}", single(entry, title, ZONE).decode()


@cache
def everything() -> tuple[tuple[str, str], ...]:
    """All of it, made once."""
    return (*all_that_is_sent(), *all_templates(), *all_files_and_addresses())


def given_away(said: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    return {what: found for what, text in said if (found := leaks(text))}


def test_nothing_that_is_sent_holds_a_forbidden_word() -> None:
    sent = [one for one in everything() if one[0].split()[0] in {"mail", "text", "notice"}]
    assert len(sent) > 1000
    assert given_away(sent) == {}


def test_no_template_holds_a_forbidden_word() -> None:
    templates = dict(all_templates())
    assert {"app.foundation.signin.sending _BODY", "app.care.channels.mail_texts VERY_SHORT"} <= templates.keys()
    assert given_away(templates.items()) == {}


def test_no_file_name_address_or_diary_holds_a_forbidden_word() -> None:
    assert given_away(all_files_and_addresses()) == {}


@pytest.mark.parametrize("words", Words)
def test_control_a_leak_in_the_name_of_a_service_or_in_a_link_is_found_in_everything_sent(words: Words) -> None:
    """Wherever it is seeded: a check that reads too little would let it through."""
    some, wishes = [Change(Told.APPOINTMENT_BOOKED, FIRST)], Telling(words=words)
    path = "/counsellor-change"
    assert leaks(mail_about(some, VOICE, wishes, path).body) == ["counsel"]
    assert leaks(text_about(some, VOICE, wishes, path)) == ["counsel"]
    assert leaks(notice_about(some, VOICE, wishes, path)) == ["counsel"]
    assert leaks(SMTP._message("kim@therapy.example", "x", "x", now=NOW).as_string()) == ["therap"]


@pytest.mark.parametrize("name", ["mail", "text", "notice", "line", "feed", "address"])
def test_control_a_leak_put_into_any_kind_of_thing_is_caught(name: str) -> None:
    kind = [one for one in everything() if one[0].startswith(name)]
    what, text = kind[len(kind) // 2]
    seeded = [*kind[:20], (what, f"{text} about your thera\u00adpy"), *kind[-20:]]
    assert given_away(seeded) == {what: ["therap"]}


def test_few_words_say_nothing_but_that_there_is_something() -> None:
    """Not even a locked screen shows a time, a place or what became of it."""
    wishes = Telling(words=Words.SHORT)
    for some in changes():
        for said in (text_about(some, VOICE, wishes), mail_about(some, VOICE, wishes).subject):
            assert not any(character.isdigit() for character in said)
            assert said.partition(".")[0] in {"Something changed in your diary", "Something is coming up in your diary"}


def test_a_text_is_short_and_its_letters_are_those_that_cost_nothing_more() -> None:
    """At most two parts of 153 letters; other letters than these would halve that (3GPP 23.038)."""
    for some in changes():
        text = text_about(some, VOICE, Telling(), "/d/" + "x" * 43)
        assert text.isascii()
        assert not set(text) & set("`")
        assert len(text) <= 2 * 153, text


def test_what_a_push_service_carries_along_says_nothing() -> None:
    from tests.care.channels.test_push import Receiver

    browser: Browser = Receiver.fresh().at("https://push.example/1")
    sealed = browser.sealed(notice_about([Change(Told.APPOINTMENT_BOOKED, FIRST)], VOICE, Telling()))
    assert b"diary" not in sealed
    assert b"Booked" not in sealed
