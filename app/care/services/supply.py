"""Makes the store hold the places, providers, counsellors and accounts that a force has written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.services.identity import add_provider_account, provider_lookup
from app.care.services.supply_file import CounsellorEntry, PlaceEntry, ProviderEntry, SupplyFile
from app.care.store import accounts, providers, signing_secrets
from app.care.store.tables.providers import Counsellor, Place, Provider
from app.foundation.ids import new_token
from app.foundation.refusals import Fault, Invalid


@dataclass(frozen=True, slots=True)
class NewProvider:
    """A provider that was not there before, with the secrets that are told this once."""

    provider_id: str
    name: str
    they_sign_with: str
    we_sign_with: str


@dataclass(frozen=True, slots=True)
class Supplied:
    """What has come about: how much was added, and the providers to write to."""

    places: int
    counsellors: int
    accounts: int
    providers: tuple[NewProvider, ...]


def supply(db: Session, file: SupplyFile, *, new_secret: Callable[[], str], now: datetime) -> Supplied:
    """Add what is not there yet and bring the rest to what the file says; what the file leaves out stays.

    Places go by key, providers by name, counsellors by name within their provider, accounts by address, so the same
    file again changes nothing. Raises Invalid with every fault, before anything is written.
    """
    if faults := [*_place_faults(db, file), *_account_faults(db, file)]:
        raise Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")
    places = sum([_put_place(db, entry) for entry in file.place])
    counsellors = seats = 0
    fresh = []
    for entry in file.provider:
        known = providers.by_name(db, entry.name)
        if known is None:
            known, made = _new_provider(db, entry.name, new_secret, now=now)
            fresh.append(made)
        counsellors += sum([_put_counsellor(db, known.id, person) for person in entry.counsellor])
        seats += _put_accounts(db, known.id, entry)
    return Supplied(places, counsellors, seats, tuple(fresh))


def _place_faults(db: Session, file: SupplyFile) -> list[Fault]:
    kinds = {place.id: place.kind for place in providers.places(db)}
    message = "stands as a different kind of place; what is booked there relies on it, so give the new one another key"
    return [
        Fault(message, column=f'place "{entry.key}"')
        for entry in file.place
        if kinds.get(entry.key, _kind(entry)) != _kind(entry)
    ]


def _account_faults(db: Session, file: SupplyFile) -> list[Fault]:
    faults = []
    for entry in file.provider:
        known = providers.by_name(db, entry.name)
        for address, _ in entry.seats():
            account = accounts.of_contact(db, provider_lookup(address))
            if account is not None and (known is None or account.provider_id != known.id):
                faults.append(Fault("signs in for another provider already", column=f'account "{address}"'))
    return faults


def _kind(entry: PlaceEntry) -> str:
    return "video" if entry.video else "telephone" if entry.telephone else "site"


def _put_place(db: Session, entry: PlaceEntry) -> bool:
    """Whether it is new."""
    place = db.get(Place, entry.key)
    if place is None:
        db.add(Place(id=entry.key, name=entry.name, kind=_kind(entry), rooms=entry.rooms, number=entry.telephone))
        return True
    place.name, place.rooms, place.number = entry.name, entry.rooms, entry.telephone
    return False


def _new_provider(
    db: Session, name: str, new_secret: Callable[[], str], *, now: datetime
) -> tuple[Provider, NewProvider]:
    provider = Provider(name=name, webhook_url=None, pseudonym_key=new_token(), created_at=now)
    db.add(provider)
    db.flush()
    theirs, ours = new_secret(), new_secret()
    for direction, secret in ((signing_secrets.IN, theirs), (signing_secrets.OUT, ours)):
        signing_secrets.rotate(db, provider.id, direction, secret, overlap=timedelta(0), now=now)
    return provider, NewProvider(provider.id, name, they_sign_with=theirs, we_sign_with=ours)


def _put_counsellor(db: Session, provider_id: str, entry: CounsellorEntry) -> bool:
    """Whether they are new."""
    counsellor = _counsellor_named(db, provider_id, entry.name)
    is_new = counsellor is None
    if counsellor is None:
        counsellor = Counsellor(provider_id=provider_id, name=entry.name)
        db.add(counsellor)
    counsellor.gender = entry.gender
    counsellor.skills, counsellor.languages = list(entry.skills), list(entry.languages)
    counsellor.max_per_day, counsellor.max_per_week = entry.max_per_day, entry.max_per_week
    counsellor.break_minutes, counsellor.caseload = entry.break_minutes, entry.caseload
    counsellor.lengths = list(entry.lengths)
    db.flush()
    return is_new


def _put_accounts(db: Session, provider_id: str, entry: ProviderEntry) -> int:
    """How many are new."""
    added = 0
    for address, name in entry.seats():
        seen = _counsellor_named(db, provider_id, name) if name else None
        counsellor_id = seen.id if seen else None
        account = accounts.of_contact(db, provider_lookup(address))
        if account is None:
            add_provider_account(db, provider_id, address, counsellor_id)
            added += 1
        else:
            account.counsellor_id = counsellor_id
    return added


def _counsellor_named(db: Session, provider_id: str, name: str) -> Counsellor | None:
    return next((one for one in providers.counsellors_of_provider(db, provider_id) if one.name == name), None)
