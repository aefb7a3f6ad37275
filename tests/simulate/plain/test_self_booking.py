"""Booking for oneself: by hand, one session after another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.care.domain.needs import OfficerNeeds
from app.care.domain.wants import Mode, Wants
from app.foundation.refusals import Invalid
from app.simulate.facts import Ask, Cause, CounsellorAway, RosterChange, RosterPublished
from app.simulate.measures.catalogue import FEE_A_SESSION
from app.simulate.parameters import Parameters
from app.simulate.plain import play_plain
from app.simulate.plain.rules import PlainRules
from app.simulate.records import CourseRecord, PolicyName
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from tests.simulate.plain.small import (
    MONDAY,
    WrittenFate,
    counsellor,
    early,
    hours,
    misses_on,
    night,
    officer,
    referral,
    wall,
    world,
)

SELF, NUDGED = PolicyName.SELF_BOOKING, PolicyName.NUDGED
LOOKS, BLIND = PlainRules(checks_roster=1), PlainRules(checks_roster=0)
FIRST = wall(1, 9)
SILENT = {Ask.REBOOK: False, Ask.NUDGE: False}


def one(policy: PolicyName = SELF, rules: PlainRules = BLIND, **played: object) -> CourseRecord:
    (course,) = play_plain(world(referral(), **played), policy, rules).courses  # type: ignore[arg-type]
    return course


def test_each_session_is_the_next_free_time_after_the_shortest_gap() -> None:
    assert one().attended == (FIRST, wall(7, 9), wall(14, 9)), (
        "five days after Tuesday is Sunday, and she opens Mondays"
    )


def test_the_first_is_with_whoever_is_free_first_and_the_others_with_the_same() -> None:
    team = [counsellor("ada", hours(days=[3])), counsellor("ben", hours(days=[2])), counsellor("cyd", hours(days=[1]))]
    course = one(counsellors=team)
    assert course.counsellors == ("cyd", "cyd", "cyd")
    assert course.attended == (wall(1, 9), wall(8, 9), wall(15, 9))


def test_first_come_is_first_served() -> None:
    events = [referral("o1", at=wall(0, 10), sessions=1), referral("o2", at=wall(0, 9), sessions=1)]
    played = play_plain(world(*events, officers=[officer(), officer("o2")]), SELF, BLIND)
    starts = {course.officer_id: course.attended[0] for course in played.courses}
    assert starts == {"o2": wall(1, 9), "o1": wall(1, 10)}


def test_who_looks_at_the_roster_books_around_it_and_who_does_not_books_into_it() -> None:
    force = [officer(duties=tuple(early(day) for day in range(5)))]
    only_weekdays = [counsellor()]
    assert one(rules=LOOKS, officers=force, counsellors=only_weekdays).attended[0] == wall(7, 9)
    assert one(rules=BLIND, officers=force, counsellors=only_weekdays).attended[0] == FIRST


def test_who_looks_sleeps_after_a_night() -> None:
    assert one(rules=LOOKS, officers=[officer(duties=(night(0),))]).attended[0] == wall(2, 9)


def test_only_the_published_roster_is_known() -> None:
    """The roster of the first week is out, that of the second comes too late for the second booking."""
    force = [officer(duties=tuple(early(day) for day in range(7, 12)))]
    so_far = RosterPublished(datetime(2027, 1, 2, tzinfo=UTC), MONDAY + timedelta(days=6))
    fate = WrittenFate()
    play_plain(world(referral(), so_far, officers=force, fate=fate), SELF, LOOKS)
    assert fate.asked[1][1] == wall(7, 9), "booked into an early turn that nobody knew of"
    known = WrittenFate()
    play_plain(world(referral(), officers=force, fate=known), SELF, LOOKS)
    assert known.asked[1][1] == wall(14, 9)


def test_what_an_officer_keeps_free_is_never_booked_looking_or_not() -> None:
    away = OfficerNeeds(blackouts=(Interval(wall(1, 0), wall(3, 0)),))
    force = [type(officer())("o1", officer().shift_class, "blue", (), away)]
    assert one(rules=BLIND, officers=force).attended[0] == wall(3, 9)


def test_after_a_miss_the_officer_books_again_if_they_do() -> None:
    missed = misses_on(wall(7, 9))
    again = one(fate=WrittenFate(missed))
    assert again.attended == (FIRST, wall(9, 9), wall(14, 9)), "back at the page a day later, then twelve hours' notice"
    assert [(miss.number, miss.replaced_at, miss.forfeited) for miss in again.misses] == [(2, wall(9, 9), False)]
    never = one(fate=WrittenFate(missed, {Ask.REBOOK: False}))
    assert (never.attended, never.waits, never.lost) == ((FIRST,), True, 0)


def test_a_mail_brings_some_back_under_the_nudged_policy_only() -> None:
    heeds = WrittenFate(misses_on(wall(7, 9)), {Ask.REBOOK: False, Ask.NUDGE: True})
    assert one(SELF, fate=heeds).waits
    nudged = one(NUDGED, fate=heeds)
    assert nudged.attended == (FIRST, wall(10, 9), wall(15, 9))
    assert one(NUDGED, fate=WrittenFate(misses_on(wall(7, 9)), SILENT)).waits


def test_nobody_books_for_an_officer_who_has_not_come_back_yet() -> None:
    """The waiting list is gone through every morning; they come back after two days."""
    slow = PlainRules(checks_roster=0, rebooks_after=timedelta(days=2))
    course = one(rules=slow, fate=WrittenFate(misses_on(wall(7, 9))))
    assert course.misses[0].replaced_at == wall(10, 9)


def test_a_changed_roster_is_seen_by_who_looks_while_there_is_notice() -> None:
    rest = Duty(DutyKind.REST_DAY, wall(1, 7), wall(2, 7))
    force = [officer(duties=(rest,))]

    def first_of(at: datetime, rules: PlainRules) -> tuple[datetime, int]:
        change = RosterChange(at, "o1", Cause.REST_DAY_CANCELLED, (rest,), (early(1),))
        asked = referral(at=wall(-3, 8) + timedelta(days=3), sessions=1)
        (course,) = play_plain(world(asked, change, officers=force), SELF, rules).courses
        return course.attended[0], course.moves

    assert first_of(wall(0, 12), LOOKS) == (wall(2, 9), 1)
    assert first_of(wall(0, 12), BLIND) == (FIRST, 0)
    assert first_of(wall(1, 1), LOOKS) == (FIRST, 0), "eight hours before it is too late"


def test_a_change_that_touches_nothing_moves_nothing() -> None:
    change = RosterChange(wall(0, 12), "o1", Cause.TRAINING, (), (early(2),))
    (course,) = play_plain(world(referral(), change), SELF, LOOKS).courses
    assert (course.attended[0], course.moves) == (FIRST, 0)


def test_what_the_provider_calls_off_is_booked_anew() -> None:
    for told in (wall(0, 12), wall(1, 8)):
        away = CounsellorAway(told, "ada", wall(1, 0), wall(2, 0))
        (course,) = play_plain(world(referral(), away), SELF, BLIND).courses
        assert (course.attended[0], course.moves, course.misses) == (wall(2, 9), 1, ())


def test_a_replacement_that_is_called_off_replaces_nothing_and_the_next_does() -> None:
    away = CounsellorAway(wall(8, 12), "ada", wall(9, 0), wall(10, 0))
    fate = WrittenFate(misses_on(wall(7, 9)))
    (course,) = play_plain(world(referral(), away, fate=fate), SELF, BLIND).courses
    assert [miss.replaced_at for miss in course.misses] == [wall(10, 9)]
    assert course.attended == (FIRST, wall(10, 9), wall(15, 9))


def test_with_nothing_free_for_weeks_who_would_change_does_and_who_would_not_waits() -> None:
    gone = CounsellorAway(wall(1, 11), "ada", wall(2, 0), wall(70, 0))
    team = [counsellor(), counsellor("ben", hours(days=[4]))]

    def seen(changes: bool) -> tuple[str, ...]:
        fate = WrittenFate(yes={Ask.CHANGE_COUNSELLOR: changes})
        (course,) = play_plain(world(referral(), gone, counsellors=team, fate=fate), SELF, BLIND).courses
        return course.counsellors

    assert seen(True) == ("ada", "ben", "ben")
    assert seen(False) == ("ada", "ada", "ada")


def test_a_course_nobody_fits_waits_and_harms_nobody() -> None:
    choosy = referral("o2", wants=Wants(mode=Mode.VIDEO, language="cy"))
    played = play_plain(world(referral(), choosy, officers=[officer(), officer("o2")]), SELF, BLIND)
    by_officer = {course.officer_id: course for course in played.courses}
    assert by_officer["o2"].attended == ()
    assert len(by_officer["o1"].attended) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: PlainRules(checks_roster=1.5),
        lambda: PlainRules(weeks_skipped=-1),
        lambda: PlainRules(rebooks_after=timedelta(-1)),
    ],
)
def test_the_rules_refuse_what_cannot_be(wrong: Callable[[], PlainRules]) -> None:
    with pytest.raises(ValueError, match=r"between|negative"):
        wrong()


def test_the_rules_come_from_the_file_of_parameters() -> None:
    parameters = Parameters.read()
    assert PlainRules.of(parameters) == PlainRules()
    assert PlainRules.of(parameters.with_("today.checks_roster", 0.25)).checks_roster == 0.25
    assert parameters.numbers.today.pounds_a_session == FEE_A_SESSION
    with pytest.raises(Invalid):
        parameters.with_("today.checks_roster", 1.5)
