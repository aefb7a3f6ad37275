"""Whatever can be taken away is safe to open: no cell of any download is run as a formula."""

import csv
import io
from importlib import import_module
from pkgutil import iter_modules

import pytest

from app.rota import web
from app.rota.domain.decision import RejectedRow
from app.rota.domain.rule_book import RuleCode
from app.rota.store.uploads import upload_to_change
from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, published, sent

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\tx", "＝1+1")  # noqa: RUF001
BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
DOWNLOADS = (
    "/uploads/{id}/faults.csv",
    "/uploads/{id}/warnings.csv",
    "/uploads/{id}/rejected.csv",
    "/uploads/{id}/changes.csv",
    "/versions/1/changes.csv",
    "/uploads/template.csv",
)


@pytest.fixture
def upload_id(hr: HrDesk) -> str:
    """An upload that holds hostile text wherever a file can put some."""
    with hr.store.write() as db:
        published(db, long_csv(line()))
        row = upload_to_change(db, sent(db, long_csv(line(start="2026-12-01,15:00"))).id)
        places = [{"message": text, "sheet": text, "column": text, "value": text, "remedy": text} for text in HOSTILE]
        row.faults = places
        row.warnings = [{"rule": rule, **place} for place in places for rule in (RuleCode.LONG_DUTY.value, "other")]
        row.rejected = [RejectedRow(text, 2, HOSTILE, text).as_json() for text in HOSTILE]
        return row.id


@pytest.mark.parametrize("path", DOWNLOADS)
def test_no_cell_of_a_download_is_run(hr: HrDesk, upload_id: str, path: str) -> None:
    answer = hr.browser().get(path.format(id=upload_id))
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(BEGINS)]


@pytest.mark.parametrize("path", [path for path in DOWNLOADS if "{id}" in path and "changes" not in path])
def test_control_the_hostile_text_is_really_in_it(hr: HrDesk, upload_id: str, path: str) -> None:
    text = hr.browser().get(path.format(id=upload_id)).content.decode("utf-8-sig")
    assert all("'" + hostile in text for hostile in HOSTILE)


def test_every_download_of_the_desk_is_in_this_test() -> None:
    known = {path.replace("{id}", "{upload_id}").replace("/1/", "/{number}/") for path in DOWNLOADS}
    modules = [import_module(f"app.rota.web.{found.name}") for found in iter_modules(web.__path__)]
    routers = [module.router for module in modules if hasattr(module, "router")]
    assert {route.path for router in routers for route in router.routes if route.path.endswith(".csv")} == known


def test_the_workbook_template_is_served(hr: HrDesk) -> None:
    answer = hr.browser().get("/uploads/template.xlsx")
    assert answer.content.startswith(b"PK") and "roster-template.xlsx" in answer.headers["content-disposition"]


@pytest.mark.parametrize("path", DOWNLOADS)
def test_strangers_take_nothing_away(hr: HrDesk, path: str) -> None:
    assert hr.stranger().get(path.format(id="0" * 32)).status_code == 303
