"""Mails to officers: readable, in plain words, and giving nothing away."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import app.care.web.provider as provider_pages
from app.care.channels.mail_texts import ABOUT_DATES, ABOUT_THE_PLAN, BODY, LINES, Change, Voice, mail_about
from app.care.domain.discretion import leaks
from app.care.domain.told import Told

VOICE = Voice("Relief", "https://desk.example", ZoneInfo("Europe/London"))
THURSDAY = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def leaky(texts: dict[str, str]) -> dict[str, list[str]]:
    """Which of the texts hold a forbidden word."""
    return {name: found for name, text in texts.items() if (found := leaks(text))}


def all_texts() -> dict[str, str]:
    """Every template, and every mail that can come of it."""
    texts = {f"line {told}": line for told, line in LINES.items()}
    texts |= {"body": BODY, "subject 1": ABOUT_DATES, "subject 2": ABOUT_THE_PLAN}
    for told in Told:
        mail = mail_about([Change(told, THURSDAY, MONDAY, video=True)], VOICE)
        texts[f"mail {told}"] = f"{mail.subject}\n{mail.body}"
    return texts


def test_there_is_a_line_for_everything_that_can_be_told() -> None:
    assert set(LINES) == set(Told)


def test_no_template_and_no_mail_holds_a_forbidden_word() -> None:
    assert leaky(all_texts()) == {}


@pytest.mark.parametrize("name", ["body", "subject 1", f"line {Told.APPOINTMENT_MOVED}"])
def test_control_a_leak_put_into_any_template_is_caught(name: str) -> None:
    seeded = all_texts()
    seeded[name] = f"{seeded[name]} Your counsellor will see you."
    assert leaky(seeded) == {name: ["counsel"]}


def test_the_demos_mail_page_gives_nothing_away_either() -> None:
    page = (Path(provider_pages.TEMPLATES) / "mail.html").read_text(encoding="utf-8")
    assert leaks(page) == []


@pytest.mark.parametrize(
    ("product", "url"), [("Relief Counselling", "https://desk.example"), ("Relief", "https://wellbeing.force.example")]
)
def test_a_name_or_an_address_that_gives_officers_away_is_refused_when_the_service_starts(
    product: str, url: str
) -> None:
    with pytest.raises(ValueError, match="officers may be seen"):
        Voice(product, url, ZoneInfo("Europe/London"))


def test_a_mail_says_what_moved_in_local_time_and_in_order() -> None:
    mail = mail_about(
        [
            Change(Told.APPOINTMENT_BOOKED, datetime(2027, 6, 1, 13, 0, tzinfo=UTC), video=False),
            Change(Told.APPOINTMENT_MOVED, THURSDAY, MONDAY, video=True),
        ],
        VOICE,
    )
    assert mail.subject == "A change to your diary"
    lines = mail.body.splitlines()
    assert lines[2] == "Moved: Monday 30 November, 09:30 is now Thursday 3 December, 14:00, by video."
    assert lines[3] == "Booked: Tuesday 1 June, 14:00."
    assert "https://desk.example/" in lines


def test_a_mail_about_a_question_says_that_it_waits_and_where_to_answer() -> None:
    mail = mail_about([Change(Told.COURSE_QUESTION)], VOICE)
    assert mail.subject == "Your plan has been updated"
    assert "There is a question for you in your plan." in mail.body
    assert "You can read it and answer here" in mail.body
    assert "is open" not in mail.body
    assert "nothing you need to do" not in mail.body


def test_a_move_to_another_place_says_so_without_naming_it() -> None:
    mail = mail_about([Change(Told.APPOINTMENT_MOVED, THURSDAY, MONDAY, elsewhere=True)], VOICE)
    assert "Moved: Monday 30 November, 09:30 is now Thursday 3 December, 14:00, at another place." in mail.body


def test_what_changes_at_the_same_hour_is_not_said_to_move_there() -> None:
    body = mail_about([Change(Told.APPOINTMENT_MOVED, MONDAY, MONDAY, elsewhere=True)], VOICE).body
    assert "Changed: Monday 30 November, 09:30, at another place. The time stays as it was." in body
    assert "is now" not in body


def test_a_plan_without_dates_has_its_own_subject() -> None:
    assert mail_about([Change(Told.COURSE_PAUSED)], VOICE).subject == "Your plan has been updated"


@pytest.mark.parametrize("told", [Told.COURSE_PAUSED, Told.COURSE_WITHDRAWN, Told.COURSE_COMPLETED])
def test_a_mail_that_names_no_time_does_not_say_that_it_can_be_changed(told: Told) -> None:
    assert "If a time does not suit you" not in mail_about([Change(told)], VOICE).body
    assert "If a time does not suit you" in mail_about([Change(Told.APPOINTMENT_BOOKED, MONDAY)], VOICE).body


def test_the_same_line_is_not_said_twice() -> None:
    body = mail_about([Change(Told.SESSION_WAITING), Change(Told.SESSION_WAITING)], VOICE).body
    assert body.count("One date in your plan is open") == 1
