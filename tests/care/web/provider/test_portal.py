"""The portal for practices without a system: people, ways in, the caseload, weeks, leave, calendars and files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from httpx import Response
from sqlalchemy import select

from app.care.domain.looker import Seen
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.services.identity import find_provider_account
from app.care.services.week_hours import renew
from app.care.store import hours, providers
from app.care.store.tables.messages import SentMail
from app.care.store.tables.providers import Counsellor
from app.care.store.tables.rights import Look
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from app.foundation.signin.sign_ins import Begun
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.provider.test_pages import audited, book, page
from tests.support.builders import VIDEO, at

PERSON = {
    "skills": "general, Trauma", "languages": "en cy", "lengths": ["50", "90"], "max_per_day": "5",
    "max_per_week": "20", "break_minutes": "15", "caseload": "25",
}  # fmt: skip
NAMES = iter(f"desk{n}@alder.example" for n in range(99))


@pytest.fixture(scope="module")
def rig(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One desk for all; each test brings a practice of its own."""
    import shutil

    path = tmp_path_factory.mktemp("portal") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as ready:
        yield ready
    store.close()


@pytest.fixture
def practice(rig: Rig) -> Practice:
    return rig.practice(next(NAMES))


@pytest.fixture
def begun(rig: Rig, practice: Practice) -> Begun:
    return rig.sign_in(practice.contact)


def code_of(practice: Practice, counsellor_id: str | None = None) -> str:
    return outward(practice.key, Kind.COUNSELLOR, counsellor_id or practice.counsellor_id)


def people_of(rig: Rig, practice: Practice) -> dict[str, Counsellor]:
    with rig.store.read() as db:
        found = {one.name: one for one in providers.counsellors_of_provider(db, practice.provider_id)}
        db.expunge_all()
    return found


def test_a_counsellor_is_added_changed_and_let_go(rig: Rig, practice: Practice, begun: Begun) -> None:
    answer = rig.post("/provider/people/new", begun, name="Kim Low", **PERSON)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/provider/hours/week")
    kim = people_of(rig, practice)["Kim Low"]
    assert (kim.skills, kim.languages, kim.lengths) == (["general", "trauma"], ["en", "cy"], [50, 90])
    assert (kim.max_per_day, kim.max_per_week, kim.break_minutes, kim.caseload) == (5, 20, 15, 25)
    path = f"/provider/people/{code_of(practice, kim.id)}"
    assert 'value="general, trauma"' in page(rig, path)
    again = rig.post(path, begun, name="Kim Lowe", active="no", **PERSON)  # type: ignore[arg-type]
    assert again.status_code == 303
    assert not people_of(rig, practice)["Kim Lowe"].active
    assert {"added.counsellor", "changed.counsellor"} <= set(audited(rig))


def test_every_field_at_fault_is_named_and_nothing_is_changed(rig: Rig, practice: Practice, begun: Begun) -> None:
    wrong = {**PERSON, "skills": "Trauma!", "max_per_day": "99", "caseload": "", "lengths": []}
    answer = rig.post("/provider/people/new", begun, name=" ", **wrong)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert all(f'id="e-{name}"' in answer.text for name in ("name", "skills", "max_per_day", "caseload"))
    taken = next(iter(people_of(rig, practice)))
    answer = rig.post("/provider/people/new", begun, name=taken.upper(), **PERSON)  # type: ignore[arg-type]
    assert (answer.status_code, "has this name already" in answer.text) == (422, True)
    assert len(people_of(rig, practice)) == 1


def test_letting_go_of_somebody_with_people_booked_needs_a_second_word(
    rig: Rig, practice: Practice, begun: Begun
) -> None:
    for hour in (10, 15):
        book(rig, practice.counsellor_id, hour)
    name = next(iter(people_of(rig, practice)))
    path = f"/provider/people/{code_of(practice)}"
    unsure = rig.post(path, begun, name=name, active="no", **PERSON)  # type: ignore[arg-type]
    assert (unsure.status_code, "2 of 2 appointments" in unsure.text) == (409, True)
    assert people_of(rig, practice)[name].active
    assert rig.post(path, begun, name=name, active="no", sure="yes", **PERSON).status_code == 303  # type: ignore[arg-type]
    with rig.store.read() as db:
        assert not providers.hours_of_counsellors(db, [practice.counsellor_id], rig.clock(), at(300))


def test_somebody_is_let_in_told_so_and_shut_out_again_at_once(rig: Rig, practice: Practice, begun: Begun) -> None:
    contact = next(NAMES)
    assert rig.post("/provider/accounts", begun, contact=contact.upper()).status_code == 303
    with rig.store.read() as db:
        account_id = find_provider_account(db, contact)
        assert any(m.recipient == contact and "/provider" in m.body for m in db.scalars(select(SentMail)))
    assert contact in page(rig, "/provider/people")
    own = rig.sign_in(contact)
    assert rig.client.get("/provider/caseload").status_code == 200
    mine = rig.post(f"/provider/accounts/{account_id}/end", own)
    assert mine.status_code == 303
    with rig.store.read() as db:
        assert find_provider_account(db, contact) == account_id, "one cannot shut oneself out"
    begun = rig.sign_in(practice.contact)
    assert rig.post(f"/provider/accounts/{account_id}/end", begun).status_code == 303
    rig.client.cookies.set(rig.app.state.sign_in.door("provider").cookie, own.token)
    assert rig.client.get("/provider/caseload", follow_redirects=False).status_code == 303, "to the sign-in page"


