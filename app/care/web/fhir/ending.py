"""An Appointment that is sent back with another status: what that says, and doing it."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.exchange_words import REASONS, STATUS_IN, goes_with, outcome_reported
from app.care.domain.outcome import Outcome
from app.care.reads.exchanged import Told, one_told_to_officer, one_told_to_provider
from app.care.services.call_off import cancel_by_officer
from app.care.services.hold import let_go
from app.care.services.hold_back import BeyondPace
from app.care.services.program_pace import keep_for_person, outcome_asked, report_by_program
from app.care.web.fhir.addresses import HL7_REASONS, Addresses, addresses, desk_of, known_id, name_of
from app.care.web.fhir.asking import Officer, Program, is_strict
from app.care.web.fhir.elements import Extension, moment
from app.care.web.fhir.noting import note, note_seen
from app.care.web.fhir.refusing import NotSupported
from app.care.web.fhir.resources import Appointment, Issue, OperationOutcome
from app.care.web.officer.planning import plan_now
from app.foundation.refusals import Fault, Invalid
from app.foundation.versions import ANY, VersionChanged

S = AppointmentStatus
_UNDERSTOOD = frozenset(
    {"resourceType", "id", "meta", "text", "extension", "status", "cancelationReason", "start", "end", "slot"}
    | {"minutesDuration", "created", "basedOn", "participant"}
)
"""What our own appointments have. Of these only status, reason and attendance can be changed; the times must agree."""
_WHYS = {"unwell": "unwell", "kept-on-duty": "kept_on_duty", "court": "court"}
"""Reasons of an officer's own that are kept with a cancellation, and told to nobody."""
_CALLED_OFF_BY_OFFICER = "2"
"""The attendance code: cancelled by, or on behalf of, the person."""
_BY_PATIENT = "pat"
"""How the codes of HL7 begin that say the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The appointment as it was sent, and the version that its sender has seen; None: they do not say."""

    wanted: Appointment
    seen: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """The status, the reason in our code if one was sent, and whether it says that the officer called it off."""

    status: AppointmentStatus
    reason: str | None
    by_officer: bool


def by_program(request: Request, program: Program, fhir_id: str, asked: Asked) -> bool:
    """Record what a program says; False if it would undo unusually much: nothing has changed, and a person must look.

    Raises Invalid, NotFound, Conflict, VersionChanged; nothing has changed then.
    """
    desk, name = desk_of(request), name_of(fhir_id)
    said = _said(request, asked.wanted, addresses(request))
    try:
        with desk.store.write() as db:
            found = one_told_to_provider(db, program.seat, name)
            note_seen(db, request, program, {found.officer_id})
            if _is_so_already(found, asked, said):
                return True
            outcome = _outcome(said)
            report_by_program(db, program.side, name, outcome, now=desk.clock())
            note(db, request, program, "recorded.outcome", appointment=name, outcome=outcome.value)
    except BeyondPace as alarm:
        _keep(request, program, name, (_outcome(said), alarm.undoing))
        return False
    return True


def _keep(request: Request, program: Program, name: str, what: tuple[Outcome, int]) -> None:
    """In a transaction of its own: the one in which it would have happened is undone."""
    desk = desk_of(request)
    now, (outcome, undoing) = desk.clock(), what
    with desk.store.write() as db:
        found = one_told_to_provider(db, program.seat, name)
        note_seen(db, request, program, {found.officer_id})
        payload = outcome_asked(db, program.side, name, outcome, now=now)
        message = keep_for_person(db, program.seat.provider_id, payload, undoing, now=now)
        note(db, request, program, "held_back.outcome", message=message)


def by_officer(request: Request, officer: Officer, fhir_id: str, asked: Asked) -> None:
    """Call it off, or give a held time back. Raises as `by_program`."""
    desk, appointment_id = desk_of(request), known_id(fhir_id)
    said = _said(request, asked.wanted, addresses(request))
    with desk.store.write() as db:
        found = one_told_to_officer(db, officer.officer_id, appointment_id)
        if _is_so_already(found, asked, said):
            return
        if said.status is not S.CANCELLED:
            raise _only("An officer can cancel an appointment; how it went, their provider says.")
        _call_off(db, request, officer, found, _WHYS.get(said.reason or "", ""))
    if found.status is not S.HELD:
        plan_now(desk, found.course)


