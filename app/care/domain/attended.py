"""Whether a session took place, as far as anybody has said: yes, no, or not yet known."""

from datetime import datetime
from enum import StrEnum

from app.care.domain.appointment import AppointmentStatus


class Attendance(StrEnum):
    """What is known of an appointment whose time has come."""

    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    UNKNOWN = "unknown"
    """Its time is over and nobody has reported: neither a miss nor an attendance is ever assumed."""


def attendance_of(status: AppointmentStatus, end_at: datetime, *, now: datetime) -> Attendance | None:
    """What is known; None while it is still to come or going on, and for what was called off."""
    match status:
        case AppointmentStatus.FULFILLED:
            return Attendance.ATTENDED
        case AppointmentStatus.NOSHOW:
            return Attendance.NOT_ATTENDED
        case AppointmentStatus.CANCELLED:
            return None
        case _:
            return Attendance.UNKNOWN if end_at <= now else None
