"""The HR desk in a browser, without JavaScript."""

import re
from typing import Any

import pytest

from app.foundation.database import Database
from app.rota.files.child_ready import READY
from tests.rota.builders import grid_csv, line, long_csv
from tests.rota.hr import HrDesk, hr_desk, published, teach

GRID = grid_csv({"00123": ["E", "zz"]}, dates=("03/04/2027", "04/04/2027"))


def _token(page: Any) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def _send(browser: Any, data: str, **fields: str) -> Any:
    return browser.post("/uploads", files={"file": ("december.csv", data)}, data=fields)


def test_hr_signs_in_with_a_code(hr: HrDesk) -> None:
    hr.browser()  # gives hr@force.example an account
    caller = hr.stranger()
    caller.follow_redirects = True
    page = caller.get("/")
    page = caller.post("/sign-in", data={"contact": "hr@force.example", "form_token": _token(page)})
    code = next(word for word in hr.mails.sent[-1][2].split() if word.isdigit() and len(word) == 6)
    page = caller.post("/sign-in/code", data={"code": code, "form_token": _token(page)})
    assert "No roster has been published yet" in page.text


def test_a_roster_goes_the_whole_way_through_the_pages(hr: HrDesk) -> None:
    browser = hr.browser()
    teach(hr.store)
    assert "Roster file" in browser.get("/uploads/new").text
    page = _send(browser, GRID)
    assert "In which order are its dates meant?" in page.text
    where = page.url.path
    page = browser.post(f"{where}/answers", data={"a.code_table": "response", "a.date_order": "day_first"})
    assert "not in the code table" in page.text
    assert "row 2" in page.text
    page = _send(browser, GRID.replace("zz", "N"), code_table="response")
    where = page.url.path
    page = browser.post(f"{where}/answers", data={"a.date_order": "day_first"})
    assert "This can be published" in page.text
    assert "night 04/04/2027 22:00 to 05/04/2027 07:00" in page.text
    assert "00123" in browser.get(f"{where}/changes.csv").text
    page = browser.post(f"{where}/publish")
    assert page.url.path == "/versions/1"
    assert "This is roster version 1" in page.text
    assert "<h1>Roster version 1</h1>" in page.text
    assert "00123" in browser.get("/versions/1/changes.csv").text
    assert "Version 1 stands" in browser.get("/").text


def test_sending_the_same_again_says_that_nothing_changes(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, long_csv(line()))
    browser = hr.browser()
    page = _send(browser, long_csv(line()))
    assert "Nothing changes" in page.text
    page = browser.post(f"{page.url.path}/publish")
    assert "already says all this" in page.text


def test_a_team_is_written_into_the_form(hr: HrDesk) -> None:
    fields = {
        "team": "Response A",
        "pattern": "2-2-2-4",
        "anchor_on": "2026-11-30",
        "members": "00123\n00124, 7",
        "period_from": "2026-12-01",
        "period_to": "2026-12-28",
    }
    browser = hr.browser()
    page = browser.post("/uploads/team", data=fields)
    assert "This can be published" in page.text
    browser.post(f"{page.url.path}/publish")
    assert "Response A: 2-2-2-4" in browser.get("/").text
    page = browser.post("/uploads/team", data={**fields, "anchor_on": "", "members": ""})
    assert page.status_code == 422
    assert "no members" in page.text
    assert 'href="#f-anchor_on"' in page.text


def test_a_team_with_faults_comes_back_as_it_was_typed_and_nothing_is_kept(hr: HrDesk) -> None:
    fields = {"team": "", "pattern": "2-2-2-4", "anchor_on": "2026-11-30", "members": "00123 00\x00124"}
    fields |= {"period_from": "2026-12-28", "period_to": "2026-12-01"}
    browser = hr.browser()
    page = browser.post("/uploads/team", data=fields)
    assert (page.status_code, page.url.path) == (422, "/uploads/team")
    assert 'href="#f-team"' in page.text and 'href="#f-period_to"' in page.text
    assert "00123 00" in page.text and 'value="2026-11-30"' in page.text
    page = browser.post("/uploads/team", data={**fields, "team": "Response A", "period_to": "2027-01-03"})
    assert page.status_code == 422
    assert 'href="#f-members"' in page.text
    assert "team.json" not in page.text
    assert "Nothing was sent yet" in browser.get("/").text


def test_of_two_questions_either_will_do_and_a_blank_answer_is_spoken_of(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser, "Who,Start,End\nAnn,2026-12-01 07:00,2026-12-01 15:00\n")
    assert page.text.count("one of these two is needed") == 2
    where = page.url.path
    page = browser.post(f"{where}/answers", data={"a.staff_number": "", "a.column.staff_number": ""})
    assert "Nothing was answered." in page.text
    page = browser.post(f"{where}/answers", data={"a.staff_number": "00123"})
    assert "Nothing was answered." not in page.text


def test_a_roster_that_is_over_is_called_so(hr: HrDesk) -> None:
    browser = hr.browser()
    past = line(start="2020-12-01,14:00", end="2020-12-01,22:00")
    assert "All of this is over" in _send(browser, long_csv(past)).text
    assert "All of this is over" not in _send(browser, long_csv(line())).text


