"""HR has no way to the figures: there is none on its desk, signed in or not."""

import pytest

from tests.rota.hr import HrDesk

PATHS = ("/welfare", "/welfare/insight", "/welfare/insight/example", "/welfare/insight/figures.csv",
         "/api/v1/welfare/insight", "/api/v1/welfare/insight/2026-Q1")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_hr_finds_no_figures(hr: HrDesk, path: str) -> None:
    assert hr.machine().get(path).status_code == 404
    assert hr.browser().get(path).status_code == 404
    assert "insight" not in hr.browser().get("/").text
