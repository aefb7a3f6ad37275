"""How policies, shift classes and figures are called and written in reports."""

from app.simulate.facts import ShiftClass
from app.simulate.records import PolicyName

POLICIES: dict[PolicyName, str] = {
    PolicyName.AS_REPORTED: "As reported today",
    PolicyName.SECOND_CHANCE: "With a second chance",
    PolicyName.SELF_BOOKING: "Self-booking",
    PolicyName.NUDGED: "Self-booking, nudged",
    PolicyName.RELIEF: "Relief",
    PolicyName.WITHOUT_ROSTER: "without the roster",
    PolicyName.WITHOUT_RISK: "without miss risk",
    PolicyName.WITHOUT_REPAIR: "without repair beforehand",
    PolicyName.WITHOUT_REBOOKING: "without automatic rebooking",
    PolicyName.WITHOUT_RESCUE: "without rescue capacity",
}
TOLD: dict[PolicyName, str] = {
    PolicyName.AS_REPORTED: "The provider names a fixed weekly time; a session that is missed is forfeited.",
    PolicyName.SECOND_CHANCE: "The same, but a session is forfeited only after its second miss.",
    PolicyName.SELF_BOOKING: "Officers book the next free time themselves, one session after the other.",
    PolicyName.NUDGED: "Self-booking, and a mail to whoever does not come back after a miss.",
    PolicyName.RELIEF: "Whole courses planned around the roster, repaired beforehand, rebooked after a miss.",
    PolicyName.WITHOUT_ROSTER: "Relief that knows no duties.",
    PolicyName.WITHOUT_RISK: "Relief that takes every start to be equally safe.",
    PolicyName.WITHOUT_REPAIR: "Relief that notices a changed roster only when the session is missed.",
    PolicyName.WITHOUT_REBOOKING: "Relief that waits for the officer's word after a miss.",
    PolicyName.WITHOUT_RESCUE: "Relief that has no hours kept for replacements.",
}
PARTS = tuple(policy for policy in PolicyName if policy.value.startswith("relief_"))
ALL = "all"
CLASSES: dict[str, str] = {
    ALL: "All",
    ShiftClass.DAYS: "Office hours",
    ShiftClass.EARLIES_LATES: "Earlies and lates",
    ShiftClass.NIGHTS: "With nights",
    ShiftClass.LONG_TURNS: "Twelve-hour turns",
}

PART_MEASURES = (
    "complete_26_weeks_stayers",
    "complete_stayers",
    "first_days_p90",
    "misses_per_100",
    "replacement_days",
    "moves_per_course",
    "hours_used",
)
"""What the table of parts shows."""
UNITS = {"share": "", "days": "days", "hours": "hours", "pounds": "", "ratio": "", "count": ""}
"""What stands behind the name of a measure; empty where each figure carries its own sign or none."""


def policy_words(policy: PolicyName) -> str:
    """The policy where it stands alone: one without a part says of what."""
    return f"Relief {POLICIES[policy]}" if policy in PARTS else POLICIES[policy]


def figure(value: float | None, unit: str) -> str:
    """One figure as people write it; a dash where there was nobody to measure."""
    if value is None:
        return "–"
    return f"−{_plain(-value, unit)}" if value < 0 else _plain(value, unit)


def _plain(value: float, unit: str) -> str:
    match unit:
        case "share":
            return f"{100 * value:.1f} %"
        case "pounds":
            return f"£{value:,.0f}"
        case "ratio":
            return f"{value:.3f}"
        case _:
            return f"{value:,.0f}" if value >= 1000 or value == 0 else f"{value:,.1f}"


def with_sign(value: float, unit: str) -> str:
    """A difference: its sign is always written; shares differ by points, which the words around it say."""
    told = figure(value, unit).removesuffix(" %")
    return told if value < 0 else f"+{told}"
