"""A run has a name that can be read back; what cannot be played is refused with every fault."""

import pytest

from app.foundation.refusals import Invalid
from app.simulate.records import PolicyName
from app.simulate.runs.keys import Change, RunKey, Wanted, asked_for

LOW = Change("force.response", "low")


@pytest.mark.parametrize("key", [RunKey(PolicyName.RELIEF, 3), RunKey(PolicyName.NUDGED, 1, LOW)])
def test_a_key_is_read_back(key: RunKey) -> None:
    assert RunKey.read(str(key)) == key


def test_each_run_has_a_place_of_its_own() -> None:
    wanted = Wanted((PolicyName.AS_REPORTED, PolicyName.RELIEF), (1, 2), (LOW, Change("force.response", "high")), 2)
    places = {key.path for key in wanted.runs()}
    assert len(places) == len(wanted.runs()) == 2 * 2 + 2 * 2 * 2


def test_runs_go_seed_by_seed_and_changed_ones_come_last() -> None:
    wanted = Wanted((PolicyName.AS_REPORTED, PolicyName.RELIEF), (1, 2), (LOW,), 1)
    assert [str(key) for key in wanted.runs()] == [
        "as_reported/1/",
        "relief/1/",
        "as_reported/2/",
        "relief/2/",
        "as_reported/1/force.response:low",
        "relief/1/force.response:low",
    ]


def test_no_policy_named_is_every_policy_in_the_order_of_reports() -> None:
    assert asked_for(1000, 2, "", 2) == (tuple(PolicyName), (1, 2))
    assert asked_for(1000, 1, " relief,as_reported ", 1)[0] == (PolicyName.AS_REPORTED, PolicyName.RELIEF)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        asked_for(3, 0, "relief, magic,more", 1000)
    assert [fault.column for fault in refused.value.faults] == [
        "--staff",
        "--seeds",
        "--workers",
        "--policies",
        "--policies",
    ]
    assert "magic" in refused.value.faults[3].message
