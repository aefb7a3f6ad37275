"""Days of which a roster says nothing for some people."""

from datetime import date

from app.rota.domain.coverage import Gap, gaps_beside, gaps_within


def on(month: int, day: int) -> date:
    return date(2027, month, day)


WINTER, JUNE, APRIL = (on(1, 1), on(3, 31)), (on(6, 1), on(6, 30)), (on(4, 1), on(4, 30))
COVERS = {1: WINTER, 2: JUNE}
EVERYBODY, SIX = frozenset({1}), frozenset({1, 2})


def test_each_stretch_that_no_version_speaks_of_is_a_gap_of_so_many_people() -> None:
    found = gaps_within({EVERYBODY: 294, SIX: 6}, COVERS, (WINTER[0], JUNE[1]))
    assert found == [Gap(on(4, 1), on(6, 30), 294), Gap(on(4, 1), on(5, 31), 6)]


def test_where_every_day_is_spoken_of_there_is_no_gap() -> None:
    assert gaps_within({SIX: 6}, {1: WINTER, 2: (on(3, 15), on(6, 30))}, (WINTER[0], JUNE[1])) == []


def test_an_upload_leaves_a_gap_only_where_it_does_not_join_on() -> None:
    assert gaps_beside({EVERYBODY: 6}, COVERS, JUNE) == [Gap(on(4, 1), on(5, 31), 6)]
    assert gaps_beside({EVERYBODY: 6}, COVERS, APRIL) == []
    assert gaps_beside({SIX: 6}, COVERS, APRIL) == [Gap(on(5, 1), on(5, 31), 6)], "the gap after it, not in it"
    assert gaps_beside({frozenset(): 3}, COVERS, JUNE) == [], "of newcomers nothing was known before"


def test_an_old_gap_elsewhere_is_not_told_again() -> None:
    assert gaps_beside({SIX: 6}, COVERS, (on(7, 1), on(7, 31))) == []
