"""Why there is no time: the reasons are true, and whatever is offered as a way out is one when it is taken."""

from dataclasses import dataclass, replace
from datetime import datetime, time

import pytest
from sqlalchemy import delete, update

from app.care.domain.easing import Ease, Easing
from app.care.domain.needs import NO_NEEDS, Disliked, OfficerNeeds
from app.care.domain.policy import Policy
from app.care.domain.referral import Referral
from app.care.domain.wants import Mode, Wants
from app.care.domain.why_not import Obstacle
from app.care.reads.choice import choice_of
from app.care.reads.why_not import Asked, WhyNot, why_not
from app.care.services.letting_go import SeenAs, let_go
from app.care.services.referral import refer
from app.care.store import courses, officers
from app.care.store.tables.providers import CounsellorHours
from app.care.store.tables.rosters import OfficerMonth
from app.care.web.officer.easing_words import could, in_the_way
from app.care.web.officer.letting_go import patience
from app.foundation.refusals import Conflict
from scheduler.interval import Interval
from tests.care.officer.rig import ZONE, Rig
from tests.support.builders import NOW, SITE, a_place, at
from tests.support.duties import pack_by_month

ANYTHING = Wants()
NIGHTS = [("night", at(d, 22), at(d + 1, 6)) for d in range(-1, 42)]
LEAVE = [("leave", at(0, 7), at(42, 7))]
AFTERNOONS = Disliked(frozenset(range(5)), time(12), time(17))
ALWAYS = Interval(at(0, 0), at(200, 0))
AWAY = f"away:{ALWAYS.start.isoformat()}/{ALWAYS.end.isoformat()}"


@pytest.fixture(scope="module")
def rig(desk_for_all: Rig) -> Rig:
    """One person to see, by video, on weekday afternoons; a second place where nobody works."""
    desk_for_all.store.session_info["policy"] = Policy(grid=60, weeks=6)  # the first sessions are enough to ask about
    hours = [(at(d, 13), at(d, 16)) for d in range(42) if d % 7 < 5]
    desk_for_all.counsellor(hours=hours, name="Robin Hale", gender="man", languages=["en"])
    with desk_for_all.store.write() as db:
        a_place(db, SITE, rooms=1)
    desk_for_all.app.state.desk = replace(desk_for_all.desk, thinking_seconds=60)  # however busy this machine is
    return desk_for_all


@dataclass(frozen=True)
class Case:
    """An officer for whom nothing fits, why, and one way out."""

    reasons: set[Obstacle]
    way: str
    needs: OfficerNeeds = NO_NEEDS
    wants: Wants = ANYTHING
    duties: tuple[tuple[str, datetime, datetime], ...] = ()


BOTH_AWAY = {Obstacle.OFFICER_AWAY, Obstacle.COUNSELLOR_AWAY}
CASES = {
    "sleep": Case({Obstacle.OFFICER_AWAY}, "sleep:8", OfficerNeeds(sleep_hours=14), duties=tuple(NIGHTS)),
    "hours": Case(
        {Obstacle.OFFICER_AWAY, Obstacle.COUNSELLOR_AWAY}, "hours:afternoon", OfficerNeeds(closed=(AFTERNOONS,))
    ),
    "away": Case(
        {Obstacle.OFFICER_AWAY},
        f"away:{ALWAYS.start.isoformat()}/{ALWAYS.end.isoformat()}",
        OfficerNeeds(blackouts=(ALWAYS,)),
    ),
    "leave": Case({Obstacle.OFFICER_AWAY}, "leave", duties=tuple(LEAVE)),
    "place": Case({Obstacle.NO_COMMON_PLACE}, "video", wants=Wants(mode=Mode.SITE)),
    "gender": Case({Obstacle.NOBODY_MATCHES}, "gender:woman", wants=Wants(counsellor_gender="woman")),
    "three at once": Case(
        {Obstacle.NO_COMMON_PLACE},
        f"video~{AWAY}~sleep:8",
        OfficerNeeds(sleep_hours=14, blackouts=(ALWAYS,)),
        Wants(mode=Mode.SITE),
        tuple(NIGHTS),
    ),
    "two at once": Case(
        {Obstacle.NO_COMMON_PLACE},
        "video~sleep:8",
        OfficerNeeds(sleep_hours=14),
        Wants(mode=Mode.SITE),
        tuple(NIGHTS),
    ),
}


def stuck(rig: Rig, case: Case) -> tuple[str, str]:
    """The officer of a case and their course, of which nothing is planned."""
    officer_id = rig.officer(())
    with rig.store.write() as db:
        db.execute(delete(OfficerMonth).where(OfficerMonth.officer_id == officer_id))
        for month, duties in pack_by_month(case.duties).items():
            db.add(OfficerMonth(officer_id=officer_id, month=month, version=1, duties=duties))
        officers.one(db, officer_id).needs = case.needs.as_json()
        course_id = refer(db, officer_id, Referral(wants=case.wants), now=rig.clock()).id
    rig.run_jobs()
    assert not rig.appointments(officer_id)
    return officer_id, course_id


