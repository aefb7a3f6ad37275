"""The providers' API: who counsels, with what they offer and where their hours come from; who may sign in."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.domain.pseudonyms import Kind, outward
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_sources import OwnCalendar, OwnSources, own_people, own_sources
from app.care.services.provider_team import TeamMember, add_member, change_member, let_in, member_of, shut_out
from app.care.services.providers_own import own_counsellor
from app.care.store.provider_people import accounts_of_provider
from app.care.store.tables.access import IdempotencyRecord
from app.care.store.tables.providers import ProviderAccount
from app.care.web.provider.seat import ProviderWho, desk_of, look, look_at_all, note, side_of
from app.care.web.provider.shapes_sources import (
    AccountOut,
    AccountsOut,
    CalendarOut,
    ChangedMember,
    LeaveShape,
    Member,
    MemberOut,
    MembersOut,
    Moved,
    NewAccount,
    WeekShape,
)
from app.care.web.provider.team import invite
from app.foundation.description import refused
from app.foundation.idempotency import Asked, asked_once, once
from app.foundation.signin.contacts import clean_contact
from app.foundation.signin.door import sign_in_desk
from app.foundation.signin.sign_ins import end_everywhere

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
Once = Annotated[Asked, Depends(asked_once)]


@router.get("/counsellors")
def counsellors(request: Request, who: ProviderWho) -> MembersOut:
    """Everybody who counsels, with what they offer, their weeks, leave to come, and how reading their calendar goes."""
    desk = desk_of(request)
    seat = look(request, who, "people")
    with desk.store.read() as db:
        sources = {one.code: one for one in own_sources(db, seat, now=desk.clock())}
        found = [(outward(seat.key, Kind.COUNSELLOR, one.id), member_of(one)) for one in own_people(db, seat)]
    return MembersOut(counsellors=[_member_out(code, member, sources[code]) for code, member in found])


@router.post("/counsellors", status_code=201, response_model=Moved, responses=refused(404))
def add_counsellor(request: Request, who: ProviderWho, asked: Once, member: Member) -> JSONResponse:
    """Take somebody on. Needs an Idempotency-Key. 404 for those who see one caseload only."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        code = outward(seat.key, Kind.COUNSELLOR, add_member(db, side_of(seat), member.member()).id)
        note(db, desk, seat, "added.counsellor", {"counsellor": code})
        return 201, Moved(counsellor=code, courses=[]).model_dump(mode="json")

    return once(desk.store, IdempotencyRecord, asked, act, now=desk.clock())


@router.put("/counsellors/{counsellor}", responses=refused(404, 409))
def change_counsellor(request: Request, who: ProviderWho, counsellor: str, member: ChangedMember) -> Moved:
    """Let a counsellor be as said. The same again changes nothing.

    Somebody no longer `active` loses their hours; whoever sees them is asked before going to another. 409
    "confirm-loss" where that is more than half of what is booked.
    """
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    with desk.store.write() as db:
        side = side_of(seat)
        person = own_counsellor(db, side, counsellor)
        done = change_member(db, side, person.id, member.member(), confirmed=member.confirm, now=desk.clock())
        note(db, desk, seat, "changed.counsellor", {"counsellor": counsellor})
    names = sorted(outward(seat.key, Kind.COURSE, course_id) for course_id in done.courses)
    return Moved(counsellor=counsellor, courses=names)


@router.get("/accounts")
def accounts(request: Request, who: ProviderWho) -> AccountsOut:
    """Who may sign in. 404 for those who see one caseload only."""
    seat = look_at_all(request, who, "people")
    with desk_of(request).store.read() as db:
        rows = [_account_out(seat, one) for one in accounts_of_provider(db, seat.provider_id)]
    return AccountsOut(accounts=rows)


@router.put("/accounts", responses=refused(404, 409))
def add_account(request: Request, who: ProviderWho, wanted: NewAccount) -> AccountOut:
    """Let a person sign in, and write to them. The same again writes once more and changes nothing.

    409 "account-taken" when the address signs in as somebody else already.
    """
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    contact = clean_contact(wanted.contact)
    with desk.store.write() as db:
        only = own_counsellor(db, side_of(seat), wanted.counsellor).id if wanted.counsellor else None
        answer = _account_out(seat, let_in(db, side_of(seat), contact, only))
        note(db, desk, seat, "added.account", {"counsellor": wanted.counsellor or ""})
    invite(desk, seat, contact)
    return answer


@router.delete("/accounts/{account_id}", status_code=204, response_model=None, responses=refused(404, 409))
def end_account(request: Request, who: ProviderWho, account_id: str) -> None:
    """Let a person sign in no more, from this moment. 409 "own-account" for one's own."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    with desk.store.write() as db:
        shut_out(db, side_of(seat), account_id, by=seat.account_id)
        note(db, desk, seat, "ended.account", {"account": account_id})
    end_everywhere(sign_in_desk(request), "provider", account_id)


def _member_out(code: str, member: TeamMember, sources: OwnSources) -> MemberOut:
    plain: dict[str, Any] = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(member).items()}
    return MemberOut(
        counsellor=code,
        weeks=[WeekShape.of(week) for week in sources.weeks],
        leave=[LeaveShape(leave=one.leave, start=one.start_at, end=one.end_at) for one in sources.leave],
        calendar=_calendar_out(sources.calendar) if sources.calendar else None,
        **plain,
    )


def _calendar_out(one: OwnCalendar) -> CalendarOut:
    row: dict[str, Any] = {
        "host": one.host,
        "mode": one.mode,
        "places": list(one.places),
        "last_good": one.last_good_at,
        "failures": one.failures,
        "problem": one.problem,
        "would_move": one.loss_moves,
    }
    return CalendarOut(**row)


def _account_out(seat: Seat, row: ProviderAccount) -> AccountOut:
    counsellor = outward(seat.key, Kind.COUNSELLOR, row.counsellor_id) if row.counsellor_id else None
    return AccountOut(account=row.id, contact=row.contact, counsellor=counsellor)
