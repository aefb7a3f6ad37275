"""What can stand in the way of a session."""

from enum import StrEnum


class Hindrance(StrEnum):
    """One kind of hard rule. Beyond the last day nobody's hours are known: there all are away."""

    HORIZON_ENDS = "horizon_ends"
    COUNSELLOR_AWAY = "counsellor_away"
    OFFICER_AWAY = "officer_away"
    COUNSELLOR_TAKEN = "counsellor_taken"
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    ROOM_FULL = "room_full"
    CASELOAD = "caseload"
    GAP_MIN = "gap_min"
    GAP_LIMIT = "gap_limit"
    EARLIEST = "earliest"
