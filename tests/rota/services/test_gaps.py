"""What a roster covers is said truthfully: of whom, and where a gap is left."""

from app.foundation.database import Database
from app.rota.store.versions import version
from tests.rota.builders import grid_csv, line, long_csv
from tests.rota.hr import HrDesk, published, sent

BOTH = grid_csv({"00123": ["E", "L"], "00124": ["-", "-"]}, dates=("13/12/2026", "14/12/2026"))
ONE_LATER = grid_csv({"00123": ["E", "L"], "00125": ["E", "E"]}, dates=("20/12/2026", "21/12/2026"))
NEXT = grid_csv({"00123": ["E", "L"], "00124": ["-", "-"]}, dates=("15/12/2026", "16/12/2026"))


def gap(first: str, last: str, people: int) -> dict[str, object]:
    return {"from": first, "to": last, "people": people}


def test_a_preview_tells_of_whom_nothing_would_be_known_and_when(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, BOTH, code_table="response")
        assert sent(db, ONE_LATER, code_table="response").changes["gaps"] == [gap("2026-12-15", "2026-12-19", 1)]
        assert sent(db, NEXT, code_table="response").changes["gaps"] == []


def test_a_version_tells_where_its_days_are_not_known_for_everybody(rota_db: Database) -> None:
    with rota_db.write() as db:
        published(db, BOTH, code_table="response")
        assert version(db, 1).changes["gaps"] == []
        published(db, ONE_LATER, code_table="response")
        assert version(db, 2).changes["gaps"] == [
            gap("2026-12-13", "2026-12-19", 1),
            gap("2026-12-15", "2026-12-19", 1),
            gap("2026-12-15", "2026-12-21", 1),
        ]


def test_the_pages_say_so_and_publishing_goes_on(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, long_csv(line(), line("00124")))
        upload = sent(db, long_csv(line(start="2026-12-20,14:00", end="2026-12-20,22:00"))).id
    browser = hr.browser()
    assert "reaches from 01/12/2026 to 01/12/2026." in browser.get("/").text
    page = browser.get(f"/uploads/{upload}").text
    assert "A gap is left" in page and "<li>1 person: 02/12/2026 to 19/12/2026</li>" in page
    assert "1 person: 02/12/2026 to 20/12/2026" in browser.post(f"/uploads/{upload}/publish").text
    page = browser.get("/").text
    assert "reaches from 01/12/2026 to 20/12/2026, but not for everybody." in page
    assert "1 person: 02/12/2026 to 20/12/2026" in page and "covers 01/12/2026" not in page
