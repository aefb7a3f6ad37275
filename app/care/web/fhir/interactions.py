"""What each address of ours does in the words of a CapabilityStatement, said where the address is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEY = "fhir"


@dataclass(frozen=True, slots=True)
class Interaction:
    """`code` as in R4's restful-interaction, or the name of an operation ("$find") of type `kind`; "" is the system.

    `search`: the parameters understood, each with its type. `about`: for whoever reads the CapabilityStatement.
    """

    kind: str
    code: str
    about: str
    search: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_operation(self) -> bool:
        """Whether it is an operation and not one of FHIR's own interactions."""
        return self.code.startswith("$")


def does(kind: str, code: str, about: str, search: Mapping[str, str] | None = None) -> dict[str, Any]:
    """For `openapi_extra=` of a route: what it does."""
    return {KEY: Interaction(kind, code, about, search or {})}
