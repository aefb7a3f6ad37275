"""The figures as a welfare lead sees them: published ones only, nobody in them, and nobody else let in."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.care.domain.disclosure import gate
from app.care.domain.made_up_quarters import MadeUpForce, made_up_quarters
from app.care.domain.quarter_figures import exact_tables
from app.care.store.figures import publish
from app.foundation.database import Database
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Rig, rigged
from tests.care.web.provider.rig import rigged as provider_rigged
from tests.care.web.welfare.test_notice import a_lead
from tests.support.builders import a_planned_course

API, PAGE = "/api/v1/welfare/insight", "/welfare/insight"
PATHS = (PAGE, f"{PAGE}/example", f"{PAGE}/figures.csv", f"{PAGE}/figures.json", f"{PAGE}/example/figures.csv",
         f"{PAGE}/example/figures.json", API, f"{API}/2026-Q1")  # fmt: skip


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def publish_made_up(store: Database, rig: Rig, *, staff: int = 12_000) -> None:
    """Three quarters of a made-up force, put through the gate and published."""
    happened, members = made_up_quarters(MadeUpForce(3, staff, 3))
    with store.write() as db:
        for name, one in zip(("2025-Q3", "2025-Q4", "2026-Q1"), happened, strict=True):
            publish(db, name, [gate(table) for table in exact_tables(one, members)], now=rig.clock())


def test_before_the_first_quarter_the_page_says_when_and_shows_an_example(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open(PAGE)
    assert "No figures yet" in lead.shown.visible
    assert f"{PAGE}/example" in lead.shown.links
    lead.open(f"{PAGE}/example")
    assert "Made-up figures" in lead.shown.visible
    assert "This is a force that does not exist" in lead.shown.visible


def test_the_newest_quarter_is_shown_and_an_older_one_when_asked_for(rig: Rig) -> None:
    publish_made_up(rig.store, rig)
    _, lead = a_lead(rig)
    lead.open(PAGE)
    assert "January to March 2026" in lead.shown.visible
    assert "Made-up" not in lead.shown.visible
    assert "Turns with nights" in lead.shown.visible
    lead.open(f"{PAGE}?quarter=2025-Q3")
    assert "July to September 2025" in lead.shown.visible
    for odd in ("2027-Q1", "nonsense", "2026-Q1%00", "' OR 1=1", "2026-Q1" * 500):
        assert lead.client.get(PAGE, params={"quarter": odd}).status_code == 404, odd


def test_what_is_withheld_is_said_and_why(rig: Rig) -> None:
    publish_made_up(rig.store, rig, staff=4000)
    _, lead = a_lead(rig)
    lead.open(f"{PAGE}?quarter=2025-Q3")
    assert "Withheld" in lead.shown.visible
    assert "fewer than 10 officers behind it or outside it" in lead.shown.visible


def test_a_small_force_is_told_why_nothing_is_broken_down(rig: Rig) -> None:
    publish_made_up(rig.store, rig, staff=900)
    _, lead = a_lead(rig)
    lead.open(PAGE)
    assert "The force has fewer than 1,000 staff" in lead.shown.visible


def test_no_count_on_the_page_or_in_a_file_is_under_ten_or_between_fives(rig: Rig) -> None:
    publish_made_up(rig.store, rig)
    _, lead = a_lead(rig)
    body = lead.client.get(f"{PAGE}/figures.json").json()
    rows = [row for one in body["quarters"] for table in one["tables"] for row in table["rows"]]
    counts = [count for row in rows for count in row["counts"] if count is not None]
    assert len(counts) > 50
    assert min(counts) >= 10
    assert not [count for count in counts if count % 5]
    shares = [share for row in rows if len(row["counts"]) > 1 for share in row["percent"] if share is not None]
    assert 0 < min(shares) <= max(shares) < 100


def test_the_files_are_safe_to_open_and_say_the_same_as_the_api(rig: Rig) -> None:
    publish_made_up(rig.store, rig)
    lead_id, lead = a_lead(rig)
    answer = lead.client.get(f"{PAGE}/figures.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="figures.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    headers = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    program = TestClient(rig.app)
    over_api = program.get(API, headers=headers).json()
    assert over_api == lead.client.get(f"{PAGE}/figures.json").json()
    assert len(rows) - 1 == sum(
        len(row["counts"]) for one in over_api["quarters"] for table in one["tables"] for row in table["rows"]
    )
    assert program.get(f"{API}/2025-Q4", headers=headers).json()["quarter"] == "2025-Q4"
    assert program.get(f"{API}/2026-Q2", headers=headers).status_code == 404


def test_officers_and_strangers_find_nothing_here(rig: Rig) -> None:
    publish_made_up(rig.store, rig)
    officer = rig.browser(rig.officer())
    program = rig.program(rig.officer())
    for path in PATHS:
        assert officer.client.get(path, headers={"accept": "text/html"}).status_code == 404, path
        if path.startswith("/api"):
            assert program.client.get(path, headers=program._headers()).status_code == 404, path
            assert TestClient(rig.app).get(path).status_code == 401, path
        else:
            away = rig.visitor().get(path, follow_redirects=False)
            assert away.status_code in {302, 303, 307}, path
            assert "/welfare/sign-in" in away.headers["location"], path


def test_the_page_does_not_depend_on_who_is_in_care_now(rig: Rig) -> None:
    publish_made_up(rig.store, rig)
    _, lead = a_lead(rig)

    def shown() -> list[str]:
        return [re.sub(r'name="form_token" value="[^"]*"', "", lead.client.get(path).text) for path in PATHS[:4]]

    before = shown()
    with rig.store.write() as db:
        a_planned_course(db)
    assert shown() == before
    assert read_page(before[0]).visible


def test_providers_find_nothing_here(care_sqlite: Database) -> None:
    with provider_rigged(care_sqlite) as rig:
        begun = rig.sign_in(rig.practice().contact)
        for path in PATHS:
            if path.startswith("/api"):
                answer = TestClient(rig.app).get(path, headers={"authorization": f"Bearer {begun.token}"})
            else:
                answer = rig.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
            assert answer.status_code == 404, path
