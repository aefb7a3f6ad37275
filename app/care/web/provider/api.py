"""The JSON API for providers' own programs: their appointments and how those ended."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from app.care.domain.looker import Seen
from app.care.domain.outcome import Outcome
from app.care.reads.provider_diary import OwnAppointment
from app.care.services.inbound import report_outcome
from app.care.services.inbound_events import AttendedData
from app.care.web.provider.api_shapes import Answered, AppointmentRow, AppointmentRows, Report
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, saw_one, seen, side_of
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.description import refused
from app.foundation.refusals import Fault, Invalid

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
LONGEST = timedelta(days=62)
Asked = Annotated[PageAsked, Depends(page_asked)]


@router.get("/appointments")
def appointments(
    request: Request,
    answer: Response,
    who: ProviderWho,
    asked: Asked,
    from_at: Annotated[AwareDatetime | None, Query(alias="from", examples=["2026-03-09T00:00:00Z"])] = None,
    to_at: Annotated[AwareDatetime | None, Query(alias="to", examples=["2026-03-16T00:00:00Z"])] = None,
) -> AppointmentRows:
    """Own appointments that start from `from` (default: now) until `to` (default: a week later), 62 days at most.

    Every look is kept, and each officer can read who looked at theirs. Repeat `from` and `to` with a cursor.
    """
    now = desk_of(request).clock()
    first_at, last_at = _span(from_at or now, to_at)
    seat = look(request, who, "appointments", **{"from": first_at.isoformat(), "to": last_at.isoformat()})

    def wanted(own: list[OwnAppointment]) -> list[OwnAppointment]:
        ordered = sorted(own, key=_key)
        return [one for one in ordered if asked.after is None or _key(one) > asked.after][: asked.limit + 1]

    rows = seen(request, seat, Seen.LIST, (first_at, last_at), wanted)
    part = page_of(rows, asked, _key, of=request.url.path)
    link_next(request, answer, part.next)
    return AppointmentRows(appointments=[_row(one) for one in part.rows], next=part.next)


@router.post("/outcomes", responses=refused(404, 409))
def outcomes(request: Request, who: ProviderWho, report: Report) -> Answered:
    """Record how an appointment ended, or put it right. The same again changes nothing, so it may be repeated.

    With "attended" may stand who took it in place of its counsellor, and how late it began; neither is a miss.
    """
    desk = desk_of(request)
    seat = look(request, who, "appointment")
    with desk.store.write() as db:
        saw_one(db, desk, seat, report.appointment)
        told = AttendedData(
            appointment=report.appointment,
            counsellor=report.counsellor,
            arrived_late_minutes=report.arrived_late_minutes,
        )
        differently = told if report.outcome == "attended" else None
        outcome, now = Outcome(report.outcome), desk.clock()
        done = report_outcome(db, side_of(seat), report.appointment, outcome, now=now, differently=differently)
        note(db, desk, seat, "recorded.outcome", {"appointment": report.appointment, "outcome": report.outcome})
    return Answered(**done)


def _span(first_at: datetime, to_at: datetime | None) -> tuple[datetime, datetime]:
    sensible = 2000 <= first_at.year < 3000
    last_at = to_at or (first_at + timedelta(days=7) if sensible else first_at)
    if not sensible or not timedelta(0) < last_at - first_at <= LONGEST:
        fault = Fault("It must come after `from`, by 62 days at most.", column="to")
        raise Invalid("This period cannot be shown.", faults=[fault])
    return first_at, last_at


def _key(one: OwnAppointment) -> tuple[datetime, str]:
    return one.start_at, one.name


def _row(one: OwnAppointment) -> AppointmentRow:
    shown: dict[str, Any] = {
        "appointment": one.name,
        "course": one.course,
        "officer": one.officer,
        "counsellor": one.counsellor,
        "session": one.number,
        "sessions": one.sessions,
        "start": one.start_at,
        "end": one.end_at,
        "place": one.place,
        "status": one.status,
        "outcome": one.outcome,
        "attendance": one.attendance,
        "arrived_late_minutes": one.late_minutes,
        "stand_in": one.stand_in,
        "sequence": one.sequence,
    }
    return AppointmentRow(**shown)