def test_who_sees_one_caseload_sees_nothing_else(rig: Rig, practice: Practice, begun: Begun) -> None:
    contact = next(NAMES)
    other = rig.another_counsellor(practice, contact)
    mine, theirs = book(rig, other.id, 11), book(rig, practice.counsellor_id, 12)
    whole = page(rig, "/provider/caseload")
    seen = officer_reference(practice.key, mine.officer_id)
    hidden = officer_reference(practice.key, theirs.officer_id)
    assert seen in whole
    assert hidden in whole
    begun = rig.sign_in(contact)
    for path in ("/provider/caseload", "/provider?on=2026-03-09"):
        shown = page(rig, path)
        assert (seen in shown, hidden in shown) == (True, False), path
    people = page(rig, "/provider/people")
    assert (other.name in people, "Who may sign in" in people) == (True, False)
    assert code_of(practice) not in page(rig, "/provider/hours")
    for path in ("/provider/people/new", f"/provider/people/{code_of(practice)}"):
        assert rig.client.get(path).status_code == 404
    for path, fields in (
        ("/provider/accounts", {"contact": "x@example.org"}),
        ("/provider/hours/leave/end", {"counsellor": code_of(practice), "leave": "x"}),
        ("/provider/hours/calendar/end", {"counsellor": code_of(practice)}),
    ):
        assert rig.post(path, begun, **fields).status_code == 404, path
    with rig.store.read() as db:
        looks = db.scalars(select(Look).where(Look.officer_id == mine.officer_id, Look.what == Seen.CASELOAD))
        assert {look.counsellor_id for look in looks} == {None, other.id}


def week(practice: Practice, act: str, **changes: str) -> dict[str, str]:
    usual = {"d0r0_from": "09:00", "d0r0_until": "12:00", "d0r0_at": VIDEO, "from_on": "2026-03-02", "rows": "2"}
    return {"counsellor": code_of(practice), "act": act, **usual, **changes}


def test_a_week_comes_back_whole_until_it_is_right(rig: Rig, practice: Practice, begun: Begun) -> None:
    def sent(act: str, **changes: str) -> Response:
        return rig.post("/provider/hours/week", begun, **week(practice, act, **changes))

    copied = sent("copy").text
    assert copied.count('value="09:00"') == 5
    assert sent("more").text.count('name="d0r2_from"') == 1
    wrong = sent("save", d1r0_from="17:00", d1r0_until="09:00", d2r0_from="08:00", from_on="never")
    assert wrong.status_code == 422
    assert all(f'href="#f-{column}"' in wrong.text for column in ("d1r0", "d2r0", "from_on"))
    clash = sent("save", d0r1_from="11:00", d0r1_until="13:00", d0r1_at=VIDEO)
    assert (clash.status_code, "Overlaps another" in clash.text) == (422, True)
    looked = sent("look")
    assert (looked.status_code, "Save this week?" in looked.text) == (200, True)
    with rig.store.read() as db:
        assert not hours.weeks_of(db, practice.counsellor_id)
    assert sent("save").status_code == 303
    assert "Every week" in page(rig, "/provider/hours")


def test_every_other_week_may_be_different(rig: Rig, practice: Practice, begun: Begun) -> None:
    def sent(act: str, **changes: str) -> Response:
        return rig.post("/provider/hours/week", begun, **week(practice, act, **changes))

    form = sent("turns").text
    assert form.count('value="09:00"') == 2, "week B begins like week A"
    assert "Week A, Monday" in form
    assert "Week B, Sunday" in form
    both = {"turns": "2", "week_a_on": "2026-03-11", "d9r0_from": "13:00", "d9r0_until": "17:00", "d9r0_at": VIDEO}
    missing = sent("save", **{**both, "week_a_on": ""})
    assert (missing.status_code, 'id="e-week_a_on"' in missing.text) == (422, True)
    wrong = sent("save", **{**both, "d9r0_until": "12:00"})
    assert (wrong.status_code, "Week B, Wednesday: it must end later" in wrong.text) == (422, True)
    looked = sent("look", **both).text
    assert "Week B: from Monday 2 March" in looked
    assert "Week A: from Monday 9 March" in looked
    assert sent("save", **both).status_code == 303
    shown = page(rig, "/provider/hours")
    assert "week A: those of Monday 9 March 2026, 23 March 2026, 6 April 2026" in shown
    assert "week B: those of Monday 2 March 2026, 16 March 2026, 30 March 2026" in shown
    with rig.store.read() as db:
        found = providers.hours_of_counsellors(db, [practice.counsellor_id], at(0, 0), at(28, 0))
    assert [one.start_at for one in found] == [at(2, 13), at(7, 9), at(16, 13), at(21, 9)]
    again = page(rig, "/provider/hours/week")
    assert ('value="2026-03-11"' in again, "Week B, Wednesday" in again) == (True, True)
    assert sent("every", **both).text.count("<legend>") == 7


