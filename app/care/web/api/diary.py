"""One appointment as a calendar file, over the API."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.web.api.asking import problems
from app.care.web.officer.diary import diary_file
from app.care.web.officer.visitor import Officer, desk_of

router = APIRouter(prefix="/api/v1/appointments/{appointment_id}", tags=["appointments"])
_FILE = {"content": {"text/calendar": {"example": "BEGIN:VCALENDAR\r\n..."}}, "description": "An iCalendar file"}


@router.get("/diary.ics", response_class=Response, responses={200: _FILE, **problems(404)})
def diary_entry(request: Request, who: Officer, appointment_id: str) -> Response:
    """One's own appointment as an iCalendar file, under the title that its officer chose.

    Its UID is that of the private diary address, and it names where the appointment is now: moved ones too.
    """
    return diary_file(desk_of(request), who.subject_id, appointment_id)
