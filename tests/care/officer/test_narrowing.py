"""Narrowing the times down, on the page and over the API: what is left out is said, and there is always a way on."""

from datetime import datetime

from app.care.store.tables.rosters import OfficerMonth
from tests.care.officer.rig import Rig, started
from tests.care.officer.test_discretion import given_away
from tests.support.builders import VIDEO, an_officer, at
from tests.support.duties import pack


def on_nights(rig: Rig) -> str:
    """An officer with two nights in the first week."""
    duties = pack([("night", at(d, 22), at(d + 1, 7)) for d in (2, 3)])
    with rig.store.write() as db:
        officer = an_officer(db)
        db.add(OfficerMonth(officer_id=officer.id, month="2026-03", version=1, duties=duties))
    officer_id: str = officer.id
    return officer_id


def test_times_are_narrowed_down_and_what_is_left_out_is_said_with_a_way_to_have_it_back(rig: Rig) -> None:
    rig.counsellor(places=(VIDEO, "riverside"))
    anneke = rig.counsellor(name="Anneke Vos")
    _, browser = started(rig, on_nights(rig))
    page = browser.open("/choose")
    assert {"Where", "When in the day", "Which days", "After nights", "With whom"} <= {
        heading.removesuffix(" optional") for heading in page.headings
    }
    page = browser.open("/choose?n=1&where=video&day=0&day=2&part=morning&rested=yes")
    assert not given_away(page, browser.headers)
    whens = list(page.offers)
    assert whens
    assert all(when.startswith(("Monday", "Wednesday")) and int(when[-5:-3]) < 12 for when in whens)
    assert "left out: not at Riverside" not in page.visible
    for said in ("left out: not by video", "left out: not on a Monday or Wednesday", "left out: not in the morning"):
        assert said in page.visible
    assert "times in the next four weeks are as you asked" in page.visible
    dropped = next(link for link in page.links if "day=" not in link and "part=morning" in link)
    assert len(browser.open(dropped).offers) >= len(whens)
    browser.send("/choose")
    assert "Kept for you" in browser.shown.headings
    page = browser.open(f"/choose?who={anneke}")
    assert "Robin" not in page.visible.partition("Show all")[2]


def test_where_nothing_is_quite_so_the_way_on_is_shown_and_nonsense_narrows_nothing(rig: Rig) -> None:
    rig.counsellor(hours=[(at(d, 10), at(d, 12)) for d in range(100)])
    _, browser = started(rig)
    page = browser.open("/choose?part=evening&day=1")
    assert browser.status == 200
    assert "None is quite like that" in page.headings
    assert "Show all times" in page.visible
    assert not page.offers
    assert "left out: not on a Tuesday" in page.visible
    plain = list(browser.open("/choose").offers)
    page = browser.open("/choose?day=9&part=soon&rested=maybe&where=&n=1")
    assert browser.status == 200
    assert list(page.offers) == plain
    assert "left out" not in page.visible


def test_the_api_narrows_down_alike_and_names_every_fault(rig: Rig) -> None:
    rig.counsellor([(at(d, 10), at(d, 20)) for d in range(40)], places=(VIDEO, "riverside"))
    program = rig.program(on_nights(rig))
    course = program.post("/courses", {"mode": "either", "urgency": "soon"}).json()["id"]
    everything = program.get(f"/courses/{course}/offers").json()
    assert (everything["suiting"], everything["left_out"]) == (everything["fitting"], [])
    assert {place["id"] for place in everything["places"]} == {VIDEO, "riverside"}
    found = program.get(f"/courses/{course}/offers?where=video&weekday=1&not_after_nights=true").json()
    assert found["offers"]
    assert all(
        offer["is_video"] and datetime.fromisoformat(offer["start_at"]).weekday() == 1 for offer in found["offers"]
    )
    assert found["suiting"] + sum(one["count"] for one in found["left_out"]) == found["fitting"]
    assert {"places", "after_nights", "weekdays"} == {one["wish"] for one in found["left_out"]}
    refused = program.get(f"/courses/{course}/offers?weekday=7&part=noon&anything=1")
    assert refused.status_code == 422
    assert {fault["column"].split(".")[0] for fault in refused.json()["faults"]} == {"weekday", "part", "anything"}
