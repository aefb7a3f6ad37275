"""The week of a provider's own counsellors, with outcomes in one tap."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.care.domain.looker import Seen
from app.care.domain.outcome import Outcome
from app.care.reads.provider_diary import OwnAppointment, own_appointments
from app.care.reads.provider_hours import own_counsellors
from app.care.services.inbound import report_outcome
from app.care.store import held_back, questions
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, saw_one, seen, side_of
from app.care.web.provider.week_form import Recorded
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Invalid

router = APIRouter(include_in_schema=False)
_FIRST, _LAST = date(2000, 1, 3), date(2999, 12, 31)
REASONS = (
    ("did_not_attend", "Did not attend"),
    ("kept_on_duty", "Kept on duty"),
    ("recalled_to_duty", "Recalled to duty"),
    ("court", "At court"),
    ("unwell", "Unwell"),
)
WORDS = dict(REASONS) | {
    "attended": "Attended",
    "cancelled_by_officer": "Called off by the officer",
    "cancelled_by_provider": "Called off by you",
    "moved_by_roster": "Moved to another time",
    "moved_by_plan": "Moved to another time",
}
NOT_SO = {
    "too-early": "This appointment has not begun yet, so how it went cannot be recorded.",
    "illegal-move": "This appointment has ended in a way that this cannot change any more.",
}
_MOVED = frozenset({Outcome.MOVED_BY_ROSTER, Outcome.MOVED_BY_PLAN})
_NEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week with its appointments."""

    on: date
    appointments: list[OwnAppointment]
    moved: list[OwnAppointment]
    """What stood here until it was moved."""


@router.get("/provider")
def week(request: Request, who: ProviderWho, on: Annotated[str, Query()] = "") -> HTMLResponse:
    """The local week, from Monday, that holds the day `on`; this week when no date is said."""
    desk = desk_of(request)
    now = desk.clock()
    today = now.astimezone(desk.zone).date()
    monday = _monday(_date(on) or today)
    seat = look(request, who, "diary", week=monday.isoformat())
    first_at, last_at = _midnight(monday, desk.zone), _midnight(monday + timedelta(days=7), desk.zone)
    kept = seen(request, seat, Seen.DIARY, (first_at, last_at), _without_provisional)
    with desk.store.read() as db:
        where_to = _standing(own_appointments(db, seat, first_at - _NEAR, last_at + _NEAR, now=now))
        waiting = held_back.count_undecided(db, seat.provider_id) if seat.sees_all else 0
        people = own_counsellors(db, seat, now, now) if seat.sees_all else []
        asked = len(questions.open_of_provider(db, seat.provider_id, seat.counsellor_id))
    by_day = groupby(kept, key=lambda a: a.start_at.astimezone(desk.zone).date())
    days = _from_today([_day(day, list(group)) for day, group in by_day], today, monday)
    return render(
        request, "provider/week.html", seat=seat, days=days, today=today, asked=asked,
        unrecorded=[one for one in kept if one.is_live and one.has_begun], monday=monday,
        sunday=monday + timedelta(days=6), earlier=monday - timedelta(days=7), later=monday + timedelta(days=7),
        reasons=REASONS, words=WORDS, where_to=where_to, waiting=waiting, people=people,
    )  # fmt: skip


@router.post("/provider/outcomes")
def record(request: Request, who: ProviderWho, sent: Annotated[Recorded, Form()]) -> RedirectResponse:
    """Record how an appointment ended, or put it right, or call it off."""
    desk = desk_of(request)
    seat = look(request, who, "appointment")
    outcome = Outcome(sent.outcome)
    try:
        differently = sent.differently()
        with desk.store.write() as db:
            saw_one(db, desk, seat, sent.appointment)
            report_outcome(db, side_of(seat), sent.appointment, outcome, now=desk.clock(), differently=differently)
            note(db, desk, seat, "recorded.outcome", {"appointment": sent.appointment, "outcome": sent.outcome})
    except (Conflict, Invalid) as refused:
        return see_other(sent.back, say=NOT_SO.get(refused.stable_code, refused.detail), tone="bad")
    return see_other(sent.back, say=f"Recorded: {WORDS[sent.outcome].lower()}.")


def _from_today(days: list[Day], today: date, monday: date) -> list[Day]:
    """This week begins with today, even where nothing is on, and ends with the days that are over, the last first."""
    if not monday <= today < monday + timedelta(days=7):
        return days
    now = next((day for day in days if day.on == today), Day(today, [], []))
    over = [day for day in reversed(days) if day.on < today]
    return [now, *(day for day in days if day.on > today), *over]


def _day(on: date, all_of_it: list[OwnAppointment]) -> Day:
    moved = [one for one in all_of_it if one.outcome in _MOVED]
    return Day(on, [one for one in all_of_it if one not in moved], moved)


def _without_provisional(own: list[OwnAppointment]) -> list[OwnAppointment]:
    """Without what was only ever provisional."""
    return [one for one in own if one.is_live or one.outcome]


def _standing(own: list[OwnAppointment]) -> dict[tuple[str, int], OwnAppointment]:
    """What stands now for each session of a course, or took place."""
    return {(a.course, a.number): a for a in own if a.is_live or a.outcome is Outcome.ATTENDED}


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _monday(on: date) -> date:
    """The Monday of that week; of the first or last week there is, for days that nobody means."""
    sensible = min(max(on, _FIRST), _LAST)
    return sensible - timedelta(days=sensible.weekday())


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(0), zone).astimezone(UTC)