def test_a_quotation_mark_in_a_file_name_is_shown_as_one(hr: HrDesk) -> None:
    page = hr.browser().post("/uploads", files={"file": ('the "new" one.csv', long_csv(line()))})
    assert "the &#34;new&#34; one.csv" in page.text
    assert "%22" not in page.text


def test_a_file_that_is_too_large_leads_back_to_where_it_was_sent(rota_sqlite: Database) -> None:
    browser = hr_desk(rota_sqlite, most_bytes=1000).browser()
    page = _send(browser, "x" * 200_000)
    assert page.status_code == 413
    assert '<a class="button main" href="/uploads/new">' in page.text


def test_a_preview_that_the_world_overtook_is_made_anew(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser, long_csv(line()))
    with hr.store.write() as db:
        published(db, long_csv(line("00124")))
    again = browser.post(f"{page.url.path}/publish")
    assert "Another roster was published" in again.text
    assert "Publish as version 2" in again.text
    assert "version 2" in browser.post(f"{page.url.path}/publish").text


def test_codes_are_taught_on_a_page(hr: HrDesk) -> None:
    browser = hr.browser()
    row = {"code": ["E", "RD", ""], "kind": ["early", "rest_day", "early"], "starts": ["07:00", "", ""]}
    page = browser.post("/codes/edit", data={"name": "response", **row, "ends": ["17:00", "", ""]})
    assert "response" in page.text
    assert 'value="07:00"' in browser.get("/codes/edit?name=response").text
    page = browser.post("/codes/edit", data={"name": "x", "code": ["E", "E "], "kind": ["leave", "leave"]})
    assert "is there twice" in page.text


def test_an_upload_is_thrown_away(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser, long_csv(line()))
    gone = browser.post(f"{page.url.path}/discard")
    assert "The roster is as it was" in gone.text
    assert "thrown away" in browser.get(page.url.path).text


STRANGE = ["/", "/uploads/new", "/codes", "/codes/edit", "/versions/1", "/uploads/" + "0" * 32]
STRANGE += ["/profiles", "/rules", "/versions/1/go-back"]


@pytest.mark.parametrize("path", STRANGE)
def test_strangers_are_sent_to_sign_in(hr: HrDesk, path: str) -> None:
    answer = hr.stranger().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_form_without_its_token_does_nothing(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser, long_csv(line()))
    del browser.headers["x-form-token"]
    for path in (f"{page.url.path}/publish", f"{page.url.path}/discard", f"{page.url.path}/answers", "/uploads/team"):
        assert browser.post(path).status_code == 403
    with hr.store.read() as db:
        from app.rota.store.versions import latest_number

        assert latest_number(db) == 0


def test_what_is_not_there_is_a_kind_page(hr: HrDesk) -> None:
    browser = hr.browser()
    for path in ("/versions/99", "/uploads/" + "0" * 32, "/uploads/nothing", "/codes/edit?name=none"):
        page = browser.get(path)
        assert page.status_code == 404
        assert "<h1>" in page.text


def test_no_page_says_what_rosters_are_pulled_for(hr: HrDesk) -> None:
    browser = hr.browser()
    paths = ("/", "/uploads/new", "/codes", "/codes/edit", "/profiles", "/rules", "/api/openapi.json", "/sign-in")
    text = " ".join(browser.get(path).text for path in paths)
    assert not re.search(r"counsel|therap|mental|session|appointment|wellbeing|welfare|\bcare\b", text, re.IGNORECASE)


def test_long_lines_of_a_mail_wrap_on_a_narrow_screen(hr: HrDesk) -> None:
    style = hr.stranger().get("/static/relief.css").text
    assert ".mail-body { white-space: pre-wrap;" in style


def test_an_address_that_a_form_left_in_the_bar_leads_back_to_its_page(hr: HrDesk) -> None:
    browser = hr.browser()
    upload = _send(browser, GRID).url.path
    for path in ("/uploads", "/uploads/team"):
        page = browser.get(path)
        assert (page.status_code, page.url.path) == (200, "/uploads/new")
    for path in ("answers", "publish", "discard"):
        page = browser.get(f"{upload}/{path}")
        assert (page.status_code, page.url.path) == (200, upload)


def test_people_are_not_counted_before_a_file_could_be_read(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser, GRID)
    for shown in (page.text, browser.get("/").text):
        assert "not known yet" in shown
        assert not re.search(r">0</(td|dd)>", shown)


def test_a_page_that_is_refused_for_its_size_keeps_the_menu_of_whoever_is_signed_in(rota_sqlite: Database) -> None:
    desk = hr_desk(rota_sqlite, most_bytes=1000)
    assert "Sign out" in _send(desk.browser(), "x" * 200_000).text
    assert "Sign out" not in _send(desk.stranger(), "x" * 200_000).text


def test_opening_the_form_has_a_child_ready_by_the_time_a_file_is_chosen(hr: HrDesk) -> None:
    READY.end()
    hr.browser().get("/uploads/new")
    assert READY.is_ready
