"""Staff numbers in the team form: one on each line, or with commas or semicolons between, never cut at a space."""

import pytest

from app.rota.web.team_form import TeamForm
from tests.rota.hr import HrDesk

FIELDS = {"team": "A", "pattern": "2-2-2-4", "anchor_on": "2026-11-30"}
FIELDS |= {"period_from": "2026-12-01", "period_to": "2026-12-28"}


@pytest.mark.parametrize(
    ("typed", "staff"),
    [
        ("PC 101\r\nPC 102", ["PC 101", "PC 102"]),
        (" 00123 ,00124;7\n\n", ["00123", "00124", "7"]),
        ("not a number!!", ["not a number!!"]),
        (" ,;\n", []),
    ],
)
def test_staff_numbers_are_parted_at_lines_commas_and_semicolons_only(typed: str, staff: list[str]) -> None:
    assert TeamForm(members=typed).staff == staff


def test_an_entry_that_is_no_staff_number_is_one_fault_that_names_all_of_it(hr: HrDesk) -> None:
    page = hr.browser().post("/uploads/team", data={**FIELDS, "members": "PC 101\nnot a number!!"})
    assert page.status_code == 422
    assert page.text.count('href="#f-members"') == 1
    assert "“not a number!!”: a staff number is made of" in page.text


def test_a_staff_number_with_a_space_is_one_person(hr: HrDesk) -> None:
    page = hr.browser().post("/uploads/team", data={**FIELDS, "members": "PC 101\nPC 102"})
    assert "2 people are new on the roster." in page.text
