"""Who is asked first when something comes free."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from app.care.domain.sooner import SOONER_BY, Waiting, is_sooner, most_behind_first
from app.care.domain.urgency import Urgency
from tests.support.builders import at

ON_TIME = Waiting("w", "b", "o", Urgency.ROUTINE, due_at=at(10), has_at=at(10), since_at=at(0))


def test_lateness_decides_then_urgency_then_who_has_waited_longest_then_nothing_but_order() -> None:
    behind = replace(ON_TIME, has_at=at(12))
    nothing = replace(ON_TIME, has_at=None)
    urgent = replace(ON_TIME, urgency=Urgency.SOONEST, since_at=at(5))
    longer = replace(ON_TIME, since_at=at(-5))
    first = replace(ON_TIME, course_id="a")
    ahead = replace(ON_TIME, has_at=at(8), urgency=Urgency.SOONEST, since_at=at(-9))
    line = [nothing, behind, urgent, longer, first, ON_TIME, ahead]
    for shuffled in list(permutations(line))[::199]:
        assert most_behind_first(shuffled) == line


def test_a_slot_is_sooner_from_a_whole_day_on() -> None:
    assert is_sooner(at(9) - SOONER_BY, at(9))
    assert not is_sooner(at(9) - SOONER_BY + timedelta(minutes=1), at(9))
