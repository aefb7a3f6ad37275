"""Simulated officers for whom nothing fits are told what would help, and let go of a wish, never of a need."""

from dataclasses import replace

from app.care.domain.easing import Ease, Easing
from app.care.domain.needs import OfficerNeeds
from app.care.domain.planned import PlannedRow
from app.care.domain.wants import Wants
from app.care.domain.why_not import Way
from app.simulate.facts import Ask, CounsellorAway, ShiftClass, SimOfficer
from app.simulate.records import CourseRecord
from app.simulate.relief.answers import WISHES, Officers
from app.simulate.relief.courses import DeskCourse
from app.simulate.relief.play import play_relief
from tests.simulate.relief.worlds import ToldFate, a_counsellor, a_referral, a_world, at

A_WOMAN = replace(Wants(), counsellor_gender="woman")


def played(**says: bool) -> CourseRecord:
    """Asks for a woman where there is only a man."""
    fate = ToldFate(says={Ask(name): yes for name, yes in says.items()})
    people = (a_counsellor(gender="man"),)
    (course,) = play_relief(a_world([a_referral("o1", wants=A_WOMAN)], fate=fate, counsellors=people), None).courses
    return course


def test_who_lets_go_of_a_wish_has_all_sessions_and_who_does_not_has_none() -> None:
    assert len(played(let_go=True).attended) == 3
    assert played(let_go=False).attended == ()


def test_who_is_left_by_their_counsellor_goes_on_with_somebody_they_had_not_asked_for() -> None:
    people = (a_counsellor("c1", gender="woman"), a_counsellor("c2", gender="man"))
    gone = CounsellorAway(at(9), "c1", at(10, 0), at(400))
    asked = [a_referral("o1", wants=A_WOMAN)]
    (course,) = play_relief(a_world(asked, events=[gone], counsellors=people), None).courses
    assert (len(course.attended), course.counsellors[-1]) == (3, "c2")
    stays = ToldFate(says={Ask.CHANGE_COUNSELLOR: False})
    (course,) = play_relief(a_world(asked, events=[gone], counsellors=people, fate=stays), None).courses
    assert len(course.attended) < 3, "control"


def test_nobody_lets_go_of_what_they_need() -> None:
    course = DeskCourse(a_referral("o1"), SimOfficer("o1", ShiftClass.NIGHTS, "t", ()))
    row = PlannedRow(1, "c1", "video", at(1), at(1, 11), 0, "")
    officers = Officers(ToldFate())
    for ease in Ease:
        taken = officers.takes(course, [Way((Easing(ease, "x"),), row)]) is not None
        assert taken is (ease in WISHES | {Ease.SOMEBODY_ELSE}), ease
    assert not {Ease.SLEEP, Ease.REST_DAY, Ease.WIND_DOWN, Ease.LEAVE, Ease.AWAY, Ease.DUTY_TIME} & WISHES
    assert OfficerNeeds() == course.needs
