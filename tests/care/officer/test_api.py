"""The officer's JSON API: the same road as the pages, once for each key, and nobody else's business."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from app.care.domain.appointment import LIVE
from app.care.domain.appointment import AppointmentStatus as S
from app.care.services.counsellor_change import propose_change
from app.care.store.tables.access import IdempotencyRecord
from app.foundation.idempotency import Asked, once
from app.foundation.ids import new_id
from tests.care.officer.rig import Program, Rig

WISH = {"mode": "either", "urgency": "soon"}


def asked(rig: Rig, officer_id: str | None = None) -> tuple[Program, str]:
    """A program whose officer has asked for a course; the course's id."""
    program = rig.program(officer_id or rig.officer())
    answer = program.post("/courses", WISH)
    assert answer.status_code == 201, answer.text
    return program, answer.json()["id"]


def best(program: Program, course: str, **query: Any) -> str:
    """The token of the best offer."""
    found = program.get(f"/courses/{course}/offers").json()["offers"]
    return str(found[0]["offer"])


def booked(rig: Rig) -> tuple[Program, str, dict[str, Any]]:
    """A program with a booked first appointment."""
    program, course = asked(rig)
    held = program.post(f"/courses/{course}/holds", {"offer": best(program, course)}).json()
    answer = program.post(f"/appointments/{held['id']}/book")
    assert answer.status_code == 200, answer.text
    return program, course, answer.json()


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


def test_from_a_referral_to_ten_planned_sessions(either: Rig) -> None:
    either.counsellor(name="Anneke Vos")
    program, course = asked(either)
    assert program.get("/me").json()["course"] == course
    found = program.get(f"/courses/{course}/offers").json()
    assert found["number"] == 1
    assert len(found["offers"]) == 5
    offer = found["offers"][0]
    assert offer["counsellor"] == "Anneke Vos"
    assert "Video" in offer["reason"]
    assert 0 < offer["reliability"] <= 100
    assert [row["number"] for row in offer["following"]] == list(range(2, 11))

    held = program.post(f"/courses/{course}/holds", {"offer": offer["offer"]})
    assert (held.status_code, held.json()["status"]) == (201, "held")
    done = program.post(f"/appointments/{held.json()['id']}/book")
    assert (done.status_code, done.json()["status"]) == (200, "booked")

    whole = program.get(f"/courses/{course}").json()
    assert whole["agreed"] is True
    assert whole["balance"] == {"granted": 10, "attended": 0, "held": 10, "free": 0}
    assert [one["number"] for one in whole["sessions"]] == list(range(1, 11))
    assert whole["sessions"][0]["stands"] == "booked"
    assert whole["sessions"][9]["stands"] == "pencilled"
    for line in program.get(f"/courses/{course}/ledger").json()["entries"]:
        left = line["balance"]
        assert left["granted"] == left["attended"] + left["held"] + left["free"]


def test_a_booking_request_needs_a_key_and_the_same_key_books_once(either: Rig) -> None:
    either.counsellor()
    program, course = asked(either)
    offer = {"offer": best(program, course)}
    path = f"/courses/{course}/holds"
    assert_problem(program.post(path, offer, key=""), 400, "idempotency-key-missing")
    first = program.post(path, offer, key="a-key-of-mine")
    again = program.post(path, offer, key="a-key-of-mine")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    other = {"offer": best(program, course)}
    assert_problem(program.post(path, other, key="a-key-of-mine"), 422, "idempotency-key-reused")


def test_a_second_request_while_the_first_still_runs_is_told_so(rig: Rig) -> None:
    rig.counsellor()
    program, course = asked(rig)
    offer = {"offer": best(program, course)}
    heard: list[httpx.Response] = []
    key = "both-at-once"
    answer = program.post(f"/courses/{course}/holds", offer, key=key)
    with rig.store.read() as db:
        row = db.get(IdempotencyRecord, _identities(rig)[-1])
        assert row is not None
        same = Asked(row.id, row.request_digest)

    def meanwhile(_db: Any) -> tuple[int, dict[str, Any]]:
        heard.append(program.post(f"/courses/{course}/holds", offer, key=key))
        return 200, {}

    with rig.store.write() as db:
        db.delete(db.get_one(IdempotencyRecord, same.identity))
    once(rig.store, IdempotencyRecord, same, meanwhile, now=rig.clock())
    assert answer.status_code == 201
    assert_problem(heard[0], 409, "idempotency-in-flight")


