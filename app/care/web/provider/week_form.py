"""What is sent from the week of a provider: how an appointment ended, and what was different from what was planned."""

from datetime import date

from pydantic import BaseModel, Field

from app.care.services.inbound_events import LATEST_ARRIVAL, AttendedData, ReportedOutcome
from app.foundation.refusals import Fault, Invalid


class Recorded(BaseModel):
    """One tap; `late` and `stand_in` only count with "attended"."""

    appointment: str = Field(min_length=1, max_length=64)
    outcome: ReportedOutcome
    week_of: date | None = None
    late: str = Field(default="", max_length=10)
    stand_in: str = Field(default="", max_length=64)

    @property
    def back(self) -> str:
        """The week it was sent from."""
        return f"/provider?on={self.week_of.isoformat()}" if self.week_of else "/provider"

    def differently(self) -> AttendedData | None:
        """What was different, if anything was. Raises Invalid for minutes that are none."""
        if self.outcome != "attended":
            return None
        typed = self.late.strip()
        if typed and not (typed.isascii() and typed.isdecimal() and int(typed) <= LATEST_ARRIVAL):
            words = f"How late it began is a number of minutes, {LATEST_ARRIVAL} at most. Nothing was recorded."
            raise Invalid(words, faults=[Fault(words, column="late")])
        return AttendedData(
            appointment=self.appointment,
            counsellor=self.stand_in or None,
            arrived_late_minutes=int(typed) if typed else None,
        )
