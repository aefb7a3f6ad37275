"""The data types of FHIR R4 that our resources are made of; what is not modelled is kept as it came."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

_INSTANT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)"
)
_FRACTION = re.compile(r"\.(\d{6})\d+")
_OURS = "/fhir/r4/"
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def moment(said: str) -> datetime:
    """An instant of FHIR as an aware one of ours. Raises ValueError, in words for whoever sent it."""
    if not _INSTANT.fullmatch(said):
        raise ValueError("must be an instant with seconds and an offset, like 2026-03-12T14:00:00Z")
    try:
        return datetime.fromisoformat(_FRACTION.sub(r".\1", said))
    except ValueError:
        raise ValueError("is a day that does not exist") from None


def said_at(at: datetime) -> str:
    """An aware instant as FHIR says it, in UTC: 2026-03-12T14:00:00Z."""
    return at.isoformat().replace("+00:00", "Z")


def same_name(said: str | None, ours: str) -> bool:
    """Whether a system or an extension is ours, at whatever address the desk had when somebody wrote it down."""
    return said is not None and (
        said == ours or (_OURS in said and said.partition(_OURS)[2] == ours.partition(_OURS)[2])
    )


def _an_instant(said: str) -> str:
    moment(said)
    return said


def _an_id(said: str) -> str:
    if not _ID.fullmatch(said):
        raise ValueError("must be 1 to 64 letters, digits, hyphens and full stops")
    return said


Instant = Annotated[str, AfterValidator(_an_instant)]
"""Kept as it was written, so that nothing of others is changed on the way through."""
Id = Annotated[str, AfterValidator(_an_id)]


class Element(BaseModel):
    """Base of all: frozen; names are FHIR's on the wire. Elements that we do not model stay as they came."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, alias_generator=to_camel, populate_by_name=True)

    def as_json(self) -> dict[str, Any]:
        """The element as FHIR has it in JSON, without what is not there."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Coding(Element):
    """A code of a code system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Element):
    """CodeableConcept: the same thing in several code systems, or in words."""

    coding: list[Coding] | None = None
    text: str | None = None

    def code_in(self, system: str) -> str | None:
        """Its code in that system, if it has one there."""
        return next((one.code for one in self.coding or () if same_name(one.system, system)), None)


class Identifier(Element):
    """A business name of something."""

    system: str | None = None
    value: str | None = None


class Reference(Element):
    """What something else is called: by its address, or by a name (`identifier`)."""

    reference: str | None = None
    type: str | None = None
    identifier: Identifier | None = None
    display: str | None = None

    def id_of(self, kind: str) -> str | None:
        """The id, if this is a reference to a resource of that kind, absolute or not; None otherwise."""
        before, _, found = (self.reference or "").rpartition("/")
        is_one = before == kind or before.endswith(f"/{kind}")
        return found if is_one and _ID.fullmatch(found) else None


class Period(Element):
    """From `start` until `end`; either may be open."""

    start: str | None = None
    end: str | None = None


class Extension(Element):
    """What R4 has no place for."""

    url: str
    value_instant: str | None = None
    value_reference: Reference | None = None
    value_codeable_concept: Concept | None = None


class Meta(Element):
    """What is known of the resource itself."""

    version_id: str | None = None
    last_updated: Instant | None = None
    profile: list[str] | None = Field(default=None)
