"""The life of an appointment: its statuses and the one table of legal moves."""

from enum import StrEnum

from app.foundation.refusals import OutOfTurn


class AppointmentStatus(StrEnum):
    """Where an appointment stands. FHIR R4 spellings where it has the word."""

    HELD = "held"
    PROPOSED = "proposed"
    BOOKED = "booked"
    FULFILLED = "fulfilled"
    NOSHOW = "noshow"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


S = AppointmentStatus
LIVE = frozenset({S.HELD, S.PROPOSED, S.BOOKED})
"""These occupy a counsellor, an officer and a room, and hold one unit of the entitlement each."""
MOVABLE = frozenset({S.PROPOSED, S.BOOKED})
"""These may give way to another time of the same session."""
STANDING = LIVE | {S.FULFILLED}
"""At most one of these for each session of a course."""

_MOVES: dict[S, frozenset[S]] = {
    S.HELD: frozenset({S.BOOKED, S.CANCELLED}),
    S.PROPOSED: frozenset({S.BOOKED, S.CANCELLED}),
    S.BOOKED: frozenset({S.FULFILLED, S.NOSHOW, S.CANCELLED}),
    S.FULFILLED: frozenset({S.ENTERED_IN_ERROR}),
    S.NOSHOW: frozenset({S.ENTERED_IN_ERROR}),
    # Only what the counsellor called off once it had begun: until then the officer is told, and it stays so.
    S.CANCELLED: frozenset({S.ENTERED_IN_ERROR}),
    # Only passed through: a correction strikes the wrong entry out and at once writes the right one after it.
    # Cancelled: it was recorded as missed or attended, and it was the counsellor who could not come.
    S.ENTERED_IN_ERROR: frozenset({S.FULFILLED, S.NOSHOW, S.CANCELLED}),
}


_AS_IT_IS: dict[S, str] = {
    S.HELD: "is being kept for somebody who decides",
    S.PROPOSED: "is only pencilled in",
    S.BOOKED: "is booked",
    S.FULFILLED: "was attended",
    S.NOSHOW: "was missed",
    S.CANCELLED: "was called off",
    S.ENTERED_IN_ERROR: "is being put right",
}


def moved(now: AppointmentStatus, to: AppointmentStatus) -> AppointmentStatus:
    """`to`, if an appointment may go there from `now`. Raises OutOfTurn (code "illegal-move") otherwise."""
    if to not in _MOVES[now]:
        raise OutOfTurn(f"This appointment {_AS_IT_IS[now]}, so that cannot be done with it.", code="illegal-move")
    return to
