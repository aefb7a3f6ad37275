"""The resources of FHIR R4 that are spoken here, as far as they are understood; the rest of each is kept as it came."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from app.care.web.fhir.elements import (
    Concept,
    Element,
    Extension,
    Id,
    Identifier,
    Instant,
    Meta,
    Period,
    Reference,
    same_name,
)

SlotStatus = Literal["free", "busy", "busy-unavailable", "busy-tentative", "entered-in-error"]
AppointmentStatusCode = Literal[
    "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error", "checked-in",
    "waitlist",
]  # fmt: skip
_WITHOUT_TIME = frozenset({"proposed", "cancelled", "waitlist"})
_WITH_REASON = frozenset({"cancelled", "noshow"})


class Resource(Element):
    """What every resource has."""

    id: Id | None = None
    meta: Meta | None = None
    implicit_rules: str | None = None
    extension: list[Extension] | None = None
    modifier_extension: list[Extension] | None = None

    def extensions(self, url: str) -> list[Extension]:
        """Its extensions of that kind."""
        return [one for one in self.extension or () if same_name(one.url, url)]


class Schedule(Resource):
    """Whose time slots are of."""

    resource_type: Literal["Schedule"] = "Schedule"
    active: bool | None = None
    actor: Annotated[list[Reference], Field(min_length=1)]
    planning_horizon: Period | None = None

    def actors(self, kind: str) -> list[str]:
        """The ids of its actors of that kind."""
        return [found for one in self.actor if (found := one.id_of(kind))]


class Slot(Resource):
    """A stretch of time of a schedule, free or busy."""

    resource_type: Literal["Slot"] = "Slot"
    schedule: Reference
    status: SlotStatus
    start: Instant
    end: Instant


class Participant(Element):
    """Who takes part, or where."""

    actor: Reference | None = None
    required: str | None = None
    status: Literal["accepted", "declined", "tentative", "needs-action"]
    type: list[Concept] | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.type is None and self.actor is None:
            raise ValueError("needs a type or an actor (app-1)")
        return self


class Appointment(Resource):
    """When somebody is to be met, and what became of it."""

    resource_type: Literal["Appointment"] = "Appointment"
    identifier: list[Identifier] | None = None
    status: AppointmentStatusCode
    cancelation_reason: Concept | None = None
    start: Instant | None = None
    end: Instant | None = None
    minutes_duration: int | None = None
    slot: list[Reference] | None = None
    created: str | None = None
    comment: str | None = None
    based_on: list[Reference] | None = None
    participant: Annotated[list[Participant], Field(min_length=1)]

    @model_validator(mode="after")
    def _keeps_the_invariants(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("has both start and end, or neither (app-2)")
        if self.start is None and self.status not in _WITHOUT_TIME:
            raise ValueError("may lack start and end only while proposed, or once cancelled (app-3)")
        if self.cancelation_reason is not None and self.status not in _WITH_REASON:
            raise ValueError("has a cancelationReason only when cancelled or noshow (app-4)")
        return self

    def named(self, system: str) -> str | None:
        """Its name in that system, if it has one there."""
        return next((one.value for one in self.identifier or () if same_name(one.system, system)), None)


class Parameter(Element):
    """One parameter of an operation. Which value it has depends on the operation, so they are read where it is."""

    name: str
    resource: dict[str, Any] | None = None


class Parameters(Resource):
    """What an operation is asked with."""

    resource_type: Literal["Parameters"] = "Parameters"
    parameter: list[Parameter] | None = None


class Issue(Element):
    """One thing to be said of a request."""

    severity: Literal["fatal", "error", "warning", "information"]
    code: str
    details: Concept | None = None
    diagnostics: str | None = None
    expression: list[str] | None = None


class OperationOutcome(Resource):
    """What is to be said of a request."""

    resource_type: Literal["OperationOutcome"] = "OperationOutcome"
    issue: Annotated[list[Issue], Field(min_length=1)]


class BundleRequest(Element):
    """What is to be done with an entry."""

    method: Literal["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
    url: str


class BundleLink(Element):
    """Where another page of a bundle is."""

    relation: str
    url: str


class BundleEntry(Element):
    """One of a bundle; `resource` stays as it came until somebody knows what it should be."""

    full_url: str | None = None
    resource: dict[str, Any] | None = None
    search: dict[str, Any] | None = None
    request: BundleRequest | None = None
    response: dict[str, Any] | None = None


class Bundle(Resource):
    """Several resources at once."""

    resource_type: Literal["Bundle"] = "Bundle"
    type: Literal[
        "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
        "searchset", "collection",
    ]  # fmt: skip
    timestamp: str | None = None
    total: int | None = None
    link: list[BundleLink] | None = None
    entry: list[BundleEntry] | None = None
