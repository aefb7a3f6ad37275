"""The acts of the story, in order; each does one thing through the front doors and checks that it came true."""

from datetime import datetime, time, timedelta
from typing import Any

from app.care.services.identity import issue_access_codes
from app.demo.crowd import pick, refer_somebody
from app.demo.force import first_weeks, later_weeks, local, roster_csv, with_duties
from app.demo.play import HR, Play, pass_time
from app.demo.practice import Practice
from app.demo.stage import join_over_pages, sign_in
from app.demo.teller import Teller
from scheduler.duty import Duty, DutyKind

PUBLISHED_WEEKS = 12
OTHERS = 39
"""Courses besides the hero's."""
MISSED, MOVED = 3, 5
"""The hero's sessions that are kept from taking place: by a duty that ran over, and by a changed roster."""


class PromiseBroken(Exception):
    """Something in the story did not come true."""


def insist(true: bool, promise: str) -> None:
    """Raise PromiseBroken unless it is so."""
    if not true:
        raise PromiseBroken(promise)


def hr_publishes(play: Play, tell: Teller) -> None:
    """1 HR publishes a roster; the same file again changes nothing."""
    play.hr = sign_in(play.http, play.stage.rota_url, HR)
    file = roster_csv(first_weeks(play.force, PUBLISHED_WEEKS))
    seen = play.upload(file)
    insist(seen["state"] == "ready", f"a clean roster is ready to publish: {seen['faults'][:3]}")
    tell.say(f"{seen['staff']} staff, {seen['covers_from']} to {seen['covers_to']}, no faults.")
    tell.counts("Duties in the preview", seen["changes"]["added"])
    done = play.publish(seen["id"])
    insist(done == {"version": 1, "new": True}, "publishing makes version 1")
    again = play.upload(file)
    insist(not again["changes"]["anything"], "the same file again changes nothing")
    tell.say("Published as version 1. The same file once more: nothing changes.")


def others_are_in_care(play: Play, tell: Teller) -> None:
    """2 Care pulls it; others refer themselves and book."""
    numbers = pick(play.force, play.cast, play.rng, but=[play.hero.staff_number])
    play.people = [refer_somebody(play.stage.care.desk, number, play.rng) for number in numbers]
    play.stage.settle()
    tell.say(f"Everybody on the roster now has an identity in care. {len(play.people)} referred themselves and booked.")


def hero_refers_themselves(play: Play, tell: Teller) -> None:
    """3 An officer refers themselves and sees real times at once."""
    store = play.stage.care.desk.store
    with store.write() as db:
        codes = dict(issue_access_codes(db))
    hero = play.hero
    join_over_pages(play.stage.care_url, hero.staff_number, codes[hero.staff_number], hero.contact)
    hero.headers = sign_in(play.http, play.stage.care_url, hero.contact)
    hero.officer_id = play.api("GET", "/me")["officer"]
    course = play.api("POST", "/courses", json={"mode": "either", "urgency": "soon"}, headers=_once("refer"))
    hero.course_id = course["id"]
    insist(course["balance"]["granted"] == 10, "ten sessions are granted")
    offers = play.api("GET", f"/courses/{hero.course_id}/offers")["offers"]
    insist(len(offers) == 5, f"five times are offered, not {len(offers)}")
    tell.offers(offers)
    plan = play.plan()
    insist(sum(s["appointment"] is not None for s in plan["sessions"]) == 10, "all ten have a time at once")


def hero_books(play: Play, tell: Teller) -> None:
    """4 They hold a time and book; far ones stay provisional."""
    course = play.hero.course_id
    offer = play.api("GET", f"/courses/{course}/offers")["offers"][0]["offer"]
    held = play.api("POST", f"/courses/{course}/holds", json={"offer": offer}, headers=_once("hold"))
    play.api("POST", f"/appointments/{held['id']}/book", headers=_once("book"))
    play.stage.settle()
    plan = play.plan()
    stands = [session["stands"] for session in plan["sessions"]]
    insist(stands[0] == "booked" and stands[-1] == "pencilled", f"near ones are booked, far ones pencilled: {stands}")
    insist(len({s["appointment"]["counsellor"] for s in plan["sessions"]}) == 1, "all ten are with one counsellor")
    tell.plan("The plan of all ten", plan)


def hero_is_kept_on_duty(play: Play, tell: Teller) -> None:
    """5 Session 3 is missed, and rebooked without a word."""
    play.hero_misses[MISSED] = "kept_on_duty"
    before = play.plan()
    at = _start(before, MISSED)
    pass_time(play, at + timedelta(hours=2))
    after = play.plan()
    session = after["sessions"][MISSED - 1]
    insist(session["appointment"] is not None and _start(after, MISSED) > at, "the missed session has a new time")
    insist(after["balance"]["granted"] == 10, "the ledger still says ten")
    insist(after["balance"]["attended"] == MISSED - 1, "a miss uses nothing")
    tell.say(f"Missed on {at:%A %d %B}: kept on duty. Rebooked at once, nobody asked:")
    tell.moves(before, after)
    tell.balance(after["balance"])
    _insist_told(play, tell)


