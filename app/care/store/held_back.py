"""Messages that wait for a human at the provider, or were decided on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hearing import HeldBackEvent
from app.care.store.tables.notices import WelfareLead
from app.care.store.tables.providers import Counsellor, Provider, ProviderAccount
from app.foundation.refusals import NotFound

DECIDED_KEPT = timedelta(days=90)
"""As long as an officer may question a record: until then it may matter who let what through."""
H = HeldBackEvent
S = AppointmentStatus
_COUNTS = (S.PROPOSED, S.BOOKED, S.FULFILLED, S.NOSHOW)


def undecided(
    db: Session, provider_id: str, after: tuple[datetime, str] | None = None, *, most: int
) -> Sequence[HeldBackEvent]:
    """A provider's eyes: what waits, the oldest first, after that one."""
    query = select(H).where(H.provider_id == provider_id, H.decided_at.is_(None))
    if after is not None:
        query = query.where(tuple_(H.held_at, H.id) > after)
    return db.scalars(query.order_by(H.held_at, H.id).limit(most)).all()


def count_undecided(db: Session, provider_id: str) -> int:
    """How many wait."""
    return db.scalar(select(func.count()).where(H.provider_id == provider_id, H.decided_at.is_(None))) or 0


def newest_undecided_at(db: Session, provider_id: str) -> datetime | None:
    """When the last of those that wait was held back."""
    return db.scalar(select(func.max(H.held_at)).where(H.provider_id == provider_id, H.decided_at.is_(None)))


def is_known(db: Session, provider_id: str, message_id: str) -> bool:
    """Whether this message was held back before, be it decided on or not."""
    mine = (H.provider_id == provider_id, H.message_id == message_id)
    return db.scalar(select(H.id).where(*mine)) is not None


def undecided_named(db: Session, provider_id: str, starts: str) -> str | None:
    """The name of a message that waits and whose name starts so, if there is one."""
    waits = (H.provider_id == provider_id, H.decided_at.is_(None))
    return db.scalar(select(H.message_id).where(*waits, H.message_id.startswith(starts, autoescape=True)).limit(1))


def one_of_provider(db: Session, held_id: str, provider_id: str) -> HeldBackEvent:
    """One of them, decided or not, kept from others who decide. Raises NotFound if it is not theirs."""
    found = db.get(H, held_id, with_for_update=True, populate_existing=True)
    if found is None or found.provider_id != provider_id:
        raise NotFound("There is no such message.")
    return found


def drop_all(db: Session, provider_id: str, by: str, *, now: datetime) -> int:
    """Decide that nothing that waits is to happen; how many these were."""
    waiting = update(H).where(H.provider_id == provider_id, H.decided_at.is_(None))
    return len(db.scalars(waiting.values(decided_at=now, decided_by=by, released=False).returning(H.id)).all())


def in_turn(db: Session, provider_id: str) -> None:
    """Let messages of one provider be counted one after the other: many at once must not pass as the first of all."""
    db.execute(select(Provider.id).where(Provider.id == provider_id).with_for_update(key_share=True))


def booked_of_provider(db: Session, provider_id: str, since: datetime) -> int:
    """How many appointments the provider has or had from then on; those it called off count, or each would weigh more
    than the one before it."""
    query = (
        select(func.count())
        .select_from(Appointment)
        .join(Counsellor, Counsellor.id == Appointment.counsellor_id)
        .where(
            Counsellor.provider_id == provider_id,
            Appointment.start_at > since,
            or_(Appointment.status.in_(_COUNTS), Appointment.outcome == Outcome.CANCELLED_BY_PROVIDER),
        )
    )
    return db.scalar(query) or 0


def deciders_of(db: Session, provider_id: str) -> Sequence[str]:
    """The addresses of those who see all of the provider, and so can decide."""
    theirs = select(ProviderAccount.contact).where(
        ProviderAccount.provider_id == provider_id, ProviderAccount.counsellor_id.is_(None)
    )
    return db.scalars(theirs.order_by(ProviderAccount.id)).all()


def leads_to_tell(db: Session) -> Sequence[str]:
    """The welfare leads' addresses."""
    return db.scalars(select(WelfareLead.contact).order_by(WelfareLead.id)).all()


def forget_decided(db: Session, *, now: datetime) -> None:
    """Forget what was decided on long ago. For the nightly job; what waits is never forgotten."""
    db.execute(delete(H).where(H.decided_at < now - DECIDED_KEPT))
