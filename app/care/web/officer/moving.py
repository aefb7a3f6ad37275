"""Asks once more before an appointment is moved: a tap on a time that is offered books nothing yet."""

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import appointment_of_officer
from app.care.reads.plan_reasons import why_of
from app.care.web.officer.choosing import Chooser
from app.care.web.officer.visitor import CHANGED_SINCE, desk_of, show, text_of
from app.foundation.pages import see_other

_CARRIED = ("offer", "number", "idempotency_key", "instead_of")


def ask_first(request: Request, chooser: Chooser, form: FormData) -> Response:
    """The time it has and the time it would have, side by side, and what else would shift. Raises as `preview` does."""
    desk, old_id = desk_of(request), text_of(form, "instead_of")
    with desk.store.read() as db:
        present = appointment_of_officer(db, chooser.officer_id, old_id)
    if present.status is not AppointmentStatus.BOOKED:
        return see_other(f"/plan/{present.number}", say=CHANGED_SINCE, tone="note")
    seen = chooser.preview(desk.store, old_id, text_of(form, "offer", longest=2000))
    chosen = seen.chosen
    with desk.store.read() as db:
        names = names_of(db, [chosen.counsellor_id])
    place = names.places[chosen.place_id]
    wanted = {
        "start_at": chosen.start_at,
        "end_at": chosen.start_at + (seen.present.end_at - seen.present.start_at),
        "place_name": place.name,
        "is_video": place.is_video,
        "call": place.call,
        "counsellor_name": names.counsellors[chosen.counsellor_id],
        "why": why_of(chosen.reason, place.name),
    }
    carried = {name: text_of(form, name, longest=2000) for name in _CARRIED}
    fields = {**carried, "sure": "yes", "seen": seen.version}
    return show(request, "move.html", present=present, wanted=wanted, fields=fields, seen=seen)
