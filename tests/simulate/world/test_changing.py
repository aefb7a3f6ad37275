"""One officer's roster under single incidents: what takes whose place, what is given up, and what notice is due."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from app.simulate.facts import Cause
from app.simulate.parameters import Parameters
from app.simulate.world.changing import Edit, Roster, in_order
from app.simulate.world.incidents import AID, COURT, HOUR, LEAVE, TRAINING, How, Incident
from app.simulate.world.year import Year
from scheduler.duty import Duty, DutyKind

YEAR = Year.of(Parameters.read().numbers.calendar)
MONDAY = 70
EARLY, LATE, NIGHT = (DutyKind.EARLY, 7, 15), (DutyKind.LATE, 14, 22), (DutyKind.NIGHT, 22, 31)


class Careless(Roster):
    """One that looks at no neighbour: the control of every test of neighbours."""

    def _clashing(self, edit: Edit) -> set[int]:
        return set()


def roster(days: dict[int, tuple[DutyKind, int, int]], kind: type[Roster] = Roster) -> Roster:
    """With duties by day after that Monday, published and seen long ago."""
    duties = {
        MONDAY + day: Duty(what, YEAR.at(MONDAY + day, starts * HOUR), YEAR.at(MONDAY + day, ends * HOUR))
        for day, (what, starts, ends) in days.items()
    }
    return kind(YEAR, "officer-1", YEAR.at(0), duties, dict(duties))


def incident(how: How, cause: Cause, *days: int, before: float = 20, key: int = 1, **more: object) -> Incident:
    """One of so many days before its first, counted from that Monday."""
    at = YEAR.at(MONDAY + days[0], 0) - timedelta(days=before)
    return Incident(key, at, cause, how, tuple(MONDAY + day for day in days), **more)  # type: ignore[arg-type]


def kinds(played: Roster) -> dict[int, DutyKind]:
    return {day - MONDAY: duty.kind for day, duty in sorted(played.duties.items())}


def least_rest(played: Roster) -> timedelta:
    return min(other.start_at - one.end_at for one, other in pairwise(in_order(played.duties)))


def court(*days: int, before: float = 20) -> Incident:
    return incident(How.TAKE, Cause.COURT, *days, hours=COURT, before=before)


@pytest.mark.parametrize(("kind", "rested"), [(Roster, True), (Careless, False)])
def test_nobody_works_the_night_before_court(kind: type[Roster], rested: bool) -> None:
    played = roster({0: NIGHT, 1: NIGHT, 4: EARLY}, kind)
    played.meet(court(2))
    assert (least_rest(played) >= timedelta(hours=11)) == rested
    assert (kinds(played) == {0: DutyKind.NIGHT, 2: DutyKind.COURT, 4: DutyKind.EARLY}) == rested


def test_courts_rest_at_weekends() -> None:
    played = roster(dict.fromkeys(range(7), EARLY))
    played.meet(court(*range(7)))
    assert kinds(played) == dict.fromkeys(range(5), DutyKind.COURT)
    (change,) = played.changes
    assert (len(change.before), len(change.after)) == (7, 5)


def test_an_adjourned_court_gives_the_days_to_come_back() -> None:
    played = roster(dict.fromkeys(range(5), EARLY))
    played.meet(court(*range(5)))
    played.meet(incident(How.UNDO, Cause.COURT, 2, before=0.5, key=2, of=1))
    assert kinds(played) == {0: DutyKind.COURT, 1: DutyKind.COURT} | dict.fromkeys(range(2, 5), DutyKind.EARLY)


def test_what_fell_ill_meanwhile_is_not_given_back() -> None:
    played = roster({0: EARLY, 1: EARLY})
    played.meet(court(0, 1))
    played.meet(incident(How.SICKEN, Cause.SICKNESS, 1, before=0.5, key=2))
    played.meet(incident(How.UNDO, Cause.COURT, 0, before=0.2, key=3, of=1))
    assert kinds(played) == {0: DutyKind.EARLY, 1: DutyKind.SICK}


def test_what_did_not_come_about_is_not_undone() -> None:
    played = roster({0: LEAVE})
    played.meet(court(0))
    played.meet(incident(How.UNDO, Cause.COURT, 0, before=1, key=2, of=1))
    assert played.changes == []


@pytest.mark.parametrize("standing", [LEAVE, TRAINING, COURT])
def test_aid_leaves_leave_training_and_court_alone(standing: tuple[DutyKind, int, int]) -> None:
    kind, starts, ends = standing
    played = roster({0: (kind, starts // HOUR, ends // HOUR), 1: EARLY})
    played.meet(incident(How.TAKE, Cause.ABSTRACTION, 0, 1, hours=AID[0]))
    assert kinds(played) == {0: kind, 1: DutyKind.OTHER}


def test_aid_does_not_follow_on_a_night_that_has_begun() -> None:
    played = roster({-1: NIGHT, 0: NIGHT})
    played.meet(incident(How.TAKE, Cause.ABSTRACTION, 0, before=1 / 24, hours=AID[0]))
    assert kinds(played) == {-1: DutyKind.NIGHT, 0: DutyKind.NIGHT}
    in_time = roster({-1: NIGHT, 0: NIGHT})
    in_time.meet(incident(How.TAKE, Cause.ABSTRACTION, 0, before=2, hours=AID[0]))
    assert kinds(in_time) == {0: DutyKind.OTHER}


@pytest.mark.parametrize(("kind", "rested"), [(Roster, True), (Careless, False)])
def test_a_worked_rest_day_leaves_the_daily_rest(kind: type[Roster], rested: bool) -> None:
    played = roster({-1: NIGHT, 1: EARLY}, kind)
    played.meet(incident(How.REST_DAY, Cause.REST_DAY_CANCELLED, 0))
    assert (least_rest(played) >= timedelta(hours=11)) == rested
    assert len(played.duties) == 3


@pytest.mark.parametrize(("before", "lawful"), [(15 - 7 / 24, True), (15 - 7.1 / 24, False), (40, True), (1, False)])
def test_a_cancelled_rest_day_needs_fifteen_days_notice(before: float, lawful: bool) -> None:
    played = roster({-3: EARLY, 3: EARLY})
    played.meet(incident(How.REST_DAY, Cause.REST_DAY_CANCELLED, 0, before=before))
    assert [change.lawful for change in played.changes] == [lawful]


@pytest.mark.parametrize(
    ("minutes", "hours", "lawful"), [(-60, 8, True), (-60, 7.9, False), (60, 8, True), (60, 7.9, False)]
)
def test_a_moved_start_needs_eight_hours_notice(minutes: int, hours: float, lawful: bool) -> None:
    played = roster({0: LATE})
    earlier = 14 + min(minutes, 0) / 60
    played.meet(incident(How.MOVE, Cause.DUTY_MOVED, 0, before=(hours - earlier) / 24, minutes=minutes))
    assert [change.lawful for change in played.changes] == [lawful]


def test_a_start_moves_to_the_side_that_leaves_rest() -> None:
    played = roster({-1: LATE, 0: (DutyKind.EARLY, 9, 17)})
    played.meet(incident(How.MOVE, Cause.DUTY_MOVED, 0, minutes=-120))
    assert played.duties[MONDAY].start_at == YEAR.at(MONDAY, 11 * HOUR)
    nowhere = roster({-1: LATE, 0: (DutyKind.EARLY, 9, 17), 1: (DutyKind.EARLY, 4, 12)})
    nowhere.meet(incident(How.MOVE, Cause.DUTY_MOVED, 0, minutes=-120))
    assert nowhere.changes == []


def test_training_waits_for_a_working_day_of_the_officer() -> None:
    played = roster({5: EARLY, 8: EARLY, 9: NIGHT})
    played.meet(incident(How.WORK_DAYS, Cause.TRAINING, 4, hours=TRAINING))
    assert kinds(played) == {5: DutyKind.EARLY, 8: DutyKind.TRAINING, 9: DutyKind.NIGHT}


def test_another_rest_day_frees_the_next_usual_duty() -> None:
    played = roster({-9: EARLY, 0: (DutyKind.COURT, 9, 17), 1: EARLY})
    played.meet(incident(How.REST_DAY, Cause.REST_DAY_CANCELLED, -5, before=30))
    played.meet(incident(How.FREE_DAY, Cause.REST_DAY_GIVEN_BACK, 0, key=2, of=1))
    assert kinds(played) == {-9: DutyKind.EARLY, -5: DutyKind.OTHER, 0: DutyKind.COURT}


def test_what_is_known_when_a_roster_is_published_is_no_change() -> None:
    day = 100 - MONDAY  # in the second roster
    published = YEAR.published_at(100)
    for at, changes in ((published, 0), (published + timedelta(minutes=1), 1)):
        played = roster({day: EARLY})
        known: datetime = at
        played.meet(Incident(1, known, Cause.TRAINING, How.TAKE, (100,), TRAINING))
        assert len(played.changes) == changes
        assert (played.first[100].kind is DutyKind.TRAINING) == (changes == 0)
        assert played.duties[100].kind is DutyKind.TRAINING


def test_what_changed_before_their_eyes_changes_there_again() -> None:
    """Else a change would take away what the roster they saw never showed."""
    first, last = 90, 91  # the last day of one roster, the first of the next
    played = roster({first - MONDAY: NIGHT, last - MONDAY: EARLY})
    early_word = YEAR.published_at(last) - timedelta(days=3)
    played.meet(Incident(1, early_word, Cause.ABSTRACTION, How.TAKE, (first, last), AID[0]))
    played.meet(Incident(2, early_word + timedelta(days=1), Cause.COURT, How.TAKE, (last,), COURT))
    assert len(played.changes) == 2
    assert played.first[last].kind is DutyKind.EARLY
