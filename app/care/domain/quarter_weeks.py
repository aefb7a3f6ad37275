"""The thirteen weeks of a quarter that a forecast is made for: from its first Monday on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.quarters import Quarter, quarter_of


def first_monday(quarter: Quarter) -> date:
    """The day that the first of its weeks begins on."""
    return quarter.first_day + timedelta(days=-quarter.first_day.weekday() % 7)


def forecast_quarter(now: datetime, zone: ZoneInfo) -> Quarter:
    """The last quarter whose first Monday has come."""
    found = quarter_of(now, zone)
    if now.astimezone(zone).date() >= first_monday(found):
        return found
    return quarter_of(now - timedelta(days=7), zone)