def ask(rig: Rig, officer_id: str, course_id: str, number: int = 1) -> WhyNot:
    return why_not(rig.store, Asked(officer_id, course_id, number), now=rig.clock(), enough=lambda: False)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_way_out_is_one_and_finds_the_time_it_says(rig: Rig, case: Case) -> None:
    officer_id, course_id = stuck(rig, case)
    why = ask(rig, officer_id, course_id)
    assert set(why.obstacles) == case.reasons
    way = why.way(case.way)
    assert way is not None, [one.key for one in why.ways.found]
    browser = rig.browser(officer_id)
    page = browser.open("/why?n=1&whole=yes")
    assert could(way.easings[0], why.names, ZONE) in page.visible
    page = browser.post("/why", n="1", way=case.way)
    assert page.path == "/plan/1"
    assert rig.standing(officer_id).start_at == way.row.start_at
    assert browser.open("/why?n=1&whole=yes").visible.count("There is a time for it")


def test_a_way_out_that_would_not_help_any_more_is_not_taken(rig: Rig) -> None:
    officer_id, course_id = stuck(rig, CASES["sleep"])
    browser, program = rig.browser(officer_id), rig.program(officer_id)
    with rig.store.write() as db:
        officers.one(db, officer_id).needs = OfficerNeeds(sleep_hours=14, blackouts=(ALWAYS,)).as_json()
    page = browser.post("/why", n="1", way="sleep:8")
    assert browser.status == 409
    assert "That would not help any more" in page.visible
    refused = program.post(f"/courses/{course_id}/plan/1/remedy", {"remedy": "sleep:8"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no-way-any-more")
    with rig.store.read() as db:
        assert OfficerNeeds.from_json(officers.one(db, officer_id).needs).sleep_hours == 14
    for nonsense in ("", "sleep", "sleep:8~sleep:8", "x" * 300, "away:tomorrow"):
        path = f"/courses/{course_id}/plan/1/remedy"
        assert program.post(path, {"remedy": nonsense}).status_code == (409 if nonsense else 422)


def test_what_was_tried_out_in_another_world_is_not_done(rig: Rig) -> None:
    officer_id, course_id = stuck(rig, CASES["leave"])
    why = ask(rig, officer_id, course_id)
    easings, now = why.ways.found[0].easings, rig.clock()
    for course_version, roster_version in ((why.course_version - 1, 1), (why.course_version, 2)):
        with pytest.raises(Conflict) as refused, rig.store.write() as db:
            let_go(db, officer_id, course_id, easings, SeenAs(course_version, roster_version), now=now)
        assert refused.value.stable_code == "world-moved-on"
    with rig.store.write() as db:  # the control: in the world it was tried out in, it is
        let_go(db, officer_id, course_id, easings, SeenAs(why.course_version, why.roster_version), now=now)
    rig.run_jobs()
    assert rig.standing(officer_id).start_at == why.ways.found[0].row.start_at, "the durable job alone plans it too"


def test_the_api_says_the_same_and_applying_it_again_changes_nothing(rig: Rig) -> None:
    officer_id, course_id = stuck(rig, CASES["place"])
    program = rig.program(officer_id)
    found = program.get(f"/courses/{course_id}/plan/1/why").json()
    assert [reason["code"] for reason in found["reasons"]] == ["no_common_place"]
    assert found["reasons"][0]["words"] == "Nobody you could see works where you would go."
    (remedy,) = found["remedies"]
    assert (remedy["remedy"], remedy["easings"][0]["words"]) == ("video", "Meet by video too")
    for _ in range(2):
        done = program.post(f"/courses/{course_id}/plan/1/remedy", {"remedy": "video"})
        assert done.status_code == 200, done.text
        first = done.json()["sessions"][0]["appointment"]
        assert first["start_at"] == remedy["start_at"]
    assert program.get(f"/courses/{course_id}/plan/11/why").status_code == 404
    assert program.get(f"/courses/{course_id}/plan/0/why").status_code == 404
    assert rig.program(rig.officer()).get(f"/courses/{course_id}/plan/1/why").status_code == 404


def test_looking_stops_when_it_has_been_enough_and_says_so(rig: Rig) -> None:
    officer_id, course_id = stuck(rig, CASES["two at once"])
    why = why_not(rig.store, Asked(officer_id, course_id, 1), now=rig.clock(), enough=lambda: True)
    assert why.obstacles
    assert (why.ways.found, why.ways.is_whole) == ((), False)
    assert not patience(60)()
    assert patience(-1)()


def test_somebody_else_is_a_way_out_and_the_tap_is_the_consent(rig: Rig) -> None:
    gone = rig.counsellor(name="Idris Owen", languages=["cy"])
    officer_id = rig.officer()
    rig.browser(officer_id).open("/start")
    browser = rig.browser(officer_id)
    browser.open("/start")
    browser.send("/start", mode="either", urgency="soon", language="cy")
    browser.send("/choose")
    browser.send(f"{browser.shown.path}/book")
    rig.counsellor(name="Sian Rees", languages=["cy"])
    with rig.store.write() as db:
        db.execute(update(CounsellorHours).where(CounsellorHours.counsellor_id == gone).values(withdrawn_at=NOW))
        course = courses.going_on_of_officer(db, officer_id)
        assert course
        course.version += 1
        course_id = course.id
    rig.program(officer_id).post(f"/courses/{course_id}/pause")
    rig.program(officer_id).post(f"/courses/{course_id}/resume")
    why = ask(rig, officer_id, course_id)
    way = next(one for one in why.ways.found if one.easings[0].ease is Ease.SOMEBODY_ELSE)
    assert "Go on with Sian Rees instead" in browser.open("/why?n=1&whole=yes").visible
    browser.post("/why", n="1", way=way.key)
    assert rig.standing(officer_id).start_at == way.row.start_at
    assert rig.standing(officer_id).counsellor_id == way.row.counsellor_id


def test_the_page_comes_at_once_and_the_answer_after_it(rig: Rig) -> None:
    officer_id, _ = stuck(rig, CASES["leave"])
    browser = rig.browser(officer_id)
    for leads_there in ("/choose", "/plan/1"):
        assert "/why?n=1" in browser.open(leads_there).links
    page = browser.open("/why?n=1")
    assert "Looking through your duties" in page.visible
    assert browser.open("/why/found?n=1").path == "/why"
    part = browser.client.get("/why/found?n=1", headers={"hx-request": "true"})
    assert "Use days of your leave" in part.text
    assert "<html" not in part.text
    for nowhere in ("/why", "/why?n=0", "/why?n=11", "/why?n=x", "/why/found?n=99"):
        browser.open(nowhere)
        assert browser.status == 404, nowhere


def test_what_it_says_it_would_open_is_what_opens(rig: Rig) -> None:
    """Nights, a closed afternoon, a day away and leave: each is let go of, and the times are counted again."""
    needs = OfficerNeeds(
        sleep_hours=8,
        closed=(Disliked(frozenset({0}), time(12), time(17)), Disliked(frozenset({5, 6}))),
        blackouts=(Interval(at(8, 0), at(9, 0)),),
        rests_after_nights=True,
    )
    duties = [("night", at(d, 22), at(d + 1, 6)) for d in range(28) if d % 6 < 3]
    duties += [("leave", at(d, 7), at(d + 1, 7)) for d in (17, 18)]
    officer_id = rig.officer(())
    with rig.store.write() as db:
        db.execute(delete(OfficerMonth).where(OfficerMonth.officer_id == officer_id))
        for month, packed in pack_by_month(duties).items():
            db.add(OfficerMonth(officer_id=officer_id, month=month, version=1, duties=packed))
        officers.one(db, officer_id).needs = needs.as_json()
        refer(db, officer_id, Referral(), now=rig.clock())
    before = choice_of(rig.store, officer_id, now=rig.clock())
    assert before
    kinds = {one.easing.ease for one in before.openings}
    assert {Ease.SLEEP, Ease.HOURS, Ease.AWAY, Ease.LEAVE, Ease.REST_DAY} <= kinds
    for opening in before.openings:
        with rig.store.write() as db:
            officers.one(db, officer_id).needs = needs.as_json()
        key = opening.easing.key
        now_open = rig.program(officer_id).post("/me/choice", {"easing": key}).json()["open"]
        assert now_open == before.open + opening.more, key
    assert [one.more for one in before.openings] == sorted((one.more for one in before.openings), reverse=True)


def test_the_page_of_choice_says_how_many_more_and_does_it(rig: Rig) -> None:
    officer_id, _ = stuck(rig, CASES["sleep"])
    browser = rig.browser(officer_id)
    page = browser.open("/preferences/choice")
    assert "there is no time at which" in page.visible
    assert "Sleep 8 hours after a night turn, instead of 14" in page.visible
    page = browser.send("/preferences/choice", what="sleep:8")
    assert "Done. There are more times" in page.visible
    assert browser.post("/preferences/choice", what="sleep:8").visible.count("That has changed meanwhile")
    assert browser.status == 409
    newcomer = rig.browser(rig.officer())
    assert "Once you have a plan" in newcomer.open("/preferences/choice").visible
    newcomer.post("/preferences/choice", what="sleep:8")
    assert newcomer.status == 409


def test_there_are_words_for_all_of_it(rig: Rig) -> None:
    officer_id, course_id = stuck(rig, CASES["place"])
    why = ask(rig, officer_id, course_id)
    counsellor = next(iter(why.names.counsellors))
    what = {Ease.PLACE: SITE, Ease.HOURS: "weekend", Ease.SOMEBODY_ELSE: counsellor, Ease.GENDER: "woman"}
    what |= {Ease.VIDEO: "telephone+site", Ease.JOURNEY: SITE}
    for ease in Ease:
        easing = Easing(ease, what.get(ease, "en"), 8, 6, Interval(at(0), at(1)))
        assert "{" not in could(easing, why.names, ZONE)
    assert could(Easing(Ease.VIDEO), why.names, ZONE) == "Meet by video too"
    assert could(Easing(Ease.VIDEO, "telephone+site"), why.names, ZONE) == "Meet by telephone or in person too"
    assert all("{" not in in_the_way(one, why) for one in Obstacle)
