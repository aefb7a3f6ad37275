"""The words in which officers are told things: plain, kind, and nothing that gives away what it is about."""

from datetime import date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from app.care.domain.discretion import leaks
from app.care.domain.ledger import EntryKind
from app.care.domain.offering import OfferView
from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.care.reads.officer_plan import Stands, why_of

_NEEDS = {
    "general": ("Anything", "Or I would rather not say yet"),
    "trauma": ("Something that happened", "At work or elsewhere, lately or long ago"),
    "sleep": ("Sleep", "Falling asleep, waking up, nights that do not end"),
    "couples": ("Home and relationships", "The people close to you"),
}
_LANGUAGES = {
    "en": "English", "cy": "Cymraeg", "gd": "Gàidhlig", "ga": "Gaeilge", "pl": "Polski", "ur": "اردو", "pa": "ਪੰਜਾਬੀ",
    "bn": "বাংলা", "gu": "ગુજરાતી", "ar": "العربية", "ro": "Română", "pt": "Português", "es": "Español", "fr": "Français",
    "bsl": "British Sign Language",
}  # fmt: skip
_GENDERS = {"woman": "A woman", "man": "A man"}
_ENDED = {
    Outcome.ATTENDED: "Done",
    Outcome.DID_NOT_ATTEND: "It did not happen",
    Outcome.KEPT_ON_DUTY: "You were kept on duty",
    Outcome.RECALLED_TO_DUTY: "You were called back to duty",
    Outcome.COURT: "You were in court",
    Outcome.UNWELL: "You were unwell",
    Outcome.CANCELLED_BY_OFFICER: "You changed it",
    Outcome.CANCELLED_BY_PROVIDER: "They could not make it",
    Outcome.MOVED_BY_ROSTER: "A duty was put over it",
    Outcome.MOVED_BY_PLAN: "It was moved so that your plan fits again",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def need(code: str) -> tuple[str, str] | None:
    """Label and hint of a need; None for one that cannot be named without giving somebody away."""
    if code in _NEEDS:
        return _NEEDS[code]
    label = code.replace("_", " ").replace("-", " ").capitalize()
    return None if leaks(label) else (label, "")


def language(code: str) -> str:
    """A language in its own words."""
    return _LANGUAGES.get(code, code)


def gender(code: str) -> str:
    """Whom one would like to see."""
    return _GENDERS.get(code, code.capitalize())


def urgency(value: Urgency) -> tuple[str, str]:
    """How soon, as label and hint."""
    match value:
        case Urgency.SOONEST:
            return ("As soon as possible", "Within five days if we can")
        case Urgency.SOON:
            return ("Soon", "Within two weeks")
        case Urgency.ROUTINE:
            return ("No hurry", "Within four weeks")
    assert_never(value)


def reliability(risk: int) -> str:
    """How sure a time is, in words; `risk` in thousandths."""
    sure = likely(risk)
    if sure >= 95:
        return "Very safe from duty"
    if sure >= 90:
        return "Safe from duty"
    return "Fairly safe from duty" if sure >= 80 else "Could be disturbed by duty"


def likely(risk: int) -> int:
    """How many of a hundred such times go ahead."""
    return 100 - round(risk / 10)


def tone_of_risk(risk: int) -> str:
    """The colour that goes with it."""
    return "good" if likely(risk) >= 90 else "warm"


def status(stands: Stands) -> tuple[str, str]:
    """Pill text and tone."""
    match stands:
        case Stands.DONE:
            return ("Done", "good")
        case Stands.PAST:
            return ("Just been", "still")
        case Stands.BOOKED:
            return ("Booked", "good")
        case Stands.PENCILLED:
            return ("Pencilled in", "warm")
        case Stands.KEPT:
            return ("Kept for you", "note")
        case Stands.OPEN:
            return ("To be arranged", "still")
    assert_never(stands)


def ended(outcome: Outcome | None, *, instead: bool = True) -> str:
    """Why a promise did not come true, or that it did; `instead`: another came in its place. Never a reproach."""
    if outcome is None:
        return "It was called off"
    is_theirs = outcome is Outcome.CANCELLED_BY_OFFICER and not instead
    return "You called it off" if is_theirs else _ENDED[outcome]


def because(outcome: Outcome | None, *, instead: bool = True) -> str:
    """The same as the end of a sentence; nothing where it only made room for another move."""
    said = ended(outcome, instead=instead)
    return "" if outcome is Outcome.MOVED_BY_PLAN else f": {said[:1].lower()}{said[1:]}"


def entry(kind: EntryKind) -> str:
    """A line of the ledger."""
    match kind:
        case EntryKind.GRANT:
            return "Agreed"
        case EntryKind.HOLD:
            return "Set aside"
        case EntryKind.RELEASE:
            return "Free again"
        case EntryKind.ATTEND:
            return "Done"
        case EntryKind.CORRECT:
            return "Put right: yours again"
    assert_never(kind)


def how_far(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """How far off a day is: "today", "tomorrow", "in 3 days", "in 2 weeks"; empty for the past."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if at < now:
        return ""
    if days < 2:
        return ("today", "tomorrow")[days]
    return f"in {days} days" if days < 14 else f"in {days // 7} weeks"


def time_left(until: datetime, now: datetime) -> str:
    """How long is left, rounded down: "9 minutes"."""
    minutes = max(0, int((until - now).total_seconds()) // 60)
    if minutes == 0:
        return "less than a minute"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def first_name(name: str) -> str:
    """How somebody is spoken of the second time."""
    return name.split(maxsplit=1)[0] if name else "them"


def why(offer: OfferView) -> str:
    """Why an offered time suits, without its place and time."""
    return why_of(offer.words, offer.place_name)


def first_day(at: datetime, zone: ZoneInfo) -> date:
    """The local day on which something begins."""
    return at.astimezone(zone).date()


def last_day(at: datetime, zone: ZoneInfo) -> date:
    """The last local day before an instant."""
    return (at.astimezone(zone) - timedelta(microseconds=1)).date()
