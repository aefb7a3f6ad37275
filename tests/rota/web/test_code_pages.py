"""Code tables on pages: faults at their cells, and the way to a table and back from an upload that waits for one."""

import re
from html import unescape
from typing import Any

import pytest

from tests.rota.builders import grid_csv
from tests.rota.hr import HrDesk, send_file, teach

GRID = grid_csv({"00123": ["E", "RD"]})
ROWS = {"code": ["E", "RD", ""], "kind": ["early", "rest_day", "early"], "starts": ["07:00", "", ""]}
ROWS |= {"ends": ["17:00", "", ""]}


def _send(browser: Any, data: str = GRID) -> Any:
    return browser.post("/uploads", files={"file": ("december.csv", data)})


def _kept(browser: Any, where: str = "/codes/edit", **changes: Any) -> Any:
    return browser.post(where, data={"name": "response", **ROWS, **changes})


def test_a_first_month_grid_leads_to_a_code_table_and_back_and_on(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _send(browser)
    upload = page.url.path
    assert "Make a code table, then choose it here" in page.text
    assert 'type="text" name="a.code_table"' not in page.text, (
        "no box to type the name of a table into that is not there"
    )
    [way] = re.findall(r'href="(/codes/edit\?[^"]+)"', page.text)
    page = browser.get(unescape(way))
    assert f'href="{upload}"' in page.text
    [action] = re.findall(r'<form method="post" action="(/codes/edit[^"]*)"', page.text)
    page = _kept(browser, unescape(action))
    assert page.url.path == upload
    assert re.search(r'name="a.code_table" value="response" checked', page.text)
    assert "This can be published" in browser.post(f"{upload}/answers", data={"a.code_table": "response"}).text


def test_a_table_that_was_made_meanwhile_can_be_chosen_on_the_page_and_over_the_api(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, GRID)
    assert [answer for answer, _ in row["questions"][0]["choices"]] == ["each"]
    teach(hr.store)
    where = f"/api/v1/rosters/uploads/{row['id']}"
    for shown in (api.get(where).json(), api.get("/api/v1/rosters/uploads").json()["uploads"][0]):
        [question] = shown["questions"]
        assert (question["choices"], question["text"][:16]) == (
            [["response", "response"], ["each", "none of these: ask me what each code means"]],
            "Which code table",
        )
    assert 'value="response"' in hr.browser().get(f"/uploads/{row['id']}").text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-out", "/uploads/x"]
)
def test_a_way_back_that_is_no_upload_of_ours_is_not_followed(hr: HrDesk, wanted: str) -> None:
    page = _kept(hr.browser(), f"/codes/edit?next={wanted}")
    assert page.url.path == "/codes"


def test_a_fault_in_a_code_leads_to_its_cell_and_keeps_the_way_back(hr: HrDesk) -> None:
    browser = hr.browser()
    page = _kept(browser, "/codes/edit?next=/uploads/new", name="", ends=["17", "", ""])
    assert page.status_code == 422
    for cell in ("name", "ends-1"):
        assert f'href="#f-{cell}"' in page.text and f'id="f-{cell}"' in page.text
    assert page.text.count('aria-invalid="true"') == 2
    assert "&#39;17&#39; is not a time like 07:00" in page.text and "Write 17:00 if that is meant." in page.text
    assert 'action="/codes/edit?next=/uploads/new"' in unescape(page.text).replace("%2F", "/")
    assert 'href="#f-code-1"' in browser.post("/codes/edit", data={"name": "empty"}).text


@pytest.mark.parametrize("starts", ["9:00", "09:00", "0900"])
def test_a_time_is_written_on_the_page_as_in_a_file(hr: HrDesk, starts: str) -> None:
    browser = hr.browser()
    _kept(browser, starts=[starts, "", ""])
    assert 'value="09:00"' in browser.get("/codes/edit?name=response").text
