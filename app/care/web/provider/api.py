"""The JSON API for providers' own programs."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.care.domain.outcome import Outcome
from app.care.reads.provider_diary import OwnAppointment, own_appointments
from app.care.services.inbound import report_outcome
from app.care.services.inbound_events import Name, ReportedOutcome
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.foundation.refusals import Fault, Invalid

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
LONGEST = timedelta(days=62)


class Report(BaseModel):
    """How an appointment ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    appointment: Name
    outcome: ReportedOutcome = Field(description="attended, why it was missed, or cancelled_by_provider")


@router.get("/appointments")
def appointments(
    request: Request,
    who: ProviderWho,
    from_at: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    to_at: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> dict[str, Any]:
    """Own appointments that start from `from` (default: now) until `to` (default: a week later), 62 days at most."""
    desk = desk_of(request)
    now = desk.clock()
    first_at, last_at = _span(from_at or now, to_at)
    seat = look(request, who, "appointments", **{"from": first_at.isoformat(), "to": last_at.isoformat()})
    with desk.store.read() as db:
        own = own_appointments(db, seat, first_at, last_at, now=now)
    return {"appointments": [_as_json(one) for one in own]}


@router.post("/outcomes")
def outcomes(request: Request, who: ProviderWho, report: Report) -> dict[str, Any]:
    """Record how an appointment ended, or put it right. The same again changes nothing, so it may be repeated."""
    desk = desk_of(request)
    seat = look(request, who, "appointment")
    with desk.store.write() as db:
        done = report_outcome(db, side_of(seat), report.appointment, Outcome(report.outcome), now=desk.clock())
        note(db, desk, seat, "recorded.outcome", {"appointment": report.appointment, "outcome": report.outcome})
    return done


def _span(first_at: datetime, to_at: datetime | None) -> tuple[datetime, datetime]:
    sensible = 2000 <= first_at.year < 3000
    last_at = to_at or (first_at + timedelta(days=7) if sensible else first_at)
    if not sensible or not timedelta(0) < last_at - first_at <= LONGEST:
        fault = Fault("It must come after `from`, by 62 days at most.", column="to")
        raise Invalid("This period cannot be shown.", faults=[fault])
    return first_at, last_at


def _as_json(one: OwnAppointment) -> dict[str, Any]:
    return {
        "appointment": one.name,
        "course": one.course,
        "officer": one.officer,
        "counsellor": one.counsellor,
        "session": one.number,
        "sessions": one.sessions,
        "start": one.start_at,
        "end": one.end_at,
        "place": one.place,
        "status": one.status.value,
        "outcome": one.outcome.value if one.outcome else None,
        "sequence": one.sequence,
    }
