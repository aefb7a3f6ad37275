"""An upload that would take much of the roster away waits for a second word."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.foundation.refusals import Conflict
from app.rota.domain.rule_book import RuleCode
from app.rota.services.publish import publish
from app.rota.services.set_rules import set_rules
from app.rota.store.tables.access import AuditEntry
from app.rota.store.versions import latest_number
from tests.rota.builders import grid_csv
from tests.rota.hr import LONDON, NOW, HrDesk, published, sent

DATES = [f"{date(2026, 12, 1) + timedelta(days=n):%d/%m/%Y}" for n in range(14)]


def _grid(people: int, code: str = "E", last: str = "E") -> str:
    """People with the same code every day; the last of them with another."""
    rows = {f"{n:05}": [code if n < people else last] * 14 for n in range(1, people + 1)}
    return grid_csv(rows, dates=DATES)


def test_fewer_duties_wait_for_a_second_word(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(5), code_table="response")
        half = grid_csv({f"{n:05}": ["E", "-"] * 7 for n in range(1, 6)}, dates=DATES)
        row = sent(db, half, code_table="response")
        assert row.changes["drop"]["words"] == ["70 duties of these people become 35: 50 % fewer."]
        with pytest.raises(Conflict) as refused:
            publish(db, row.id, LONDON, by="hr1", now=NOW)
        assert (refused.value.stable_code, latest_number(db)) == ("big-drop", 1)
        assert publish(db, row.id, LONDON, by="hr1", now=NOW, confirm_drop=True).number == 2


def test_a_fifth_fewer_is_not_yet_a_drop(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(5), code_table="response")
        rows = {f"{n:05}": ["E"] * 12 + ["-"] * 2 for n in range(1, 6)}
        assert "drop" not in sent(db, grid_csv(rows, dates=DATES), code_table="response").changes


def test_people_who_are_missing_wait_for_a_second_word_and_keep_their_duties(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(20), code_table="response")
        assert "drop" not in sent(db, _grid(16, "L", "L"), code_table="response").changes
        row = sent(db, _grid(15, "L", "L"), code_table="response")
        [said] = row.changes["drop"]["words"]
        assert "Of 20 people who have duties in these months, 5 are not in the file." in said
        set_rules(db, {RuleCode.FEWER_PEOPLE: 100}, by="hr1", now=NOW)
        assert "drop" not in sent(db, _grid(15, "L", "L"), code_table="response").changes


def test_a_part_of_the_force_is_only_spoken_of(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(20), code_table="response")
        row = sent(db, _grid(9, "L", "L"), code_table="response")
        assert "drop" not in row.changes and row.warning_counts["fewer_people"] == 1
        [said] = [one["message"] for one in row.warnings if one["rule"] == "fewer_people"]
        assert said.startswith("The file names 9 of 20 people who have duties in these months.")


def test_one_person_left_with_nothing_waits_for_a_second_word(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(10), code_table="response")
        row = sent(db, _grid(10, last="-"), code_table="response")
        assert row.changes["drop"]["words"] == ["One person has duties in these days now and would have none."]
        set_rules(db, {RuleCode.EMPTIED: None}, by="hr1", now=NOW)
        assert "drop" not in sent(db, _grid(10, last="-"), code_table="response").changes


def test_that_it_was_confirmed_is_on_record(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, _grid(10), code_table="response")
        row = sent(db, _grid(10, last="-"), code_table="response")
        publish(db, row.id, LONDON, by="hr1", now=NOW, confirm_drop=True)
        entries = list(db.scalars(select(AuditEntry).where(AuditEntry.act == "roster.published")))
    details = sorted((entry.detail for entry in entries), key=lambda detail: detail["version"])
    assert [detail.get("confirmed_drop") for detail in details] == [None, True]


def test_the_page_and_the_api_ask_for_it(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, _grid(10), code_table="response")
        upload = sent(db, _grid(10, last="-"), code_table="response").id
    browser, machine = hr.browser(), hr.machine()
    page = browser.get(f"/uploads/{upload}").text
    assert "One person has duties in these days now and would have none." in page and "Is this meant?" in page
    assert "Confirm that this is meant" in browser.post(f"/uploads/{upload}/publish").text
    refused = machine.post(f"/api/v1/rosters/uploads/{upload}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "big-drop")
    assert refused.json()["drop"] == ["One person has duties in these days now and would have none."]
    done = browser.post(f"/uploads/{upload}/publish", data={"confirm_drop": "true"})
    assert done.url.path == "/versions/2"
    with hr.store.write() as db:
        again = sent(db, _grid(9, last="-"), code_table="response").id
    answer = machine.post(f"/api/v1/rosters/uploads/{again}/publish?confirm_drop=true")
    assert answer.json() == {"version": 3, "new": True}
