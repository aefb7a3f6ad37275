"""The life of a course: its states and the one table of legal moves."""

from enum import StrEnum

from app.foundation.refusals import OutOfTurn


class CourseState(StrEnum):
    """Where a course stands. Nothing is lost in any of them: only attendance uses the entitlement."""

    OPEN = "open"
    PAUSED = "paused"
    """The officer asked for a break."""
    WAITING = "waiting"
    """Automatic rebooking has stopped and a human route is offered, or consent is awaited."""
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"


S = CourseState
GOING_ON = frozenset({S.OPEN, S.PAUSED, S.WAITING})

BREAK = "break"
"""The note on what ended because its whole course stopped: unlike a single call-off it says nothing about the day."""

_MOVES: dict[S, frozenset[S]] = {
    S.OPEN: frozenset({S.PAUSED, S.WAITING, S.COMPLETE, S.WITHDRAWN}),
    S.PAUSED: frozenset({S.OPEN, S.COMPLETE, S.WITHDRAWN}),
    S.WAITING: frozenset({S.OPEN, S.PAUSED, S.COMPLETE, S.WITHDRAWN}),
    S.COMPLETE: frozenset({S.OPEN}),
    S.WITHDRAWN: frozenset(),
}


_AS_IT_IS: dict[S, str] = {
    S.OPEN: "goes on",
    S.PAUSED: "is paused",
    S.WAITING: "waits for its officer",
    S.COMPLETE: "is complete",
    S.WITHDRAWN: "is closed",
}


def moved(now: CourseState, to: CourseState) -> CourseState:
    """`to`, if a course may go there from `now`. Raises OutOfTurn (code "illegal-move") otherwise."""
    if to not in _MOVES[now]:
        raise OutOfTurn(f"This plan {_AS_IT_IS[now]}, so that cannot be done with it.", code="illegal-move")
    return to
