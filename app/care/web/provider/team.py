"""The people of a provider: who counsels, with what they offer, and who may sign in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.care.desk import CareDesk
from app.care.domain.pseudonyms import Kind, outward
from app.care.domain.week_pattern import LENGTHS
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_sources import own_people
from app.care.services.provider_team import TeamMember, add_member, change_member, let_in, member_of, shut_out
from app.care.services.providers_own import own_counsellor
from app.care.store.provider_people import accounts_of_provider
from app.care.web.provider.changes import told
from app.care.web.provider.seat import ProviderWho, desk_of, look, look_at_all, note, side_of
from app.care.web.provider.team_form import TypedMember
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid, Refusal
from app.foundation.signin.contacts import clean_contact
from app.foundation.signin.door import sign_in_desk
from app.foundation.signin.sign_ins import end_everywhere

router = APIRouter(include_in_schema=False)
PATH = "/provider/people"
_INVITED = """Hello,

You can now sign in for {provider} with this address: {url}/provider

There is no password: each time you sign in, a code is sent here.

{product}
"""


def invite(desk: CareDesk, seat: Seat, contact: str) -> bool:
    """Mail somebody that they can sign in; whether the mail went. Never inside a transaction."""
    body = _INVITED.format(provider=seat.provider_name, url=desk.base_url, product=desk.product)
    try:
        desk.mailer.send(contact, f"{desk.product}: you can sign in", body, now=desk.clock())
    except Exception:  # noqa: BLE001 - a mailer fails in ways of its own; the way in stands all the same
        return False
    return True


@router.get(PATH)
def people(request: Request, who: ProviderWho) -> HTMLResponse:
    """Everybody; those who see one caseload see themselves."""
    return _people(request, look(request, who, "people"))


@router.get(f"{PATH}/new")
def somebody_new(request: Request, who: ProviderWho) -> HTMLResponse:
    """The form for a counsellor who was not there before."""
    look_at_all(request, who, "people")
    return _form(request, TypedMember.of(TeamMember("")), "")


@router.post(f"{PATH}/new")
def add(request: Request, who: ProviderWho, typed: Annotated[TypedMember, Form()]) -> Response:
    """Take somebody on."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    try:
        member = typed.member()
        with desk.store.write() as db:
            code = outward(seat.key, Kind.COUNSELLOR, add_member(db, side_of(seat), member).id)
            note(db, desk, seat, "added.counsellor", {"counsellor": code})
    except Invalid as refusal:
        return _form(request, typed, "", refusal)
    said = f"{member.name} is added. Now say when they are there."
    return see_other(f"/provider/hours/week?counsellor={code}", say=said)


@router.get(f"{PATH}/{{code}}")
def somebody(request: Request, who: ProviderWho, code: str) -> HTMLResponse:
    """The form about one counsellor."""
    seat = look_at_all(request, who, "people")
    with desk_of(request).store.read() as db:
        member = member_of(own_counsellor(db, side_of(seat), code))
    return _form(request, TypedMember.of(member), code)


@router.post(f"{PATH}/{{code}}")
def change(
    request: Request,
    who: ProviderWho,
    code: str,
    typed: Annotated[TypedMember, Form()],
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Let the counsellor be as said."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    try:
        member = typed.member()
        with desk.store.write() as db:
            counsellor_id = own_counsellor(db, side_of(seat), code).id
            done = change_member(db, side_of(seat), counsellor_id, member, confirmed=bool(sure), now=desk.clock())
            note(db, desk, seat, "changed.counsellor", {"counsellor": code})
    except (Invalid, Conflict) as refusal:
        return _form(request, typed, code, refusal)
    return see_other(PATH, say=f"{member.name} is saved. {told(done)}")


@router.post("/provider/accounts")
def add_account(
    request: Request,
    who: ProviderWho,
    contact: Annotated[str, Form(max_length=300)] = "",
    counsellor: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Let a person sign in, and write to them."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    try:
        address = clean_contact(contact)
        with desk.store.write() as db:
            only = own_counsellor(db, side_of(seat), counsellor).id if counsellor else None
            let_in(db, side_of(seat), address, only)
            note(db, desk, seat, "added.account", {"counsellor": counsellor})
    except Invalid as refusal:
        return _people(request, seat, refusal, contact)
    except Conflict as refusal:
        return see_other(PATH, say=refusal.detail, tone="bad")
    went = invite(desk, seat, address)
    said = "A mail tells them so." if went else "Please tell them yourself: no mail could be sent."
    return see_other(PATH, say=f"They can sign in now. {said}")


@router.post("/provider/accounts/{account_id}/end")
def end_account(request: Request, who: ProviderWho, account_id: str) -> Response:
    """Let a person sign in no more, from this moment."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "people")
    try:
        with desk.store.write() as db:
            shut_out(db, side_of(seat), account_id, by=seat.account_id)
            note(db, desk, seat, "ended.account", {"account": account_id})
    except Conflict as refusal:
        return see_other(PATH, say=refusal.detail, tone="bad")
    end_everywhere(sign_in_desk(request), "provider", account_id)
    return see_other(PATH, say="They can no longer sign in.")


def _people(request: Request, seat: Seat, refusal: Invalid | None = None, contact: str = "") -> HTMLResponse:
    with desk_of(request).store.read() as db:
        members = [(outward(seat.key, Kind.COUNSELLOR, one.id), one.id, member_of(one)) for one in own_people(db, seat)]
        accounts = accounts_of_provider(db, seat.provider_id) if seat.sees_all else ()
        db.expunge_all()
    names = {counsellor_id: member.name for _, counsellor_id, member in members}
    return render(
        request, "provider/people.html", status=422 if refusal else 200, members=members, accounts=accounts, seat=seat,
        names=names, contact=contact, faults=refusal.faults if refusal else (),
    )  # fmt: skip


def _form(request: Request, typed: TypedMember, code: str, refusal: Refusal | None = None) -> HTMLResponse:
    unsure = isinstance(refusal, Conflict)
    faults = () if refusal is None else refusal.faults or (Fault(refusal.detail, column="sure"),)
    return render(
        request, "provider/person.html", status=refusal.status if refusal else 200, typed=typed, code=code,
        lengths=LENGTHS, unsure=unsure, faults=faults,
    )  # fmt: skip
