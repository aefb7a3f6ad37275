"""How statuses and outcomes are said to other systems: HL7 FHIR R4 and the codes of the NHS Data Dictionary.

R4 and not R5: the status is `noshow`, the reason is `cancelationReason` with one l. Invariant app-4 of R4 (4.0.1) lets
a reason stand beside "no-show", which is no status at all, so a strict reader refuses one beside `noshow`; the reason
of a miss therefore goes into an extension of ours, and is taken from either place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome

S = AppointmentStatus
StatusWord = Literal["pending", "proposed", "booked", "fulfilled", "noshow", "cancelled", "entered-in-error"]
STATUS_OUT: Mapping[AppointmentStatus, StatusWord] = {
    S.HELD: "pending",
    S.PROPOSED: "proposed",
    S.BOOKED: "booked",
    S.FULFILLED: "fulfilled",
    S.NOSHOW: "noshow",
    S.CANCELLED: "cancelled",
    S.ENTERED_IN_ERROR: "entered-in-error",
}
"""AppointmentStatus of R4. A held time is `pending`: somebody has not answered yet (as Argonaut's $hold has it)."""
STATUS_IN: Mapping[str, AppointmentStatus] = {said: status for status, said in STATUS_OUT.items()}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something did not take place, as a code of ours; `hl7`: the nearest of HL7's appointment-cancellation-reason.

    `attendance`: ATTENDED OR DID NOT ATTEND of the NHS Data Dictionary.
    """

    code: str
    display: str
    hl7: str
    attendance: str


REASONS: Mapping[Outcome, Reason] = {
    Outcome.DID_NOT_ATTEND: Reason("did-not-attend", "Did not attend, no reason known", "pat", "3"),
    Outcome.KEPT_ON_DUTY: Reason("kept-on-duty", "Kept on duty beyond the end of it", "pat", "3"),
    Outcome.RECALLED_TO_DUTY: Reason("recalled-to-duty", "Called back to duty", "pat", "3"),
    Outcome.COURT: Reason("court", "Had to be at court", "pat", "3"),
    Outcome.UNWELL: Reason("unwell", "Unwell", "pat", "3"),
    Outcome.CANCELLED_BY_OFFICER: Reason("cancelled-by-officer", "Called off by the officer", "pat", "2"),
    Outcome.CANCELLED_BY_PROVIDER: Reason("cancelled-by-provider", "Called off by the provider", "prov", "4"),
    Outcome.MOVED_BY_ROSTER: Reason("moved-by-roster", "A duty came to lie over it", "pat", "2"),
    Outcome.MOVED_BY_PLAN: Reason("moved-by-plan", "It made room for another one", "pat", "2"),
}
"""Every outcome but attendance. What the planner moves, it moves on behalf of the officer: code 2."""
ATTENDANCE: Mapping[str, str] = {
    "2": "Appointment cancelled by, or on behalf of, the person",
    "3": "Did not attend, no advance warning given",
    "4": "Appointment cancelled or postponed by the provider",
    "5": "Attended on time or, if late, before the professional was ready to see them",
    "6": "Arrived late, after the professional was ready to see them, but was seen",
    "7": "Arrived late and could not be seen",
}
"""The codes of the NHS Data Dictionary, in words that fit here. 0 (lies ahead) is never said: the status says it."""
_ATTENDED = "5"
_OUTCOMES = {reason.code: outcome for outcome, reason in REASONS.items()}
_MAY_REPORT = frozenset(
    {Outcome.DID_NOT_ATTEND, Outcome.KEPT_ON_DUTY, Outcome.RECALLED_TO_DUTY, Outcome.COURT, Outcome.UNWELL}
)
_BY_ATTENDANCE: Mapping[str, AppointmentStatus] = {
    "2": S.CANCELLED,
    "3": S.NOSHOW,
    "4": S.CANCELLED,
    "5": S.FULFILLED,
    "6": S.FULFILLED,
    "7": S.NOSHOW,
}


def attendance_of(outcome: Outcome) -> str:
    """The code that the NHS Data Dictionary has for it."""
    return _ATTENDED if outcome is Outcome.ATTENDED else REASONS[outcome].attendance


def goes_with(attendance: str, status: AppointmentStatus) -> bool:
    """Whether an attendance code says the same as a status; of codes that there are not, nothing is known."""
    return _BY_ATTENDANCE.get(attendance, status) is status


def outcome_reported(status: AppointmentStatus, reason: str | None) -> Outcome:
    """What a provider says by a status, with a reason's code of ours where it gave one.

    Raises ValueError, in words for whoever sent it, where these contradict each other or say no end.
    """
    match status:
        case S.FULFILLED:
            _refuse_reason(reason)
            return Outcome.ATTENDED
        case S.NOSHOW:
            return _missed(reason)
        case S.CANCELLED:
            return _called_off(reason)
        case S.HELD | S.PROPOSED | S.BOOKED | S.ENTERED_IN_ERROR:
            raise ValueError("How an appointment ended is said by fulfilled, noshow or cancelled.")
    assert_never(status)


def _refuse_reason(reason: str | None) -> None:
    if reason is not None:
        raise ValueError("What was attended has no reason why it was not.")


def _missed(reason: str | None) -> Outcome:
    outcome = Outcome.DID_NOT_ATTEND if reason is None else _OUTCOMES.get(reason)
    if outcome not in _MAY_REPORT:
        raise ValueError(f"A noshow may have one of these reasons: {', '.join(sorted(_codes(_MAY_REPORT)))}.")
    return outcome


def _called_off(reason: str | None) -> Outcome:
    if reason not in {None, REASONS[Outcome.CANCELLED_BY_PROVIDER].code}:
        raise ValueError("A provider cancels as cancelled-by-provider; what the officer missed on the day is a noshow.")
    return Outcome.CANCELLED_BY_PROVIDER


def _codes(outcomes: frozenset[Outcome]) -> list[str]:
    return [REASONS[outcome].code for outcome in outcomes]
