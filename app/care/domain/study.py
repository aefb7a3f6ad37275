"""A question about capacity from when it is asked to when it is answered: its kinds, states, moves and limits."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.foundation.refusals import OutOfTurn


class StudyKind(StrEnum):
    """What is asked: where hours are missing, what the quarter will bring, or what a change would do."""

    GAPS = "gaps"
    DEMAND = "demand"
    WHAT_IF = "what_if"


class StudyState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    NO_RESULT = "no_result"
    CANCELLED = "cancelled"


S = StudyState
UNFINISHED = frozenset({S.WAITING, S.RUNNING})
_MOVES: dict[S, frozenset[S]] = {
    S.WAITING: frozenset({S.RUNNING, S.CANCELLED}),
    S.RUNNING: frozenset({S.RUNNING, S.DONE, S.NO_RESULT, S.CANCELLED}),
    S.DONE: frozenset(),
    S.NO_RESULT: frozenset(),
    S.CANCELLED: frozenset(),
}

KEPT = timedelta(days=30)
A_WEEK = timedelta(days=7)
MOST_A_WEEK = 5
"""What-ifs of a force: more could be strung together into a question about one person."""

TOO_SMALL, TOO_LITTLE, MOVED_ON, UNSURE = "too_small", "too_little", "moved_on", "too_little_known"
BROKE_OFF, TOO_LONG = "broke_off", "too_long"
REASONS = {
    TOO_SMALL: "Nothing is worked out for fewer than 1,000 staff or fewer than ten courses: with so few, every figure "
    "would be about somebody.",
    TOO_LITTLE: "This would change fewer than four counsellor hours a week. So little could be aimed at one officer, "
    "and is not worked out.",
    MOVED_ON: "The roster changed twice while this was being worked out. Ask again in an hour or so.",
    BROKE_OFF: "Working it out broke off twice, and nothing came of it. Nothing else was touched. Ask again, and tell "
    "whoever runs the service if it happens again.",
    TOO_LONG: "It took longer than an hour and was ended. Nothing else was touched. Try a smaller change.",
    UNSURE: "Fewer than twelve weeks of referrals are known. The forecast begins when there are more.",
}


def moved(now: StudyState, to: StudyState) -> StudyState:
    """`to`, if a question may go there from `now`. Raises OutOfTurn (code "illegal-move") otherwise."""
    if to not in _MOVES[now]:
        raise OutOfTurn("This question has been settled already.", code="illegal-move")
    return to


def counts_from(now: datetime, zone: ZoneInfo) -> datetime:
    """Only courses that were open before this Monday are counted: nobody's first week can be told by asking twice."""
    today = now.astimezone(zone)
    monday = today - timedelta(days=today.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)
