"""The figures' names as a welfare lead reads them."""

from app.care.domain.quarters import Quarter

CLASSES = {
    "nights": "Turns with nights",
    "changing": "Turns without nights",
    "days": "Days",
    "nights+changing": "Changing turns",
    "changing+days": "Days and turns without nights",
    "everybody": "Everybody",
}
MISSES = {
    "did_not_attend": "Did not come",
    "duty": "Kept or called by duty, or at court",
    "unwell": "Unwell",
    "called_off_by_officer": "Called off by the officer",
    "called_off_by_provider": "Called off by the provider",
    "roster": "Moved by a change of roster",
}
BANDS = {"low": "Expected under 10 %", "middle": "Expected 10 to 25 %", "high": "Expected over 25 %"}
ROWS = {**CLASSES, **MISSES, **BANDS}
TABLES = {
    "referrals": "Officers who asked for help",
    "first_sessions": "First sessions",
    "in_time": "First sessions in time",
    "courses_ended": "Courses that ended",
    "sessions": "Sessions attended and missed",
    "misses": "Misses by kind",
    "risk": "Misses against what was expected",
    "hours": "Hours of counselling",
}
PARTS = {
    "referrals": "referrals",
    "first_sessions": "first sessions",
    "in_time": "in time",
    "later": "later",
    "all_sessions": "with all sessions",
    "stopped_earlier": "stopped earlier",
    "attended": "attended",
    "missed": "missed",
    "misses": "misses",
    "used": "used",
    "unused": "not used",
}
WITHHELD = "Withheld"
WHY_WITHHELD = (
    "Too few people, or it could be worked out from the rest: fewer than 10 in a count, fewer than 10 officers behind "
    "it or outside it, fewer than 1,000 staff in a group, or all but one of the others are said."
)
_ORDINALS = ("January to March", "April to June", "July to September", "October to December")


def long_name(quarter: Quarter) -> str:
    """A quarter as people say it."""
    return f"{_ORDINALS[quarter.number - 1]} {quarter.year}"
