"""Which of two reports about the same thing is the later word, in whatever order they arrive.

Reports are ordered wholly: by the sender's version, then by when it happened, then by what they say. The highest ever
heard stands, and the highest of a set does not depend on the order in which its members came.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.care.domain.outcome import Outcome
from app.foundation.refusals import Fault, Invalid

AHEAD = timedelta(minutes=5)
"""How far a sender's clock may run before ours: what "happened" later than that would outrank every correction."""
UNVERSIONED = 0
"""A report without a version counts below any with one: who counts their reports knows their order best."""

_IN_DOUBT = (
    Outcome.ATTENDED,
    Outcome.UNWELL,
    Outcome.RECALLED_TO_DUTY,
    Outcome.KEPT_ON_DUTY,
    Outcome.COURT,
    Outcome.DID_NOT_ATTEND,
)
"""Of two that are otherwise equal the one further on stands: a miss never uses up anything, so it wins in doubt."""


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """The rank of one report about one appointment; compared as a whole, from the first field on."""

    is_final: bool
    """A cancellation heard ahead: nothing comes after it, for the officer was told and something else was found."""
    version: int
    said_at: datetime
    weight: int
    late_minutes: int = 0
    stand_in_id: str = ""


def weight_of(outcome: Outcome) -> int:
    """Which outcome stands where two reports are of the same version and instant."""
    return _IN_DOUBT.index(outcome) if outcome in _IN_DOUBT else len(_IN_DOUBT)


def is_final(outcome: Outcome, heard_at: datetime, start_at: datetime) -> bool:
    """Whether nothing a provider reports afterwards can change it: a cancellation heard before the appointment began.

    One that is heard later is a report like any other. Nobody was told to stay away, and the later word stands.
    """
    return outcome is Outcome.CANCELLED_BY_PROVIDER and heard_at < start_at


def refuse_from_the_future(said_at: datetime, *, now: datetime) -> None:
    """Raise Invalid ("bad-event") for what is said to have happened later than now."""
    if said_at > now + AHEAD:
        fault = Fault("This lies ahead. Say when it happened, by a clock that is right.", column="timestamp")
        raise Invalid("The event cannot be read.", code="bad-event", faults=[fault])
