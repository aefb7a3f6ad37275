"""The whole story over both desks' JSON APIs, on both stores, with no promise broken; and how a broken one shows."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import URL

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.ledger import EntryKind
from app.care.services.ledger_post import Line, post
from app.demo.acts import PromiseBroken
from app.demo.play import Play
from app.demo.promises import broken_promises
from app.demo.stage import stage
from app.demo.story import play
from app.demo.teller import Teller
from app.foundation.database import Database
from tests.support.builders import NOW, a_booked_appointment
from tests.support.postgres import database_on

SMALL = 60
"""Staff of a smaller force: the demo's own 300 mean ten times the rows, and the same acts."""


def told() -> Console:
    """A console that keeps what is said, to be shown when the story fails."""
    return Console(file=StringIO(), width=110, force_terminal=False)


def said(console: Console) -> str:
    """All that was said."""
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_mails_of_a_life_that_is_served_later_lead_to_where_it_will_be_served(tmp_path: Path) -> None:
    with stage(tmp_path, NOW, mails_say="http://127.0.0.1:8702") as one:
        assert one.care.desk.base_url == "http://127.0.0.1:8702"
        assert one.care_url != one.care.desk.base_url


def test_the_whole_story_keeps_every_promise() -> None:
    console = told()
    assert play(console=console, others=6, staff=SMALL), said(console)
    assert "0 lost" in said(console)


@pytest.mark.postgres
def test_the_whole_story_keeps_every_promise_on_postgresql(postgres_server: URL, testrun_uid: str) -> None:
    console = told()
    with database_on(postgres_server, f"relief_story_{testrun_uid[:8]}") as url:
        assert play(console=console, others=6, staff=SMALL, admin_url=url.render_as_string(hide_password=False)), said(
            console
        )
    assert "0 lost" in said(console)


def test_an_act_that_does_not_come_true_ends_the_story_as_broken() -> None:
    def rain(_play: Play, _tell: Teller) -> None:
        """The roof holds."""
        raise PromiseBroken("it rained in")

    console = told()
    assert not play(console=console, others=0, staff=SMALL, acts=[rain])
    assert "it rained in" in said(console)


def test_a_store_in_which_a_planned_session_is_not_set_aside_breaks_a_promise(care_sqlite: Database) -> None:
    """The control: promises that a broken store satisfied would prove nothing."""
    with care_sqlite.write() as db:
        booked = a_booked_appointment(db)
        assert booked.status is AppointmentStatus.BOOKED
        assert broken_promises(db, [booked.course_id], now=NOW) == []
        line = Line(EntryKind.RELEASE, "a slip of the hand", appointment_id=booked.id)
        post(db, booked.course_id, line, now=NOW)
        (broken,) = broken_promises(db, [booked.course_id], now=NOW)
    assert "the_ledger_tells_the_truth" in broken
    assert booked.course_id in broken
