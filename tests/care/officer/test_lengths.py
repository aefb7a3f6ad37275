"""An officer chooses how long their sessions last where counsellors give more than one length, and only then."""

from datetime import timedelta

from tests.care.officer.rig import Rig


def lasts(rig: Rig, officer_id: str) -> set[timedelta]:
    """How long the officer's appointments are."""
    return {one.end_at - one.start_at for one in rig.appointments(officer_id)}


def test_where_all_give_the_usual_length_nothing_is_asked(rig: Rig) -> None:
    rig.counsellor()
    page = rig.browser(rig.officer()).open("/start")
    assert "How long each time?" not in page.visible


def test_ninety_minutes_are_chosen_and_planned_with_somebody_who_gives_them(rig: Rig) -> None:
    rig.counsellor(name="Anneke Vos", lengths=[50])
    rig.counsellor(name="Robin Hale", lengths=[60, 90])
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    page = browser.open("/start")
    assert "How long each time?" in page.visible
    choose = browser.send("/start", mode="either", urgency="soon", minutes="90")
    assert "With Robin Hale" in choose.visible
    assert "With Anneke Vos" not in choose.visible
    browser.send(browser.send("/choose").path + "/book")
    assert lasts(rig, officer_id) == {timedelta(minutes=90)}


def test_a_length_that_nobody_gives_is_refused_by_page_and_api(rig: Rig) -> None:
    rig.counsellor(lengths=[50, 60])
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/start")
    page = browser.send("/start", mode="either", urgency="soon", minutes="90")
    assert browser.status == 422
    assert "Choose from the lengths listed" in page.visible
    program = rig.program(officer_id)
    assert program.get("/choices").json()["lengths"] == [50, 60]
    refused = program.post("/courses", {"minutes": 90})
    assert (refused.status_code, refused.json()["faults"][0]["column"]) == (422, "minutes")
    assert program.post("/courses", {"minutes": 60}).json()["minutes"] == 60


def test_where_nobody_gives_the_usual_length_the_nearest_is_meant(rig: Rig) -> None:
    rig.counsellor(lengths=[90])
    program = rig.program(rig.officer())
    assert program.post("/courses", {}).json()["minutes"] == 90


def test_the_length_typed_is_kept_with_the_draft(rig: Rig) -> None:
    rig.counsellor(lengths=[50, 60])
    browser = rig.browser(rig.officer())
    browser.open("/start")
    browser.send("/start", mode="either", urgency="soon", minutes="61")
    browser.post("/start/save", mode="either", urgency="soon", minutes="60")
    assert browser.open("/start").form("/start").fields["minutes"] == "60"
