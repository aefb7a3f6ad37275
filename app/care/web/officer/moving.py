"""Asks once more before an appointment is moved: a tap on a time that is offered books nothing yet."""

from datetime import timedelta

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import appointment_of_officer, plan_of_course
from app.care.reads.plan_reasons import why_of
from app.care.web.officer.choosing import Chooser
from app.care.web.officer.offer_seal import opened_offer, refuse_if_roster_changed
from app.care.web.officer.visitor import CHANGED_SINCE, desk_of, show, text_of
from app.foundation.pages import see_other

_CARRIED = ("offer", "number", "idempotency_key", "instead_of")


def ask_first(request: Request, chooser: Chooser, form: FormData) -> Response:
    """The time it has and the time it would have, side by side. Raises what opening the offer raises."""
    chosen = opened_offer(text_of(form, "offer", longest=2000), chooser.officer_id, chooser.course_id, now=chooser.now)
    with desk_of(request).store.read() as db:
        refuse_if_roster_changed(db, chooser.officer_id, chosen)
        present = appointment_of_officer(db, chooser.officer_id, text_of(form, "instead_of"))
        minutes = plan_of_course(db, chooser.officer_id, chooser.course_id, now=chooser.now).minutes
        names = names_of(db, [chosen.counsellor_id])
    if present.status is not AppointmentStatus.BOOKED:
        return see_other(f"/plan/{present.number}", say=CHANGED_SINCE, tone="note")
    place = names.places[chosen.place_id]
    wanted = {
        "start_at": chosen.start_at,
        "end_at": chosen.start_at + timedelta(minutes=minutes),
        "place_name": place.name,
        "is_video": place.is_video,
        "counsellor_name": names.counsellors[chosen.counsellor_id],
        "why": why_of(chosen.reason, place.name),
    }
    carried = {name: text_of(form, name, longest=2000) for name in _CARRIED}
    return show(request, "move.html", present=present, wanted=wanted, fields={**carried, "sure": "yes"})
