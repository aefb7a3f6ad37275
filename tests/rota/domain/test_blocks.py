"""Many people at once come to the same as one after the other, nights of the clock change included."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rota.domain.blocks import Block, apart, block_of, clashes, cut
from app.rota.domain.counting import Counts
from app.rota.domain.difference import counts, difference
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.mass_rules import clashing
from app.rota.domain.months import month_of, pack_months
from app.rota.domain.order_rules import overlap_faults
from app.rota.domain.packed_lines import packed_lines, packed_lines_of
from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import duty_of, packed, unpacked, word_of
from scheduler.local_days import local_days, month_name

ZONES = tuple(map(ZoneInfo, ("Europe/London", "America/New_York", "America/Havana", "Asia/Kathmandu", "UTC")))
_FIRST = datetime(2026, 10, 24, tzinfo=UTC)
Everybody = list[list[Duty]]


def _duties(chance: random.Random, most: int = 12) -> list[Duty]:
    found = set()
    for _ in range(chance.randrange(most)):
        start = _FIRST + timedelta(minutes=15 * chance.randrange(9 * 96))
        length = timedelta(minutes=chance.choice((30, 480, 540, 1440, 2880)))
        found.add(Duty(chance.choice(list(DutyKind)), start, start + length))
    return sorted(found, key=word_of)


def _block(everybody: Everybody) -> Block:
    words = [word_of(duty) for own in everybody for duty in own]
    owners = [who for who, own in enumerate(everybody) for _ in own]
    return Block(np.array(owners, np.int64), np.array(words, np.uint64))


@given(st.randoms(use_true_random=False))
def test_packed_duties_come_back_in_order_and_numbers_sort_as_duties_do(chance: random.Random) -> None:
    duties = _duties(chance)
    assert unpacked(packed(duties[::-1])) == sorted(duties, key=lambda d: (d.start_at, d.end_at, d.kind.value))
    assert packed(duties) == np.array([word_of(duty) for duty in duties], "<u8").tobytes()


@pytest.mark.parametrize("wrong", [b"1234567", b"\xff" * 8, b"\0" * 8])
def test_bytes_that_are_no_duties_are_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match=r"duty|duties|bytes"):
        unpacked(wrong)


def test_a_duty_within_a_minute_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="whole minute"):
        word_of(Duty(DutyKind.LATE, _FIRST + timedelta(seconds=1), _FIRST + timedelta(hours=1)))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_months_are_cut_as_for_one_person(chance: random.Random, zone: ZoneInfo) -> None:
    everybody = [_duties(chance) for _ in range(4)]
    block = _block(everybody)
    days = local_days(zone, block.starts)
    wanted = [(who, month, pack) for who, own in enumerate(everybody) for month, pack in pack_months(own, zone).items()]
    assert cut(block, days) == wanted
    again = block_of([pack for _, _, pack in wanted], [who for who, _, _ in wanted])
    assert again.words.tolist() == block.words.tolist()
    assert again.owners.tolist() == block.owners.tolist()


@given(st.sampled_from(ZONES), st.integers(25_000_000, 40_000_000))
def test_local_months_are_those_of_the_zone(zone: ZoneInfo, minute: int) -> None:
    minutes = np.arange(minute, minute + 60 * 24 * 40, 997)
    named = [month_name(month) for month in local_days(zone, minutes).months(minutes).tolist()]
    begun = datetime(1970, 1, 1, tzinfo=UTC)
    assert named == [month_of(begun + timedelta(minutes=one), zone) for one in minutes.tolist()]


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_counts_are_those_of_the_differences(chance: random.Random, zone: ZoneInfo) -> None:
    before = [_duties(chance) for _ in range(4)]
    after = [[d for d in own if chance.random() < 0.6] + _duties(chance, 6) for own in before]
    after = [sorted(set(own), key=word_of) for own in after]
    was, will = _block(before), _block(after)
    table = Counts()
    lost, won = apart(was, will)
    table.add(lost, won, local_days(zone, np.concatenate((was.starts, will.starts))))
    each = [difference(str(who), a, b, zone) for who, (a, b) in enumerate(zip(before, after, strict=True))]
    assert table.as_json() | {"staff": {}} == counts(each) | {"staff": {}}
    assert [duty_of(word) for word in lost.words.tolist()] == [
        duty for a, b in zip(before, after, strict=True) for duty in a if duty not in b
    ]


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_clashes_are_those_of_the_rule_for_one_person(chance: random.Random, zone: ZoneInfo) -> None:
    given_lines = [(who, duty) for who in range(3) for duty in _duties(chance, 8)]
    chance.shuffle(given_lines)
    lines = [DutyLine(f"0{who}", duty, row=row) for row, (who, duty) in enumerate(given_lines, start=2)]
    columns = packed_lines(lines)
    found = [(columns[earlier].row, columns[later].row) for earlier, later in clashing(columns, zone)]
    assert [later for _, later in found] == [fault.row for fault in overlap_faults(lines, zone)]
    assert all(
        f"row {earlier}" in fault.message
        for (earlier, _), fault in zip(found, overlap_faults(lines, zone), strict=True)
    )


@given(st.randoms(use_true_random=False))
def test_lines_as_columns_come_back_from_bytes(chance: random.Random) -> None:
    lines = [
        DutyLine(chance.choice("ABC"), duty, chance.choice((None, "Roster")), chance.choice((None, 7)), "Start")
        for duty in _duties(chance)
    ]
    columns = packed_lines(lines)
    again = packed_lines_of(columns.to_bytes())
    assert list(again) == list(columns) == [columns[at] for at in range(len(lines))]
    assert {(one.staff_number, one.duty, one.sheet, one.row) for one in again} == {
        (one.staff_number, one.duty, one.sheet, one.row) for one in lines
    }


def test_clashes_need_a_block() -> None:
    nobody = _block([])
    assert len(clashes(nobody, local_days(ZONES[0], nobody.starts))[0]) == 0
