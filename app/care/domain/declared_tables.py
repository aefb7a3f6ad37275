"""Every table of figures that the force may ever see, declared ahead: nothing is cut to order.

A table more is a decision, not a query: whatever overlaps what is already said must be linked in what_is_known.py,
so that the audit before publication sees what follows from both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CLASSES = ("nights", "changing", "days")
"""Shift classes as they are said, in order; a small one is said together with the next."""
CLASS_ROWS = (*CLASSES, "nights+changing", "changing+days", "everybody")
MISS_KINDS = ("did_not_attend", "duty", "unwell", "called_off_by_officer", "called_off_by_provider", "roster")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table is made of. `rows` None: any names, for rows that tell nothing by themselves (hours, places)."""

    parts: tuple[str, ...]
    rows: tuple[str, ...] | None


DECLARED: Mapping[str, Shape] = {
    "referrals": Shape(("referrals",), CLASS_ROWS),
    "first_sessions": Shape(("first_sessions",), CLASS_ROWS),
    "in_time": Shape(("in_time", "later"), ("everybody",)),
    "courses_ended": Shape(("all_sessions", "stopped_earlier"), CLASS_ROWS),
    "sessions": Shape(("attended", "missed"), CLASS_ROWS),
    "misses": Shape(("misses",), MISS_KINDS),
    "risk": Shape(("attended", "missed"), ("low", "middle", "high")),
    "hours": Shape(("used", "unused"), ("everybody",)),
    # Of what a plan comes to, never of what was; rows of the last six may count the same officer twice.
    "finish": Shape(("on_time", "later"), ("everybody",)),
    "plans": Shape(("whole", "lacking"), ("everybody",)),
    "waits": Shape(("waiting",), ("everybody",)),
    "week_hours": Shape(("used", "unused"), None),
    "gaps": Shape(("officers",), None),
    "gaps_tried": Shape(("more_on_time",), None),
    "coming_referrals": Shape(("low", "expected", "high"), ("soonest", "soon", "routine")),
    "coming_planned": Shape(("planned",), None),
    "coming_new": Shape(("new",), None),
}


def refuse_undeclared(name: str, parts: Sequence[str], rows: Sequence[str]) -> None:
    """ValueError for a table, a part or a row that nobody declared, or a row given twice."""
    shape = DECLARED.get(name)
    if shape is None or tuple(parts) != shape.parts:
        raise ValueError(f"no such table of figures is declared: {name} of {', '.join(parts)}")
    if len(set(rows)) != len(rows) or (shape.rows is not None and not set(rows) <= set(shape.rows)):
        raise ValueError(f"rows that are not declared for {name}: {', '.join(rows)}")
