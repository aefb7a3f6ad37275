"""Where things of ours are, and what our own names and codes are called in FHIR."""

import re
from dataclasses import dataclass

from fastapi import Request

from app.care.desk import CareDesk
from app.foundation.refusals import NotFound

ROOT, VERSION = "/fhir", "/r4"
_ROW_ID = re.compile("[0-9a-f]{32}")
UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
HL7_REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Everything that begins with the desk's own address. `base` has no slash at the end."""

    base: str

    def of(self, *steps: str) -> str:
        """The absolute address of something of ours."""
        return "/".join((self.base, *steps))

    @property
    def reasons(self) -> str:
        """CodeSystem: why an appointment did not take place."""
        return self.of("CodeSystem", "duty-reason")

    @property
    def attendances(self) -> str:
        """CodeSystem: the codes of the NHS Data Dictionary for whether somebody attended."""
        return self.of("CodeSystem", "attendance")

    @property
    def refusals(self) -> str:
        """CodeSystem: our stable codes of refusals."""
        return self.of("CodeSystem", "refusal")

    @property
    def missed_reason(self) -> str:
        """Extension of an Appointment: why its session was missed on the day."""
        return self.of("StructureDefinition", "missed-reason")

    @property
    def attendance(self) -> str:
        """Extension of an Appointment: the attendance code."""
        return self.of("StructureDefinition", "attendance")

    @property
    def held_until(self) -> str:
        """Extension of an Appointment: until when a pending one is kept."""
        return self.of("StructureDefinition", "held-until")

    @property
    def slot_place(self) -> str:
        """Extension of a Slot: where its counsellor can be met then."""
        return self.of("StructureDefinition", "slot-place")

    @property
    def offer(self) -> str:
        """Identifier system: the token of an offered time."""
        return self.of("NamingSystem", "offer")

    @property
    def officer(self) -> str:
        """Identifier system: what a reader knows an officer by."""
        return self.of("NamingSystem", "officer")

    @property
    def course(self) -> str:
        """Identifier system: what a reader knows a course by."""
        return self.of("NamingSystem", "course")


def desk_of(request: Request) -> CareDesk:
    """The care desk that answers this request."""
    desk: CareDesk = request.app.state.desk
    return desk


def addresses(request: Request) -> Addresses:
    """The addresses of the desk that answers this request."""
    return Addresses(f"{desk_of(request).base_url}{ROOT}{VERSION}")


def id_of(name: str) -> str:
    """One of our names as an id of FHIR, which has no underscores: "apt_1f" is "apt-1f"."""
    return name.replace("_", "-", 1)


def known_id(fhir_id: str) -> str:
    """An id as our rows have it. Raises NotFound for what can be none: the store is not asked for it."""
    if not _ROW_ID.fullmatch(fhir_id):
        raise NotFound("There is no such thing.")
    return fhir_id


def name_of(fhir_id: str) -> str:
    """The name behind such an id."""
    return fhir_id.replace("-", "_", 1)
