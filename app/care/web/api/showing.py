"""Turns what was read into what is answered."""

from dataclasses import asdict
from typing import Any

from app.care.domain.ledger import Balance
from app.care.domain.offering import Among, OffersView, OfferView
from app.care.domain.planned import PlannedRow
from app.care.domain.world import KnownAppointment
from app.care.reads.kept_instead import KeptInstead
from app.care.reads.move_preview import MovePreview
from app.care.reads.officer_history import LedgerLine
from app.care.reads.officer_names import PlaceName
from app.care.reads.officer_plan import AppointmentView, PlanView, SessionView
from app.care.reads.sooner_seen import SoonerSeen
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
        call=one.call,
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
        **_among(view.fitting),
    )


def move_preview(seen: MovePreview, places: dict[str, PlaceName]) -> out.MovePreviewOut:
    """What a move would come to."""
    minutes = seen.present.end_at - seen.present.start_at

    def slot(one: KnownAppointment | PlannedRow) -> out.SlotOut:
        return out.SlotOut(start_at=one.start_at, end_at=one.end_at, place=places[one.place_id].name)

    return out.MovePreviewOut(
        was=slot(seen.present),
        to=out.SlotOut(
            start_at=seen.chosen.start_at,
            end_at=seen.chosen.start_at + minutes,
            place=places[seen.chosen.place_id].name,
        ),
        shifts=[
            out.ShiftOut(number=one.number, was=slot(one.was), to=None if one.to is None else slot(one.to))
            for one in seen.shifts
        ],
        stays=[slot(one) for one in seen.stays],
        seen=seen.version,
    )


def instead(seen: KeptInstead) -> out.InsteadOut:
    """What stands in place of one that fell through."""
    return out.InsteadOut(
        instead_of=appointment(seen.ended),
        appointment=None if seen.kept is None else appointment(seen.kept),
        same_day=seen.is_switch,
        settled=seen.is_settled,
    )


def sooner(seen: SoonerSeen) -> out.SoonerOut:
    """A wish for something sooner, and what is kept."""
    kept, sieve = seen.kept, seen.sieve.as_json()
    return out.SoonerOut(
        since_at=seen.since_at,
        wish=out.SievedOut(
            where=sieve["places"],
            counsellor=sieve["counsellors"],
            weekday=sieve["weekdays"],
            part=sieve["parts"],
            not_after_nights=sieve["not_after_nights"],
        ),
        kept=None
        if kept is None
        else out.KeptSoonerOut(
            id=kept.id,
            number=kept.number,
            start_at=kept.start_at,
            end_at=kept.end_at,
            place=kept.place_name,
            counsellor=kept.counsellor_name,
            is_video=kept.is_video,
            call=kept.call,
            until_at=kept.until_at,
            has=appointment(kept.has),
        ),
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


def _among(found: Among | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "fitting": found.tally.fitting,
        "suiting": found.tally.suiting,
        "left_out": [out.LeftOutOut(**asdict(one)) for one in found.tally.left_out],
        "places": [out.NamedOut(id=id_, name=name) for id_, name in found.places],
        "counsellors": [out.NamedOut(id=id_, name=name) for id_, name in found.counsellors],
    }


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
        call=one.call,
        reason=one.words,
        reliability=one.reliability,
        following=[
            out.FollowingOut(
                number=row.number, start_at=row.start_at, end_at=row.end_at, place=places[row.place_id].name
            )
            for row in one.course[1:]
        ],
    )
