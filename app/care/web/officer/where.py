"""Where and whom an officer would like to meet, changed while a plan goes on."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.domain.wants import Wants
from app.care.reads.choice import effect_of
from app.care.reads.officer_choices import choices
from app.care.services.wishes import keep_wants
from app.care.store import courses
from app.care.web.officer.planning import ask_now, plan_now
from app.care.web.officer.preferences import KEPT, settings_kept, settings_page
from app.care.web.officer.settings_parts import Kept, go_elsewhere, opened
from app.care.web.officer.visitor import Officer, Typed, desk_of, text_of
from app.care.web.officer.where_form import read_where
from app.foundation.refusals import Invalid, NotFound
from app.foundation.versions import VersionChanged, VersionMissing

router = APIRouter(include_in_schema=False)


@router.post("/preferences/where", response_model=None)
def save(request: Request, who: Officer, form: Typed) -> Response:
    """Keep it and plan anew; whether somebody else is seen from now on is a question of its own."""
    desk = desk_of(request)
    with desk.store.read() as db:
        course, offered = courses.going_on_of_officer(db, who.subject_id), choices(db)
        if course is None:
            raise NotFound("There is no plan that goes on.")
        course_id, before = course.id, Wants.from_json(course.wants)
    typed, seen = read_where(form, offered), text_of(form, "version")
    try:
        if not seen:
            raise VersionMissing("This page had grown old. Here it is as things stand.")
        wanted = typed.wants(before, offered)
        effect = effect_of(desk.store, who.subject_id, wants=wanted, now=desk.clock())
        with desk.store.write() as db:
            keep_wants(db, who.subject_id, course_id, wanted, now=desk.clock(), seen=seen)
    except (Invalid, VersionChanged, VersionMissing) as refused:
        again = {"where": typed} if isinstance(refused, Invalid) else {}
        return settings_page(request, who.subject_id, refused, **again)
    plan_now(desk, course_id)
    if ask_now(desk, course_id):
        kept = Kept("Kept. There is one question before somebody else is planned.", "note")
        return go_elsewhere(request, "/change", kept)
    return settings_kept(request, who.subject_id, Kept(f"{KEPT}{opened(effect)}"))
