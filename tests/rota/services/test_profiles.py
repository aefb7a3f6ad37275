"""Mapping profiles: kept, found by shape, applied, undone, forgotten; and codes that answers explain."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.refusals import Invalid, NotFound
from app.rota.services.profiles import forget_profile, keep_profile, note_applied, profile_for, remember_answers
from app.rota.services.receive import Arrived, receive
from app.rota.services.teach_answers import teach_answers
from app.rota.store.codes import code_table
from app.rota.store.profiles import profile, profiles
from app.rota.store.tables.uploads import Upload
from tests.rota.builders import grid_csv, read
from tests.rota.hr import LONDON, NOW

SHAPE, OTHER = "a" * 64, "b" * 64
ANSWERS = {"code_table": "response", "date_order": "day_first"}


def keep(db: Session, name: str = "Duty system", shape: str = SHAPE, answers: Mapping[str, str] = ANSWERS) -> None:
    keep_profile(db, name, shape, answers, by="hr1", now=NOW)


def shaped(db: Session, answers: Mapping[str, str] = ANSWERS, shape: str = SHAPE) -> Upload:
    """An upload whose reading has this shape."""
    reading = replace(read(grid_csv(), **answers), fingerprint=shape)
    return receive(db, Arrived("r.csv", grid_csv().encode(), dict(answers), "hr1"), reading, LONDON, now=NOW)


def test_a_profile_is_found_by_the_shape_of_a_file(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        found = profile_for(db, SHAPE, {}, None)
        assert found is not None and (found.name, found.answers) == ("Duty system", ANSWERS)
        assert profile_for(db, OTHER, {}, None) is None
        assert profile_for(db, "", {}, None) is None


def test_answers_given_by_hand_win(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        by_hand = {"date_order": "month_first", "year": "2027"}
        found = profile_for(db, SHAPE, by_hand, None)
        assert found is not None and found.answers == {"code_table": "response"}
        assert found.beside(by_hand) == {"code_table": "response", **by_hand}


def test_of_two_profiles_for_one_shape_neither_is_chosen_for_anybody(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        keep(db, "Another")
        assert profile_for(db, SHAPE, {}, None) is None
        named = profile_for(db, OTHER, {}, "Another")
        assert named is not None and named.name == "Another"
        with pytest.raises(NotFound):
            profile_for(db, SHAPE, {}, "Nobody's")


def test_an_empty_name_asks_for_none(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        assert profile_for(db, SHAPE, {}, "") is None


def test_the_answers_of_an_upload_are_remembered_as_far_as_they_are_ticked(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = shaped(db, {**ANSWERS, "faulty_rows": "leave_out"})
        kept = remember_answers(db, row.id, " Duty system ", {"code_table", "faulty_rows"}, by="hr1", now=NOW)
        assert (kept.name, kept.fingerprint, kept.answers) == ("Duty system", SHAPE, {"code_table": "response"})
        remember_answers(db, row.id, "Duty system", {"date_order"}, by="hr1", now=NOW)
        assert [one.answers for one in profiles(db)] == [{"date_order": "day_first"}]


@pytest.mark.parametrize(
    ("name", "shape", "ticked"),
    [("", SHAPE, {"code_table"}), ("x" * 61, SHAPE, {"code_table"}), ("a\x00", SHAPE, {"code_table"}),
     ("a", "", {"code_table"}), ("a", SHAPE, set()), ("a", SHAPE, {"year"})],
)  # fmt: skip
def test_what_cannot_be_remembered_is_refused(rota_db: Database, name: str, shape: str, ticked: set[str]) -> None:
    with rota_db.write() as db:
        row = shaped(db, shape=shape)
        with pytest.raises(Invalid) as refused:
            remember_answers(db, row.id, name, ticked, by="hr1", now=NOW)
        assert refused.value.faults and not profiles(db)


def test_an_upload_says_which_profile_it_was_read_with_and_the_profile_when(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        applied = profile_for(db, SHAPE, {}, None)
        assert applied is not None
        row = receive(db, Arrived("r.csv", b"", ANSWERS, "hr1", applied), read(grid_csv(), **ANSWERS), LONDON, now=NOW)
        assert (row.profile, row.profile_answers) == ("Duty system", ANSWERS)
        assert profile(db, "Duty system").used_at == NOW
        assert note_applied(db, row.id, None, now=NOW).profile is None


def test_forgetting_a_profile_leaves_what_was_read_with_it(rota_db: Database) -> None:
    with rota_db.write() as db:
        keep(db)
        row = shaped(db)
        note_applied(db, row.id, profile_for(db, SHAPE, {}, None), now=NOW)
        forget_profile(db, "Duty system", by="hr1", now=NOW)
        assert row.profile == "Duty system" and row.answers == ANSWERS
        with pytest.raises(NotFound):
            forget_profile(db, "Duty system", by="hr1", now=NOW)


def test_explained_codes_go_to_a_code_table_and_need_no_answer_then(rota_db: Database) -> None:
    explained = {"code_table": "response", "code.X1": "early 06:00-14:00", "code.X2": "rest day", "code.X3": "E"}
    with rota_db.write() as db:
        row = shaped(db, explained)
        with pytest.raises(Invalid) as refused:
            teach_answers(db, row.id, "response", by="hr1", now=NOW)
        assert refused.value.faults[0].column == "code.X3"  # no table called response is kept yet
        row.answers = {code: text for code, text in explained.items() if code != "code.X3"}
        assert teach_answers(db, row.id, "response", by="hr1", now=NOW) == 2
        assert row.answers == {"code_table": "response"}
        row.answers = {"code_table": "response", "code.X3": "X1"}
        assert teach_answers(db, row.id, "response", by="hr1", now=NOW) == 1
        assert code_table(db, "response").entries == {
            "X1": {"kind": "early", "starts": "06:00", "ends": "14:00"},
            "X2": {"kind": "rest_day"},
            "X3": {"kind": "early", "starts": "06:00", "ends": "14:00"},
        }


def test_codes_kept_in_another_table_stay_answered_for_this_file(rota_db: Database) -> None:
    with rota_db.write() as db:
        row = shaped(db, {"code_table": "response", "code.X2": "rest day"})
        teach_answers(db, row.id, "elsewhere", by="hr1", now=NOW)
        assert row.answers["code.X2"] == "rest day"
