"""The parts of Relief that can be taken away, to see what each is worth."""

from dataclasses import replace
from enum import StrEnum

from app.care.domain.policy import Policy
from app.simulate.records import PolicyName


class Part(StrEnum):
    """What Relief does that what exists today does not."""

    ROSTER = "roster"
    """Plans around the duties that are published; without it nobody's duties are known."""
    RISK = "miss_risk"
    """Prefers times that are seldom missed; without it all times are as good."""
    REPAIR = "repair_beforehand"
    """Moves what a changed roster strikes; without it a change is noticed when the session was missed."""
    REBOOKING = "automatic_rebooking"
    """Plans a missed session anew by itself; without it the officer has to ask."""
    RESCUE = "rescue_capacity"
    """Keeps some hours for what has to be replaced; without it they are for whoever comes first."""


_NAMES = {
    None: PolicyName.RELIEF,
    Part.ROSTER: PolicyName.WITHOUT_ROSTER,
    Part.RISK: PolicyName.WITHOUT_RISK,
    Part.REPAIR: PolicyName.WITHOUT_REPAIR,
    Part.REBOOKING: PolicyName.WITHOUT_REBOOKING,
    Part.RESCUE: PolicyName.WITHOUT_RESCUE,
}


def name_of(without: Part | None) -> PolicyName:
    """What the policy without this part is called."""
    return _NAMES[without]


def policy_without(policy: Policy, part: Part | None) -> Policy:
    """The force's numbers without that part: no hours kept, or a miss risk that costs nothing, wherever it lies."""
    if part is Part.RESCUE:
        return replace(policy, kept_share=0)
    if part is not Part.RISK:
        return policy
    return replace(policy, weights=replace(policy.weights, risk=0), mending=replace(policy.mending, risk=0))
