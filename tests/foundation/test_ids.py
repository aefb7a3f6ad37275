"""Row ids: one at a time or very many at once, they never come twice and sort in the order in which they came."""

from itertools import islice

from app.foundation.ids import new_id, new_ids


def test_ids_made_together_look_like_others_and_come_in_order() -> None:
    one, many, more = new_id(), [*islice(new_ids(), 1_000)], [*islice(new_ids(), 1_000)]
    assert {len(each) for each in (one, *many)} == {32} and all(int(each, 16) for each in many)
    assert many == sorted(many) and not {*many} & {*more} and len({*many, *more}) == 2_000
    assert one[:12] <= many[0][:12]


def test_what_is_begun_in_the_same_millisecond_never_meets() -> None:
    firsts = [next(new_ids()) for _ in range(2_000)]
    assert len({*firsts}) == 2_000 and {len(each) for each in firsts} == {32}
