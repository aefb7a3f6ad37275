"""Turns what was read into what is answered."""

from dataclasses import asdict
from typing import Any

from app.care.domain.ledger import Balance
from app.care.domain.offering import OffersView, OfferView
from app.care.reads.officer_history import LedgerLine
from app.care.reads.officer_names import PlaceName
from app.care.reads.officer_plan import AppointmentView, PlanView, SessionView
from app.care.web.api import shapes_out as out
from app.care.web.officer.offer_seal import sealed_offer
from app.care.web.officer.wording import likely, missed


def appointment(one: AppointmentView) -> out.AppointmentOut:
    """An appointment of the officer's own."""
    return out.AppointmentOut(
        id=one.id,
        number=one.number,
        status=one.status,
        outcome=one.outcome,
        start_at=one.start_at,
        end_at=one.end_at,
        counsellor=one.counsellor_name,
        place=one.place_name,
        is_video=one.is_video,
        reason=one.words,
        reliability=likely(one.risk),
        reliability_words=missed(one.risk),
        held_until_at=one.held_until_at,
    )


def course(plan: PlanView) -> out.CourseOut:
    """The whole course."""
    change = plan.change
    return out.CourseOut(
        id=plan.course_id,
        state=plan.state,
        minutes=plan.minutes,
        rebooks=plan.rebooks,
        agreed=plan.agreed,
        start_by_at=plan.start_by_at,
        balance=balance(plan.balance),
        sessions=[_session(one) for one in plan.sessions],
        change=None
        if change is None
        else out.ChangeOut(
            id=change.id,
            from_counsellor=change.from_name,
            to_counsellor=change.to_name,
            proposed_at=change.proposed_at,
        ),
    )


def offers(view: OffersView, officer_id: str, places: dict[str, PlaceName]) -> out.OffersOut:
    """Offers, each with the token that holds it."""
    return out.OffersOut(
        course=view.course_id,
        number=view.number,
        offers=[_offer(one, view, officer_id, places) for one in view.offers],
    )


def ledger_line(line: LedgerLine) -> out.LedgerLineOut:
    """One entry."""
    return out.LedgerLineOut(
        at=line.at,
        kind=line.kind,
        units=line.units,
        reason=line.reason,
        session=line.number,
        balance=balance(line.balance),
    )


def balance(found: Balance) -> out.BalanceOut:
    """The entitlement."""
    return out.BalanceOut(**asdict(found))


def as_json(shape: out.Shape) -> dict[str, Any]:
    """Plain JSON, for answers that are stored under a key."""
    return shape.model_dump(mode="json")


def _session(one: SessionView) -> out.SessionOut:
    return out.SessionOut(
        number=one.number,
        stands=one.stands,
        appointment=None if one.appointment is None else appointment(one.appointment),
        moved_from=None if one.moved_from is None else appointment(one.moved_from),
        reasons=list(one.reasons),
    )


def _offer(one: OfferView, view: OffersView, officer_id: str, places: dict[str, PlaceName]) -> out.OfferOut:
    return out.OfferOut(
        offer=sealed_offer(one, officer_id, view.course_id, now=view.asked_at),
        number=one.number,
        start_at=one.start_at,
        end_at=one.end_at,
        counsellor=one.counsellor_name,
        place=one.place_name,
        is_video=one.is_video,
        reason=one.words,
        reliability=one.reliability,
        following=[
            out.FollowingOut(
                number=row.number, start_at=row.start_at, end_at=row.end_at, place=places[row.place_id].name
            )
            for row in one.course[1:]
        ],
    )