def _identities(rig: Rig) -> list[str]:
    from sqlalchemy import select

    with rig.store.read() as db:
        return list(db.scalars(select(IdempotencyRecord.id).order_by(IdempotencyRecord.created_at)))


def test_a_refused_request_leaves_its_key_free_and_nothing_behind(rig: Rig) -> None:
    rig.counsellor()
    program, course = asked(rig)
    path = f"/courses/{course}/holds"
    assert_problem(program.post(path, {"offer": "nonsense"}, key="try-and-retry"), 422, "no-such-offer")
    assert program.post(path, {"offer": best(program, course)}, key="try-and-retry").status_code == 201


def test_of_two_officers_after_one_slot_one_gets_it_and_the_other_hears_of_other_times(either: Rig) -> None:
    either.counsellor()
    programs = [asked(either) for _ in range(2)]
    found = [program.get(f"/courses/{course}/offers").json()["offers"] for program, course in programs]
    shared = {one["start_at"] for one in found[0]} & {one["start_at"] for one in found[1]}
    at = min(shared)
    tokens = [next(one["offer"] for one in offers if one["start_at"] == at) for offers in found]

    def hold(i: int) -> httpx.Response:
        program, course = programs[i]
        return program.post(f"/courses/{course}/holds", {"offer": tokens[i]})

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(hold, range(2)), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 201
    problem = answers[1].json()
    assert (answers[1].status_code, problem["code"]) in {(409, "slot-taken"), (409, "slot-gone")}
    others = problem["alternatives"]
    assert others
    assert at not in {one["start_at"] for one in others}
    loser = next(p for p in programs if p[0].get("/me").json()["course"] == p[1] and not _holds(either, p[0]))
    assert loser[0].post(f"/courses/{loser[1]}/holds", {"offer": others[0]["offer"]}).status_code == 201


def _holds(rig: Rig, program: Program) -> bool:
    officer_id = program.get("/me").json()["officer"]
    return any(a.status is S.HELD for a in rig.appointments(officer_id))


def test_a_second_course_is_refused_while_one_goes_on(rig: Rig) -> None:
    program, _ = asked(rig)
    assert_problem(program.post("/courses", WISH), 409, "course-open")


def test_every_wish_that_nobody_could_fulfil_is_named(rig: Rig) -> None:
    wish = {"need": "juggling", "places": ["moon"], "counsellor_gender": "dragon", "language": "xx"}
    problem = assert_problem(rig.program(rig.officer()).post("/courses", wish), 422, "invalid")
    assert {fault["column"] for fault in problem["faults"]} == set(wish)


def test_a_body_that_cannot_be_read_is_a_problem_and_not_repeated(rig: Rig) -> None:
    answer = rig.program(rig.officer()).post("/courses", {"urgency": "SECRET-WORD", "unheard": 1})
    assert "SECRET-WORD" not in answer.text
    assert_problem(answer, 422, "invalid")


def test_a_booked_appointment_is_moved_in_one_step(rig: Rig) -> None:
    rig.counsellor()
    program, course, first = booked(rig)
    offers = program.get(f"/courses/{course}/offers?number=1").json()["offers"]
    moved = program.post(f"/appointments/{first['id']}/move", {"offer": offers[0]["offer"]})
    assert (moved.status_code, moved.json()["status"]) == (200, "booked")
    assert program.get(f"/appointments/{first['id']}").json()["outcome"] == "cancelled_by_officer"


def test_calling_off_plans_anew_and_declining_waits(rig: Rig) -> None:
    rig.counsellor()
    program, course, first = booked(rig)
    gone = program.post(f"/appointments/{first['id']}/cancel", {"why": "court"}, key="")
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    again = program.get(f"/courses/{course}").json()["sessions"][0]
    assert again["appointment"]["id"] != first["id"]
    assert again["moved_from"]["id"] == first["id"]
    assert program.post(f"/appointments/{again['appointment']['id']}/cancel", {"rebook": False}, key="").is_success
    assert program.get(f"/courses/{course}").json()["state"] == "waiting"


def test_a_held_time_is_let_go_and_a_lapsed_one_cannot_be_booked(rig: Rig) -> None:
    from datetime import timedelta

    rig.counsellor()
    program, course = asked(rig)
    held = program.post(f"/courses/{course}/holds", {"offer": best(program, course)}).json()
    for _ in range(2):
        assert program.post(f"/appointments/{held['id']}/let-go", key="").json()["status"] == "cancelled"
    held = program.post(f"/courses/{course}/holds", {"offer": best(program, course)}).json()
    rig.clock.advance(timedelta(minutes=10))
    problem = assert_problem(program.post(f"/appointments/{held['id']}/book"), 409, "hold-lapsed")
    assert problem["alternatives"]


