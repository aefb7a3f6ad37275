"""Who gets in: strangers are sent to sign in, others' records do not exist, forged forms do nothing."""

import pytest
from fastapi.routing import APIRoute

from app.care.domain.appointment import AppointmentStatus as S
from app.foundation.ids import new_id
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Rig, booked, started

OPEN = ["/about", "/preferences/diary.webmanifest"]
"""Read by anybody, before joining."""
PAGES = [
    "/",
    "/start",
    "/choose",
    "/plan/1",
    "/plan/1/change",
    "/pause",
    "/stop",
    "/change",
    "/history",
    "/preferences",
    "/preferences/diary",
    "/preferences/messages",
    "/preferences/record",
    "/preferences/record/export",
    "/preferences/record/export.json",
    "/preferences/record/erase",
    "/sooner",
    "/preferences/choice",
    "/preferences/messages",
    "/plan/1/instead",
    "/week",
    "/why",
    "/why/found",
]
POSTS = [
    "/start",
    "/choose",
    "/plan/1/change",
    "/plan/1/missed",
    "/pause",
    "/resume",
    "/stop",
    "/rebooking",
    "/change",
    "/preferences",
    "/preferences/away",
    "/preferences/away/remove",
    "/preferences/diary",
    "/preferences/diary/end",
    "/preferences/diary/title",
    "/preferences/messages",
    "/preferences/messages/notices",
    "/preferences/record/erase",
    "/start/save",
    "/start/forget",
    "/sooner",
    "/sooner/end",
    "/preferences/where",
    "/preferences/choice",
    "/preferences/effect",
    "/preferences/messages",
    "/preferences/messages/notices",
    "/why",
]


def test_every_address_is_tried_here(rig: Rig) -> None:
    """A page that somebody adds must be added above, or it would escape these tests."""
    from app.care.web import officer

    routes = [route for router in officer.routers() for route in router.routes if isinstance(route, APIRoute)]
    known = {(route.path.replace("{number}", "1"), verb) for route in routes for verb in route.methods or ()}
    plain = {(path, verb) for path, verb in known if "{" not in path}
    assert plain == {(path, "GET") for path in PAGES + OPEN} | {(path, "POST") for path in POSTS}
    assert {path for path, _ in known if "{" in path} == {
        "/held/{appointment_id}",
        "/held/{appointment_id}/book",
        "/held/{appointment_id}/let-go",
        "/booked/{appointment_id}",
        "/booked/{appointment_id}/diary.ics",
        "/preferences/messages/notices/{browser_id}/end",
        "/put-right/{appointment_id}",
        "/instead/{ended_id}",
        "/instead/{ended_id}/keep",
        "/instead/{ended_id}/another-day",
        "/sooner/{offer_id}/keep",
        "/sooner/{offer_id}/decline",
    }


def test_strangers_are_sent_to_the_sign_in_page(rig: Rig) -> None:
    for path in PAGES:
        answer = rig.visitor().get(path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), path
    for path in POSTS:
        answer = rig.visitor().post(path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), path


def test_who_sees_what_can_be_read_before_joining(rig: Rig) -> None:
    stranger, officer = rig.visitor(), rig.browser(rig.officer())
    answer = stranger.get("/about")
    assert answer.status_code == 200
    page = read_page(answer.text)
    assert "Who sees what" in page.headings
    assert "/join" in page.links
    assert "Sign out" not in page.visible
    for path in ("/join", "/sign-in"):
        assert "/about" in read_page(stranger.get(path).text).links
    assert "/join" not in officer.open("/about").links
    assert "/history" in officer.shown.links


def test_people_of_another_door_find_nothing(rig: Rig) -> None:
    visitor, begun = rig.visitor(), rig.sign_in(new_id(), "provider")
    visitor.cookies.set(rig.app.state.sign_in.door("provider").cookie, begun.token)
    assert [visitor.get(path).status_code for path in PAGES] == [404] * len(PAGES)


def test_a_form_without_its_token_or_from_elsewhere_does_nothing(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    held = {a.id for a in rig.appointments(officer_id) if a.status is S.BOOKED}
    for path in POSTS:
        browser.post(path, form_token="forged")
        assert browser.status == 403, path
        assert browser.client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert {a.id for a in rig.appointments(officer_id) if a.status is S.BOOKED} == held


def test_somebody_elses_kept_or_booked_time_does_not_exist(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    held = browser.send("/choose").path
    other = rig.browser(rig.officer())
    for path in (held, held.replace("held", "booked"), f"/held/{new_id()}"):
        other.open(path)
        assert other.status == 404
    for verb in ("book", "let-go"):
        other.post(f"{held}/{verb}")
        assert other.status == 404
    assert rig.standing(officer_id).status is S.HELD


def test_somebody_elses_offer_is_no_offer(rig: Rig) -> None:
    rig.counsellor()
    _, ada = started(rig)
    ben_id, ben = started(rig)
    ben.post("/choose", **{**ada.shown.form("/choose").fields, "form_token": ben.form_token})
    assert ben.status == 422
    assert not [a for a in rig.appointments(ben_id) if a.status is S.HELD]


def test_somebody_elses_appointment_cannot_be_moved(rig: Rig) -> None:
    rig.counsellor()
    ada_id, _ = booked(rig)
    hers = rig.standing(ada_id)
    _, ben = started(rig)
    ben.post("/choose", **{**ben.shown.form("/choose").fields, "instead_of": hers.id})
    assert ben.status == 404
    assert rig.standing(ada_id).id == hers.id


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"mode": "telepathy"}, "mode"),
        ({"mode": ""}, "mode"),
        ({"urgency": "yesterday"}, "urgency"),
        ({"places": "moon"}, "places"),
        ({"need": "juggling"}, "need"),
        ({"gender": "dragon"}, "gender"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_form_that_cannot_be_met_comes_back_with_what_to_put_right(
    rig: Rig, changes: dict[str, str], column: str
) -> None:
    rig.counsellor()
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/start")
    page = browser.send("/start", **changes)
    assert browser.status == 422
    assert "One thing needs to be put right" in page.headings
    assert f"#f-{column}" in page.links
    assert not rig.appointments(officer_id)


def test_numbers_that_the_plan_has_not_are_not_there(rig: Rig) -> None:
    rig.counsellor()
    _, browser = booked(rig)
    for path in ("/plan/0", "/plan/11", "/plan/10/change", "/plan/x", "/choose?n=abc", "/choose?n=0", "/choose?n=99"):
        page = browser.open(path)
        assert browser.status == 404, path
        assert "integer" not in page.visible


def test_a_form_without_its_key_is_told_so_in_plain_words(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    page = browser.post("/choose", offer="x")
    assert browser.status == 400
    assert "This page had grown old" in page.headings
    assert "Idempotency" not in page.visible


def test_without_a_plan_its_pages_lead_to_the_start_or_are_not_there(rig: Rig) -> None:
    browser = rig.browser(rig.officer())
    assert browser.open("/choose").path == "/start"
    assert browser.open("/change").path == "/"
    assert "Nothing yet" in browser.open("/history").visible
    for path in ("/plan/1", "/pause", "/stop"):
        browser.open(path)
        assert browser.status == 404
