"""What officers and providers are told of, by its stable name."""

from enum import StrEnum


class Told(StrEnum):
    """The names of all messages; providers know those about courses and changes as webhook types."""

    COURSE_OPENED = "course.opened"
    COURSE_PAUSED = "course.paused"
    COURSE_COMPLETED = "course.completed"
    COURSE_WITHDRAWN = "course.withdrawn"
    APPOINTMENT_PROPOSED = "appointment.proposed"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_MOVED = "appointment.moved"
    """One message with the old and the new time: `replaces_id` names the appointment that was moved."""
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    APPOINTMENT_AHEAD = "appointment.ahead"
    """A reminder, three days before; officers only."""
    APPOINTMENT_SOON = "appointment.soon"
    """A reminder, two hours before; officers only."""
    SOONER_OFFERED = "sooner.offered"
    """A freed slot is kept for the officer for a while; providers hear of it when it is booked."""
    COURSE_QUESTION = "course.question"
    """The officer is asked something and nothing is booked before they answer; providers are not told."""
    SESSION_WAITING = "session.waiting"
    """A session is owed and nothing is planned for it; nothing is lost."""
    WAYS_OPEN = "course.ways"
    """No time fits, and something that the officer could let go of would help; officers only."""
    OUTCOME_QUESTIONED = "outcome.questioned"
    """The officer says that it was recorded wrongly; providers are asked to look again."""
    OUTCOME_ANSWERED = "outcome.answered"
    """They have looked; the officer is told that there is an answer."""


REMINDERS = frozenset({Told.APPOINTMENT_AHEAD, Told.APPOINTMENT_SOON})
NAMES_A_TIME = (Told.APPOINTMENT_PROPOSED, Told.APPOINTMENT_BOOKED, Told.APPOINTMENT_MOVED)
"""After one of these an officer reckons with the appointment it is about."""
