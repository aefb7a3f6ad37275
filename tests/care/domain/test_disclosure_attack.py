"""The attacker fails on what the gate lets through, and succeeds as soon as any rule of the gate is let go of."""

import pytest

from app.care.domain.what_is_known import Besides, knowledge
from tests.support.figures_attack import attacked, bills, exact_of, falsehoods, said_after_audit, said_of, world_of
from tests.support.figures_controls import CONTROLS, Control

SEEDS = range(6)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.rule)
def test_each_rule_is_needed(control: Control) -> None:
    kept, let_go = control.attack(True), control.attack(False)
    assert not kept.findings.is_contradiction
    assert not kept.findings.pinned, "with the rule"
    assert not kept.findings.unproven
    assert let_go.pinned, "control: without the rule"


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_published_of_a_made_up_force_gives_a_count_away(seed: int) -> None:
    exact = exact_of(seed)
    found = attacked(said_after_audit(exact), Besides(totals=bills(exact)))
    assert found.targets > 10
    assert not found.pinned
    assert not found.findings.unproven
    assert not found.findings.is_contradiction


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_attacker_believes_is_true(seed: int) -> None:
    exact = exact_of(seed)
    believed = knowledge(said_of(exact), Besides(totals=bills(exact)))
    assert falsehoods(believed, world_of(exact)) == []