def held_back() -> OperationOutcome:
    """What is said of what waits for a person."""
    words = "Nothing was done yet: this would undo unusually much, so somebody at the practice has been asked to look."
    return OperationOutcome(issue=[Issue(severity="warning", code="business-rule", diagnostics=words)])


def passed_over(wanted: Appointment) -> OperationOutcome:
    """What of the appointment was not acted on."""
    issues = [
        Issue(severity="warning", code="not-supported", diagnostics="This was passed over.", expression=[where])
        for where in _strange(wanted)
    ]
    return OperationOutcome(issue=issues or [Issue(severity="information", code="informational", diagnostics="Done.")])


def _call_off(db: Session, request: Request, officer: Officer, found: Told, why: str) -> None:
    now = desk_of(request).clock()
    if found.status is S.HELD:
        let_go(db, officer.officer_id, found.name, now=now)
    else:
        cancel_by_officer(db, officer.officer_id, found.name, now=now, why=why)


def _said(request: Request, wanted: Appointment, at: Addresses) -> _Said:
    strange = _strange(wanted)
    if strange and is_strict(request):
        faults = [Fault("cannot be kept here", column=where) for where in strange]
        raise NotSupported("Not everything of it can be kept here.", faults=faults)
    status = STATUS_IN.get(wanted.status)
    if status is None or status is S.ENTERED_IN_ERROR:
        raise _only(
            "Send fulfilled, noshow or cancelled. What was recorded wrongly is put right by sending the right one."
        )
    reason = wanted.cancelation_reason.code_in(at.reasons) if wanted.cancelation_reason else None
    attendance = _code(wanted.extensions(at.attendance), at.attendances)
    if attendance is not None and not goes_with(attendance, status):
        raise _only(f"The attendance code {attendance} does not go with the status {wanted.status}.")
    return _Said(
        status,
        reason or _code(wanted.extensions(at.missed_reason), at.reasons),
        by_officer=attendance == _CALLED_OFF_BY_OFFICER or _hl7(wanted).startswith(_BY_PATIENT),
    )


def _is_so_already(found: Told, asked: Asked, said: _Said) -> bool:
    """Whether nothing is to be done. Raises VersionChanged, and Invalid for an appointment at another time."""
    _refuse_other_version(found, asked.seen)
    _refuse_other_times(found, asked.wanted)
    if found.status is not said.status:
        return False
    known = None if found.outcome is None else REASONS.get(found.outcome)
    return said.reason is None or (known is not None and known.code == said.reason)


def _outcome(said: _Said) -> Outcome:
    if said.status is S.CANCELLED and said.by_officer:
        raise _only("That the officer called it off, only the officer can say. Ask them to; on the day it is a noshow.")
    try:
        return outcome_reported(said.status, said.reason)
    except ValueError as wrong:
        raise _only(str(wrong)) from None


def _refuse_other_version(found: Told, seen: str | None) -> None:
    """Weak tags are compared by what they say: a version of ours is one representation."""
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in (seen or ANY).split(",")}
    if ANY not in tags and str(found.version) not in tags:
        raise VersionChanged("It was changed since you read it. Read it again; nothing has been changed now.")


def _refuse_other_times(found: Told, wanted: Appointment) -> None:
    times = (("start", wanted.start, found.start_at), ("end", wanted.end, found.end_at))
    faults = [
        Fault(
            "differs from the appointment's", column=f"Appointment.{name}", remedy="An appointment is never moved so."
        )
        for name, said, at in times
        if said is not None and moment(said) != at
    ]
    if faults:
        raise Invalid("Only the status of an appointment can be changed.", code="not-by-program", faults=faults)


def _only(words: str) -> Invalid:
    return Invalid(words, code="not-by-program", faults=[Fault(words, column="Appointment.status")])


def _code(extensions: Iterable[Extension], system: str) -> str | None:
    concepts = (one.value_codeable_concept for one in extensions)
    return next((code for one in concepts if one is not None and (code := one.code_in(system))), None)


def _hl7(wanted: Appointment) -> str:
    return (wanted.cancelation_reason and wanted.cancelation_reason.code_in(HL7_REASONS)) or ""


def _strange(wanted: Appointment) -> list[str]:
    return sorted(f"Appointment.{name}" for name in wanted.as_json().keys() - _UNDERSTOOD)