def hr_changes_the_roster(play: Play, tell: Teller) -> None:
    """6 A late turn lands on session 5: moved before it is missed."""
    before, others = play.plan(), play.others()
    at = _start(before, MOVED)
    zone = play.force.zone
    day = at.astimezone(zone).date()
    late = Duty(DutyKind.LATE, local(day, time(8), zone), local(day, time(22), zone))
    play.force = with_duties(play.force, play.hero.staff_number, [late])
    still_ahead = later_weeks(first_weeks(play.force, PUBLISHED_WEEKS), (day - play.force.first_on).days // 7)
    play.publish(play.upload(roster_csv(still_ahead))["id"])
    after = play.plan()
    was, became = ({_start(plan, number) for number in range(1, 11)} for plan in (before, after))
    insist(at not in became, "the clashing session has been moved")
    stayed = len(was & became)
    insist(stayed >= 8, f"a neighbour makes room at most, where the gap would be too short: {stayed} of 10 stayed")
    insist(play.others() == others, "officers without a clash see no change at all")
    tell.say(f"A long late turn on {day:%A %d %B} would have swallowed session {MOVED}. It was moved beforehand:")
    tell.moves(before, after)
    tell.say(f"{len(others)} appointments of {len(play.people)} others: not one changed.")


def hr_publishes_more(play: Play, tell: Teller) -> None:
    """7 More weeks are published; provisional ones become firm."""
    play.publish(play.upload(roster_csv(later_weeks(play.force, PUBLISHED_WEEKS)))["id"])
    pass_time(play, _start(play.plan(), MOVED) + timedelta(hours=2))
    tell.say(f"The roster now runs to {play.force.last_on:%d %B}.")
    tell.balance(play.plan()["balance"])


def counsellor_falls_ill(play: Play, tell: Teller) -> None:
    """8 The counsellor falls ill; a change waits for consent."""
    before = play.plan()
    practice, entry = _hero_entry(play)
    now = play.stage.clock()
    gone = {"start": now.isoformat(), "end": (now + timedelta(weeks=7)).isoformat()}
    data = {"counsellor": entry["counsellor"], **gone}
    practice.say(play.http, play.stage.care_url, "slot.withdrawn", data).raise_for_status()
    play.stage.settle()
    asked = play.plan()
    insist(asked["change"] is not None, "another counsellor is proposed")
    names = {s["appointment"]["counsellor"] for s in asked["sessions"] if s["appointment"] and s["stands"] != "done"}
    insist(asked["change"]["to_counsellor"] not in names, "nothing is booked with them before the officer agrees")
    tell.say(f"{asked['change']['from_counsellor']} is ill for seven weeks. {asked['change']['to_counsellor']} could")
    tell.say("go on; nothing is booked with them until the officer says yes. The officer says yes:")
    answer = {"change": asked["change"]["id"], "consents": True}
    play.api("POST", f"/courses/{play.hero.course_id}/counsellor-change", json=answer)
    play.stage.settle()
    after = play.plan()
    insist(after["balance"]["free"] == 0, "all that is owed is planned again")
    tell.moves(before, after)


def hero_completes(play: Play, tell: Teller) -> None:
    """9 After ten attended sessions the course is complete."""
    for _ in range(20):
        plan = play.plan()
        if plan["state"] == "complete":
            break
        ahead = [_start(plan, s["number"]) for s in plan["sessions"] if s["stands"] in ("booked", "pencilled")]
        pass_time(play, max(ahead, default=play.stage.clock() + timedelta(days=7)) + timedelta(hours=2))
    insist(plan["state"] == "complete", f"the course is complete, not {plan['state']}")
    insist(plan["balance"]["attended"] == 10, "ten sessions took place")
    tell.plan("The whole course, as it took place", plan)
    tell.balance(plan["balance"])


ACTS = (
    hr_publishes,
    others_are_in_care,
    hero_refers_themselves,
    hero_books,
    hero_is_kept_on_duty,
    hr_changes_the_roster,
    hr_publishes_more,
    counsellor_falls_ill,
    hero_completes,
)


def _start(plan: dict[str, Any], number: int) -> datetime:
    return datetime.fromisoformat(plan["sessions"][number - 1]["appointment"]["start_at"])


def _once(act: str) -> dict[str, str]:
    return {"idempotency-key": f"story-{act}-0001"}


def _hero_entry(play: Play) -> tuple[Practice, dict[str, Any]]:
    """The practice that counsels the hero, and its newest word on them."""
    known = play.hero_appointments()
    for practice in play.practices:
        for entry in practice.diary().values():
            if entry["appointment"] in known.get(practice.provider_id, {}):
                return practice, entry
    raise PromiseBroken("the provider was told of the hero's appointments")


def _insist_told(play: Play, tell: Teller) -> None:
    """The officer's mail, the provider's webhook and the diary feed all say the same."""
    mail = play.http.get(f"{play.stage.care_url}/mail").text
    insist(play.hero.contact in mail, "the officer was told by mail")
    practice, _ = _hero_entry(play)
    newest = practice.events[-1]["type"]
    insist(newest.startswith("appointment."), f"the provider was told by webhook: {newest}")
    tell.say("Told: the officer by a mail that says nothing of what it is for, the provider by a signed webhook.")
