"""What an officer lets go of is tried once more, done in one transaction, and planned by at once."""

from collections.abc import Callable
from time import monotonic

from app.care.desk import CareDesk
from app.care.domain.easing import Easing
from app.care.reads.choice import choice_of
from app.care.reads.why_not import Asked, WhyNot, why_not
from app.care.services.letting_go import SeenAs, let_go
from app.care.web.officer.planning import plan_now
from app.foundation.refusals import Conflict

TRIES = 3
NO_WAY = "no-way-any-more"


class Refused(Conflict):
    """What was tapped would not help any more; nothing was changed. `has_time`: because a time stands by now."""

    def __init__(self, *, has_time: bool) -> None:
        detail = "There is a time for it now." if has_time else "That would not help any more. Look again what would."
        super().__init__(detail, code=NO_WAY)
        self.has_time = has_time


def patience(seconds: float) -> Callable[[], bool]:
    """Whether somebody who waits from now on has waited long enough."""
    until = monotonic() + seconds
    return lambda: monotonic() > until


def take_way(desk: CareDesk, asked: Asked) -> None:
    """Let go of what the way of this name lets go of, and plan. Raises Refused, NotFound, OutOfTurn for a paused plan.

    If the world moves on between trying and doing, it is tried again.
    """
    for left in reversed(range(TRIES)):
        why = why_not(desk.store, asked, now=desk.clock(), enough=lambda: False)
        way = why.way(asked.only or "")
        if way is None:
            raise Refused(has_time=why.has_time)
        if _did(desk, asked, way.easings, _seen(why), last=not left):
            break
    plan_now(desk, asked.course_id)


def take_easing(desk: CareDesk, officer_id: str, key: str) -> None:
    """Let go of one thing that opens more times, and plan. Raises Refused when it would open none any more."""
    for left in reversed(range(TRIES)):
        choice = choice_of(desk.store, officer_id, now=desk.clock())
        easing = choice.easing(key) if choice else None
        if choice is None or easing is None:
            raise Refused(has_time=False)
        asked = Asked(officer_id, choice.course_id, 0)
        if _did(desk, asked, (easing,), SeenAs(choice.course_version, choice.roster_version), last=not left):
            plan_now(desk, choice.course_id)
            return


def _did(desk: CareDesk, asked: Asked, easings: tuple[Easing, ...], seen: SeenAs, *, last: bool) -> bool:
    try:
        with desk.store.write() as db:
            let_go(db, asked.officer_id, asked.course_id, easings, seen, now=desk.clock())
    except Conflict as refused:
        if refused.stable_code != "world-moved-on" or last:
            raise
        return False
    return True


def _seen(why: WhyNot) -> SeenAs:
    return SeenAs(why.course_version, why.roster_version)
