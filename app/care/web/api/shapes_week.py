"""What the API answers about a week."""

from datetime import date, datetime

from pydantic import Field

from app.care.domain.week import Kind
from app.care.web.api.shapes_out import AppointmentOut, Shape


class WeekDayOut(Shape):
    """One local date: `hours` it has (23 or 25 when the clocks change), and whether its duties are published."""

    on: date
    hours: int = Field(examples=[24])
    roster_known: bool


class WeekEntryOut(Shape):
    """One stretch of the week, whole: it may begin before the week and end after it."""

    kind: Kind
    words: str = Field(examples=["Sleep after a night"])
    start_at: datetime
    end_at: datetime
    appointment: AppointmentOut | None


class WeekOut(Shape):
    """Seven days from a Monday on, and what lies in them in order of start.

    Rest is worked out by the rules that planning goes by. Beyond `roster_covers_to_on` nothing is known of duties.
    """

    first_on: date
    roster_covers_to_on: date | None
    days: list[WeekDayOut]
    entries: list[WeekEntryOut]
