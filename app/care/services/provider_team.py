"""A provider's people: who counsels, with what they offer, and who may sign in."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.services.availability import LONGEST_SPAN, Replaced, compared, make_exactly, refuse_big_loss
from app.care.services.identity import add_provider_account, provider_lookup
from app.care.services.providers_own import ProviderSide
from app.care.services.week_hours import renew
from app.care.store import accounts, providers
from app.care.store.provider_people import account_of_provider
from app.care.store.tables.providers import Counsellor, ProviderAccount
from app.foundation.refusals import Conflict, Fault, Invalid, NotFound

GENDERS = ("woman", "man")
_NOBODY = Replaced((), (), 0, ())


@dataclass(frozen=True, slots=True)
class TeamMember:
    """What a counsellor is and offers. `lengths`: minutes of sessions with them, empty for any."""

    name: str
    gender: str | None = None
    skills: tuple[str, ...] = ("general",)
    languages: tuple[str, ...] = ("en",)
    lengths: tuple[int, ...] = ()
    max_per_day: int = 6
    max_per_week: int = 25
    break_minutes: int = 10
    caseload: int = 30
    active: bool = True


def member_of(row: Counsellor) -> TeamMember:
    """A row as a fact."""
    return TeamMember(
        name=row.name,
        gender=row.gender,
        skills=tuple(row.skills),
        languages=tuple(row.languages),
        lengths=tuple(row.lengths),
        max_per_day=row.max_per_day,
        max_per_week=row.max_per_week,
        break_minutes=row.break_minutes,
        caseload=row.caseload,
        active=row.active,
    )


def add_member(db: Session, side: ProviderSide, member: TeamMember) -> Counsellor:
    """Take somebody on. Raises Invalid when the name is another's already, NotFound for who sees one caseload."""
    _refuse_unless_whole(side)
    _refuse_same_name(db, side, member.name, None)
    row = Counsellor(provider_id=side.provider_id, **_columns(member))
    db.add(row)
    db.flush()
    return row


def change_member(
    db: Session, side: ProviderSide, counsellor_id: str, member: TeamMember, *, confirmed: bool = True, now: datetime
) -> Replaced:
    """Let the counsellor be as said, from now on. What is booked stays, unless they no longer take anybody.

    Somebody who is no longer active loses their hours to come; each course with them is planned anew, and goes to
    another counsellor only with its officer's consent. Raises Invalid, NotFound, Conflict ("confirm-loss").
    """
    _refuse_unless_whole(side)
    _refuse_same_name(db, side, member.name, counsellor_id)
    row = providers.locked_counsellor(db, counsellor_id)
    was_active = row.active
    for name, value in _columns(member).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    db.flush()
    if was_active and not member.active:
        return _close(db, counsellor_id, confirmed=confirmed, now=now)
    if member.active and not was_active:
        return renew(db, counsellor_id, now=now) or _NOBODY
    return _NOBODY


def let_in(db: Session, side: ProviderSide, contact: str, counsellor_id: str | None) -> ProviderAccount:
    """Let a person sign in; with `counsellor_id` they see that caseload alone. The same again changes nothing.

    Raises Conflict ("account-taken") if the address signs in as somebody else already, NotFound.
    """
    _refuse_unless_whole(side)
    known = accounts.of_contact(db, provider_lookup(contact))
    if known is None:
        add_provider_account(db, side.provider_id, contact, counsellor_id)
        db.flush()
        known = accounts.of_contact(db, provider_lookup(contact))
    if known is None or (known.provider_id, known.counsellor_id) != (side.provider_id, counsellor_id):
        detail = "This address signs in here already, as somebody else. Nothing was changed."
        raise Conflict(detail, code="account-taken")
    return known


def shut_out(db: Session, side: ProviderSide, account_id: str, *, by: str) -> None:
    """Let somebody sign in no more. Raises Conflict ("own-account") for one's own, NotFound for another provider's."""
    _refuse_unless_whole(side)
    row = account_of_provider(db, account_id, side.provider_id)
    if row.id == by:
        raise Conflict("You cannot take away your own way in. Ask somebody else of yours to.", code="own-account")
    db.delete(row)
    db.flush()


def _close(db: Session, counsellor_id: str, *, confirmed: bool, now: datetime) -> Replaced:
    span = (now, now + LONGEST_SPAN)
    refuse_big_loss(compared(db, counsellor_id, span, [], now=now), confirmed=confirmed)
    return make_exactly(db, counsellor_id, span, [], now=now)


def _columns(member: TeamMember) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(member).items()}


def _refuse_unless_whole(side: ProviderSide) -> None:
    if side.counsellor_id is not None:
        raise NotFound("The address may be mistyped, or what was here is gone.")


def _refuse_same_name(db: Session, side: ProviderSide, name: str, own_id: str | None) -> None:
    if faults := list(_name_faults(db, side, name, own_id)):
        raise Invalid("Please look at this again. Nothing was changed.", faults=faults)


def _name_faults(db: Session, side: ProviderSide, name: str, own_id: str | None) -> Iterator[Fault]:
    for one in providers.counsellors_of_provider(db, side.provider_id):
        if one.id != own_id and one.name.casefold() == name.casefold():
            yield Fault(
                "Somebody of yours has this name already. Names are how files tell people apart.", column="name"
            )
