"""Finds what a provider speaks of, by the names it knows; what is not its own does not exist."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.pseudonyms import Kind, inward
from app.care.store import appointments, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import Counsellor, Provider
from app.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ProviderSide:
    """Somebody (or some system) of a provider; with `counsellor_id`, only that caseload is theirs."""

    provider_id: str
    key: str = field(repr=False)
    """The provider's own for pseudonyms."""
    counsellor_id: str | None = None

    @classmethod
    def whole(cls, provider: Provider) -> "ProviderSide":
        """The provider as an organisation, whose system sends webhooks."""
        return cls(provider.id, provider.pseudonym_key)

    @property
    def by(self) -> str:
        """How facts name who said so."""
        return f"provider:{self.provider_id}"


def own_appointment(db: Session, side: ProviderSide, name: str) -> Appointment:
    """The appointment they know as `name`. Raises NotFound for another's, and for one an officer has yet to choose."""
    found = appointments.one_of_provider(db, inward(side.key, Kind.APPOINTMENT, name), side.provider_id)
    if found.status is AppointmentStatus.HELD or side.counsellor_id not in {None, found.counsellor_id}:
        raise NotFound("There is no such appointment.")
    return found


def own_counsellor(db: Session, side: ProviderSide, name: str) -> Counsellor:
    """The counsellor they know as `name`. Raises NotFound for another's."""
    found = providers.counsellor(db, inward(side.key, Kind.COUNSELLOR, name))
    if found.provider_id != side.provider_id or side.counsellor_id not in {None, found.id}:
        raise NotFound("There is no such counsellor.")
    return found