def test_pause_and_resume(rig: Rig) -> None:
    rig.counsellor()
    program, course, _ = booked(rig)
    paused = program.post(f"/courses/{course}/pause", key="").json()
    assert (paused["state"], paused["balance"]["free"]) == ("paused", 10)
    on = program.post(f"/courses/{course}/resume", key="").json()
    assert (on["state"], on["balance"]["held"]) == ("open", 10)


def test_a_course_can_be_ended_once_and_for_all_and_another_asked_for(rig: Rig) -> None:
    rig.counsellor()
    program, course, first = booked(rig)
    for _ in range(2):
        ended = program.post(f"/courses/{course}/withdraw", key="")
        assert (ended.status_code, ended.json()["state"]) == (200, "withdrawn")
        assert ended.json()["balance"] == {"granted": 10, "attended": 0, "held": 0, "free": 10}
    assert program.get(f"/appointments/{first['id']}").json()["outcome"] == "cancelled_by_officer"
    assert_problem(program.post(f"/courses/{course}/resume", key=""), 409, "illegal-move")
    assert program.post("/courses", WISH).status_code == 201


def test_a_counsellor_change_waits_for_consent(rig: Rig) -> None:
    rig.counsellor()
    program, course, _ = booked(rig)
    other = rig.counsellor(name="Ben Okafor")
    with rig.store.write() as db:
        propose_change(db, course, other, now=rig.clock())
    change = program.get(f"/courses/{course}").json()["change"]
    assert change["to_counsellor"] == "Ben Okafor"
    answer = program.post(f"/courses/{course}/counsellor-change", {"change": change["id"], "consents": True}, key="")
    ahead = [one["appointment"]["counsellor"] for one in answer.json()["sessions"] if one["appointment"]]
    assert set(ahead) == {"Ben Okafor"}
    refused = program.post(f"/courses/{course}/counsellor-change", {"change": change["id"], "consents": False}, key="")
    assert_problem(refused, 409, "already-answered")


def test_somebody_elses_records_do_not_exist(rig: Rig) -> None:
    rig.counsellor()
    program, course, first = booked(rig)
    other = rig.program(rig.officer())
    mine, nobody = program.get(f"/courses/{course}"), new_id()
    assert mine.status_code == 200
    offer = {"offer": best(program, course)}
    asked_for = [
        *(("get", f"/courses/{course}{end}", None) for end in ("", "/offers", "/ledger")),
        *(("post", f"/courses/{course}{end}", None) for end in ("/pause", "/resume", "/withdraw")),
        ("post", f"/courses/{course}/holds", offer),
        ("post", f"/courses/{course}/counsellor-change", {"change": nobody, "consents": True}),
        ("get", f"/appointments/{first['id']}", None),
        *(("post", f"/appointments/{first['id']}/{verb}", None) for verb in ("book", "let-go", "cancel")),
        ("post", f"/appointments/{first['id']}/move", offer),
    ]
    for verb, path, body in asked_for:
        answer = other.get(path) if verb == "get" else other.post(path, body)
        assert answer.status_code == 404, (path, answer.text)
        missing = path.replace(course, nobody).replace(first["id"], nobody)
        like = other.get(missing) if verb == "get" else other.post(missing, body)
        same = {**answer.json(), "instance": ""} == {**like.json(), "instance": ""}
        assert same, "what is somebody else's and what does not exist must look the same"
    assert len([a for a in rig.appointments(program.get("/me").json()["officer"]) if a.status in LIVE]) == 10


def test_nobody_and_the_wrong_audience_are_turned_away(rig: Rig) -> None:
    visitor = Program(rig.visitor(), "")
    assert_problem(visitor.get("/me"), 401, "not-signed-in")
    provider = Program(rig.visitor(), rig.sign_in(new_id(), "provider").token)
    assert_problem(provider.get("/me"), 404, "not-found")


def test_the_documentation_names_every_answer_with_an_example(rig: Rig) -> None:
    described = rig.app.openapi()
    hold = described["paths"]["/api/v1/courses/{course_id}/holds"]["post"]
    assert {"201", "400", "401", "404", "409", "422"} <= set(hold["responses"])
    for name in ("NewCourse", "ChosenOffer", "CallOff", "ChangeAnswer"):
        assert described["components"]["schemas"][name]["examples"]
    assert not [path for path in described["paths"] if path.startswith(("/start", "/choose", "/held"))]
