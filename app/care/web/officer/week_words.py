"""The words of a week: what each stretch of it is called, and how long it lasts."""

from datetime import timedelta

from app.care.domain.week import DUTIES, FREE, PLANNED, Entry, Kind, WeekDay

NAMES = {
    Kind.EARLY: "Early turn",
    Kind.LATE: "Late turn",
    Kind.NIGHT: "Night turn",
    Kind.COURT: "Court",
    Kind.TRAINING: "Training",
    Kind.LEAVE: "Leave",
    Kind.SICK: "Off sick",
    Kind.ON_CALL: "On call",
    Kind.OTHER: "Duty",
    Kind.SLEEP: "Sleep after a night",
    Kind.WIND_DOWN: "Rest before a night",
    Kind.REST_DAY: "Rest day, kept free",
    Kind.WAY: "On the way",
    Kind.MARGIN: "Overrun and way",
    Kind.OFF: "Rest day",
    Kind.AWAY: "Away",
    Kind.CLOSED: "Never, as you set",
    Kind.BOOKED: "Booked",
    Kind.PENCILLED: "Pencilled in",
    Kind.KEPT: "Kept for you",
    Kind.DONE: "Done",
    Kind.PAST: "Just been",
}
_GROUPS = ((PLANNED, "planned"), (DUTIES, "duty"), (FREE, "free"))


def group(kind: Kind) -> str:
    """How an entry is drawn: planned, duty, free (of anything), or rest."""
    return next((name for kinds, name in _GROUPS if kind in kinds), "rest")


def lasts(entry: Entry) -> str:
    """How long it really lasts: "9 hours", "1 hour 15 minutes"."""
    minutes = entry.length // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    return " ".join([*parts, f"{rest} minutes"] if rest or not parts else parts)


def clocks(day: WeekDay) -> str:
    """What a day says of the clocks changing; empty on all but two days of the year."""
    if day.odd_hour is None:
        return ""
    hour = f"{day.odd_hour:02}:00 to {day.odd_hour + 1:02}:00"
    return f"Clocks go forward: {hour} does not come" if day.hours < 24 else f"Clocks go back: {hour} comes twice"
