"""Five real starts for an officer to choose from, each with its reason and the course that would follow."""

import pytest

from app.care.domain.offering import MOST_OF_A_DAY, NEAR, Facets, spread
from app.care.reads.offers import offers_for
from app.care.services.hold import book_held, hold_slot
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from tests.care.planning.force import agreed, counsellor, line, live, officer, publish, referred, run_jobs, starts
from tests.support.builders import NOW, a_place, at


def test_a_fresh_referral_is_offered_five_starts_on_several_days_each_with_its_course(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    view = offers_for(care_sqlite, course.officer_id, course.id, now=NOW)
    assert view.number == 1
    assert len(view.offers) == len({offer.start_at for offer in view.offers}) == 5
    days = [offer.start_at.date() for offer in view.offers]
    assert max(days.count(day) for day in days) <= MOST_OF_A_DAY
    assert all([row.number for row in offer.course] == list(range(1, 11)) for offer in view.offers)
    assert all(offer.course[0].start_at == offer.start_at for offer in view.offers)


def test_each_offer_says_why_in_words_and_how_sure_it_is(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    who = officer(care_sqlite, staff_number="1")
    publish(care_sqlite, [line("1", [("late", at(d, 12), at(d, 22)) for d in range(84)])])
    course = referred(care_sqlite, who)
    (first, *_) = offers_for(care_sqlite, who.id, course.id, now=NOW).offers
    assert "before your late turn starts" in first.words or "after your late turn ends" in first.words
    assert "Video" in first.words
    assert 50 <= first.reliability <= 100


def test_what_is_offered_can_be_held_and_booked_and_the_course_follows(care_db: Database) -> None:
    counsellor(care_db)
    course = referred(care_db)
    run_jobs(care_db)
    offer = offers_for(care_db, course.officer_id, course.id, now=NOW).offers[3]
    with care_db.write() as db:
        held = hold_slot(db, course.officer_id, course.id, offer.chosen, now=NOW)
        book_held(db, course.officer_id, held.id, now=NOW)
    run_jobs(care_db)
    after = starts(care_db, course)
    assert after[1] == offer.start_at
    assert len(after) == 10


def test_a_booked_session_can_be_given_another_time_around_what_lies_before_it(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    before = starts(care_sqlite, course)
    view = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, number=3)
    assert view.offers
    assert all((offer.start_at.date() - before[2].date()).days >= 5 for offer in view.offers)
    assert all(offer.course[0].number == 3 for offer in view.offers)


def test_nothing_is_offered_for_a_course_that_is_somebody_elses_or_has_no_such_session(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    with pytest.raises(NotFound):
        offers_for(care_sqlite, "somebody-else", course.id, now=NOW)
    with pytest.raises(NotFound):
        offers_for(care_sqlite, course.officer_id, course.id, now=NOW, number=11)


def test_the_time_that_a_session_has_is_not_offered_for_it_again(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    first = live(care_sqlite, course)[0]
    view = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, number=1)
    assert len(view.offers) == 5
    assert first.start_at not in {offer.start_at for offer in view.offers}


def test_while_a_time_is_held_others_are_offered_with_anybody_and_the_held_one_is_not(care_sqlite: Database) -> None:
    counsellor(care_sqlite, hours=[(at(d, 10), at(d, 12)) for d in range(90)])
    counsellor(care_sqlite, hours=[(at(d, 13), at(d, 15)) for d in range(90)])
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    offer = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, count=1).offers[0]
    with care_sqlite.write() as db:
        held = hold_slot(db, course.officer_id, course.id, offer.chosen, now=NOW)
    view = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, count=20)
    assert view.number == 1
    assert held.start_at not in {other.start_at for other in view.offers}
    assert len({other.counsellor_id for other in view.offers}) == 2


def test_no_counsellor_is_no_offer(care_sqlite: Database) -> None:
    course = referred(care_sqlite)
    assert offers_for(care_sqlite, course.officer_id, course.id, now=NOW).offers == ()


def test_once_agreed_only_the_courses_counsellor_is_offered(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    mine = live(care_sqlite, course)[0].counsellor_id
    counsellor(care_sqlite)
    view = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, number=2)
    assert {offer.counsellor_id for offer in view.offers} == {mine}


def on(day: int, hour: int = 9, counsellor: str = "ben", cost: int = 0) -> Facets:
    return Facets((day * 24 + hour) * 60, counsellor, "riverside" if counsellor == "ben" else "video", cost)


def same(facets: Facets) -> Facets:
    return facets


def test_few_of_one_day_are_shown_while_other_days_have_any() -> None:
    found = [on(1, 9), on(1, 13), on(1, 18), on(2), on(3)]
    assert spread(found, 4, same) == [found[0], found[1], found[3], found[4]]


def test_where_there_is_one_day_only_it_fills_up() -> None:
    found = [on(1, 8), on(1, 11), on(1, 14), on(1, 17)]
    assert spread(found, 3, same) == found[:3]


def test_two_at_about_the_same_time_are_no_choice_whoever_they_are_with() -> None:
    assert spread([on(1), on(1, 11, "anna"), on(2)], 3, same) == [on(1), on(2)]


def test_three_of_five_are_alike_where_somebody_else_costs_little_more() -> None:
    many = [on(day, (9, 13)[day % 2], cost=day) for day in range(6)]
    others = [on(7, 9, "anna", NEAR), on(8, 13, "anna", NEAR)]
    assert spread([*many, *others], 5, same) == [*many[:3], *others]


def test_variety_that_costs_clearly_more_is_none() -> None:
    many = [on(day, (9, 13)[day % 2], cost=day) for day in range(6)]
    assert spread([*many, on(7, 9, "anna", NEAR + 1)], 5, same) == many[:5]


def test_another_part_of_the_day_is_variety_too_and_the_best_comes_first() -> None:
    mornings = [on(day, cost=day) for day in range(6)]
    evening = on(9, 18, cost=100)
    assert spread([*mornings, evening], 5, same) == [*mornings[:4], evening]


def test_officers_to_whom_either_is_fine_see_more_than_one_person_and_place(care_sqlite: Database) -> None:
    """The second counsellor is a day later everywhere, and would never be among the five best."""
    counsellor(care_sqlite, hours=[(at(d, 9), at(d, 17)) for d in range(1, 90)])
    with care_sqlite.write() as db:
        a_place(db, "riverside", rooms=2)
    counsellor(care_sqlite, hours=[(at(d, 9), at(d, 17)) for d in range(2, 90)], places=["riverside"])
    course = referred(care_sqlite)
    found = offers_for(care_sqlite, course.officer_id, course.id, now=NOW).offers
    assert len({(offer.counsellor_id, offer.place_id) for offer in found}) == 2
    alone = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, count=1).offers
    assert found[0].start_at == alone[0].start_at