def test_weeks_a_and_b_over_the_api(rig: Rig, practice: Practice, begun: Begun) -> None:
    lines = [{"weekday": 0, "starts": "09:00", "ends": "12:00", "places": [VIDEO], "week": "a"}]
    whole = {"from_on": "2026-03-02", "week_a_on": "2026-03-09", "lines": lines}
    path = f"/api/v1/provider/counsellors/{code_of(practice)}/week"
    ours = {"sec-fetch-site": "same-origin", "x-form-token": begun.form_token}

    def put(sent: Mapping[str, object]) -> int:
        return rig.client.put(path, json=sent, headers=ours).status_code

    assert put(whole) == 200
    for bad in ({**whole, "week_a_on": None}, {**whole, "lines": [{**lines[0], "week": "c"}]}, {**whole, "lines": []}):
        assert put(bad) == 422
    with rig.store.read() as db:
        found = providers.hours_of_counsellors(db, [practice.counsellor_id], at(0, 0), at(28, 0))
    assert [one.start_at for one in found] == [at(7, 9), at(21, 9)]


def test_leave_is_looked_at_noted_and_taken_away(rig: Rig, practice: Practice, begun: Begun) -> None:
    rig.post("/provider/hours/week", begun, **week(practice, "save"))
    away = {"counsellor": code_of(practice), "first_on": "2026-03-09", "last_on": "2026-03-15"}
    assert "Away then?" in rig.post("/provider/hours/leave", begun, **away).text
    assert rig.post("/provider/hours/leave", begun, sure="yes", **away).status_code == 303
    assert "Monday 9 March to Sunday 15 March" in page(rig, "/provider/hours")
    with rig.store.read() as db:
        (row,) = hours.leave_of(db, [practice.counsellor_id], rig.clock())
        assert not providers.hours_of_counsellors(db, [practice.counsellor_id], at(7, 0), at(14, 0))
    ended = rig.post("/provider/hours/leave/end", begun, counsellor=away["counsellor"], leave=row.id)
    assert ended.status_code == 303
    with rig.store.read() as db:
        assert providers.hours_of_counsellors(db, [practice.counsellor_id], at(7, 0), at(14, 0))
    bad = rig.post("/provider/hours/leave", begun, counsellor=away["counsellor"], first_on="x", last_on="")
    assert bad.status_code == 422
    assert all(f'id="e-{name}"' in bad.text for name in ("first_on", "last_on"))


def test_a_calendar_is_set_and_only_its_host_is_shown_again(rig: Rig, practice: Practice, begun: Begun) -> None:
    path = "/provider/hours/calendar"
    wish = {"counsellor": code_of(practice), "address": "webcal://calendar.example/secret.ics", "mode": "busy"}
    early = rig.post(path, begun, **wish)
    assert (early.status_code, "Set the usual week first" in early.text) == (422, True)
    rig.post("/provider/hours/week", begun, **week(practice, "save"))
    for address in ("http://169.254.169.254/x", "ftp://example.org", ""):
        assert rig.post(path, begun, **{**wish, "address": address}).status_code == 422
    assert rig.post(path, begun, **wish).status_code == 303
    shown = page(rig, path)
    assert ("calendar.example" in shown, "secret.ics" in shown) == (True, False)
    with rig.store.read() as db:
        row = hours.calendar_of(db, practice.counsellor_id)
        assert row is not None
        assert row.address == "https://calendar.example/secret.ics"
    assert rig.post(f"{path}/end", begun, counsellor=wish["counsellor"]).status_code == 303


def test_a_file_is_taken_away_sent_back_and_changes_nothing(rig: Rig, practice: Practice, begun: Begun) -> None:
    rig.post("/provider/hours/week", begun, **week(practice, "save"))
    table = rig.client.get("/provider/hours/table.csv")
    assert table.text.splitlines()[0].lstrip("\ufeff") == "Counsellor,Date,From,Until,Places"

    def sent(data: str) -> Response:
        files = {"file": ("hours.csv", data.encode())}
        form = {"form_token": begun.form_token}
        return rig.client.post(
            "/provider/hours/file", data=form, files=files, headers={"sec-fetch-site": "same-origin"}
        )

    looked = sent(table.text)
    assert "Nothing changes: it is so already." in looked.text
    with rig.store.write() as db:
        before = [one.id for one in providers.hours_of_counsellors(db, [practice.counsellor_id], at(0), at(300))]
    assert rig.post(looked.url.path, begun).status_code == 303
    with rig.store.write() as db:
        renew(db, practice.counsellor_id, now=rig.clock())
        after = [one.id for one in providers.hours_of_counsellors(db, [practice.counsellor_id], at(0), at(300))]
    assert after == before
    wrong = sent("Counsellor,Date,From,Until,Places\nNobody,2026-13-01,9,10,Moon\n")
    assert (wrong.status_code, "Row 2" in wrong.text, "Nothing was changed" in wrong.text) == (422, True, True)
    assert rig.client.get("/provider/hours/file/unknown").status_code == 404
