"""The words for what stands in the way of a time, and for what an officer could let go of."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.easing import WEEKEND, Ease, Easing
from app.care.domain.wants import Mode
from app.care.domain.why_not import Obstacle
from app.care.reads.officer_names import Names
from app.care.reads.why_not import WhyNot
from app.care.web.officer import wording
from scheduler.interval import Interval

W, E = Obstacle, Ease
_PARTS = {
    "morning": "weekday mornings",
    "afternoon": "weekday afternoons",
    "evening": "weekday evenings",
    WEEKEND: "weekends",
}
_COULD = {
    E.VIDEO: "Meet {ways} too",
    E.IN_PERSON: "Meet in person too",
    E.PLACE: "Go to {place} too",
    E.JOURNEY: "Be at {place} in {after} minutes, instead of {before}",
    E.FURTHER_ONCE: "Let {after} days lie between two of them once, instead of {before} at most",
    E.FURTHER_APART: "Let up to {after_weeks} weeks lie between two of them, instead of {before_weeks}",
    E.CLOSER: "Let two of them be {after} days apart, instead of {before}",
    E.HOURS: "Use {part} too, when nothing else fits",
    E.DUTY_TIME: "Meet during a turn of duty",
    E.WIND_DOWN: "Rest {hours} before a night turn, instead of {before}",
    E.REST_DAY: "Use the first rest day after nights",
    E.LANGUAGE: "Meet in any language, not only {language}",
    E.GENDER: "See anybody, not only {gender}",
    E.LEAVE: "Use days of your leave",
    E.AWAY: "Come on {days}, though you wanted to be free then",
    E.SLEEP: "Sleep {hours} after a night turn, instead of {before}",
    E.SOMEBODY_ELSE: "Go on with {person} instead",
}
_IN_THE_WAY = {
    W.NOBODY_MATCHES: "Nobody here just now is exactly whom you asked for.",
    W.NO_COMMON_PLACE: "Nobody you could see works where you would go.",
    W.HORIZON_ENDS: "We plan {weeks} weeks ahead, and it would come after that.",
    W.COUNSELLOR_AWAY: "Nobody you could see has hours open then.",
    W.OFFICER_AWAY: "Your duties, your rest and the times you keep free leave no room.",
    W.COUNSELLOR_TAKEN: "The hours that would suit you are taken by others.",
    W.DAY_FULL: "The days that would suit you are full.",
    W.WEEK_FULL: "The weeks that would suit you are full.",
    W.ROOM_FULL: "No room is free then.",
    W.CASELOAD: "Nobody you could see can take on more people just now.",
    W.GAP_MIN: "At least {shortest} days should lie between two of them.",
    W.GAP_LIMIT: "No more than {longest} days should lie between two of them.",
    W.EARLIEST: "It would be sooner than a new time can be arranged.",
}


_WAYS = {Mode.VIDEO: "by video", Mode.TELEPHONE: "by telephone", Mode.SITE: "in person"}


def could(easing: Easing, names: Names, zone: ZoneInfo) -> str:
    """What an officer could do, as something to tap: "Use weekday evenings too, when nothing else fits"."""
    what = easing.what
    return _COULD[easing.ease].format(
        place=names.places[what].name if easing.ease in {Ease.PLACE, Ease.JOURNEY} else "",
        ways=" or ".join(_WAYS[Mode(way)] for way in (what or "video").split("+")) if easing.ease is Ease.VIDEO else "",
        person=names.counsellors.get(what, ""),
        part=_PARTS.get(what, ""),
        language=wording.language(what),
        gender=wording.gender(what).lower(),
        before=easing.before,
        after=easing.after,
        hours=_hours(easing.after),
        before_weeks=easing.before // 7,
        after_weeks=easing.after // 7,
        days=_days(easing.span, zone) if easing.span else "",
    )


def in_the_way(obstacle: Obstacle, why: WhyNot) -> str:
    """One reason, as a plain sentence."""
    shortest, longest = why.gap
    return _IN_THE_WAY[obstacle].format(weeks=why.weeks, shortest=shortest, longest=longest)


def _hours(count: int) -> str:
    return "no hours" if not count else "1 hour" if count == 1 else f"{count} hours"


def _days(span: Interval[datetime], zone: ZoneInfo) -> str:
    first, last = span.start.astimezone(zone), (span.end - timedelta(microseconds=1)).astimezone(zone)
    return _day(first) if first.date() == last.date() else f"{_day(first)} to {_day(last)}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B}"
