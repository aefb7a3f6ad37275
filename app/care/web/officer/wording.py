"""The words in which officers are told things: plain, kind, and nothing that gives away what it is about."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

from app.care.domain.discretion import leaks
from app.care.domain.ledger import EntryKind
from app.care.domain.looker import Seen
from app.care.domain.offering import OfferView
from app.care.domain.outcome import AWAY, OWN_RULES, Outcome
from app.care.domain.urgency import Urgency
from app.care.reads.officer_looks import LookView
from app.care.reads.officer_plan import AppointmentView, Stands
from app.care.reads.plan_reasons import why_of

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
_OWN_TIME = {AWAY: "You were away", OWN_RULES: "It no longer suited what you set"}
_CAME_UP = {
    "unwell": "you were unwell",
    "kept_on_duty": "you were kept on duty",
    "court": "you were in court",
    "other": "something came up",
}
PARTS = {"morning": "Morning", "afternoon": "Afternoon", "evening": "Evening"}
RANKS = ("First choice", "Second choice", "Third choice", "Fourth choice", "Fifth choice")
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


WAYS = {"video": "By video", "telephone": "By telephone"}


class KindOfPlace(Protocol):
    """A place, as far as its label goes."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str | None: ...


def place_words(kind: str, name: str) -> str:
    """A place of this kind as officers are told of it."""
    return WAYS.get(kind, name)


def place_labels(places: Collection[KindOfPlace]) -> dict[str, str]:
    """What to call each place in a list, by id. Two of one way are told apart by their number, never by their name."""
    said = {place.id: place_words(place.kind, place.name) for place in places}
    often, seen = Counter(said.values()), Counter[str]()
    for place in places:
        words = said[place.id]
        if place.kind in WAYS and often[words] > 1:
            seen[words] += 1
            said[place.id] = f"{words}, {place.number}" if place.number else f"{words} ({seen[words]})"
    return said


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


def missed(risk: int) -> str:
    """How seldom such a time is missed, in words and as a number: "Rarely missed: 6 in 100"."""
    often = 100 - likely(risk)
    if often < 1:
        return "Hardly ever missed"
    words = "Rarely" if often <= 10 else "Now and then" if often <= 20 else "Often"
    return f"{words} missed: {often} in 100"


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


def ended(one: AppointmentView, *, instead: bool = True) -> str:
    """Why a promise did not come true, or that it did; `instead`: another came in its place. Never a reproach."""
    if one.outcome is None:
        return "It was called off"
    if one.outcome is not Outcome.CANCELLED_BY_OFFICER:
        return _ENDED[one.outcome]
    if one.note in _OWN_TIME:
        return _OWN_TIME[one.note]
    done = _ENDED[one.outcome] if instead else "You called it off"
    return f"{done}, as {_CAME_UP[one.note]}" if one.note in _CAME_UP else done


def and_then(one: AppointmentView, *, instead: bool = True) -> str:
    """The same with what followed, unless that is said already, or the officer chose it themselves."""
    chosen = one.outcome is Outcome.CANCELLED_BY_OFFICER and one.note not in _OWN_TIME
    goes_on = instead and not chosen and one.outcome is not Outcome.MOVED_BY_PLAN
    return ended(one, instead=instead) + (", so it was planned again" if goes_on else "")


def because(one: AppointmentView, *, instead: bool = True) -> str:
    """The same as the end of a sentence; nothing where it only made room for another move."""
    said = ended(one, instead=instead)
    return "" if one.outcome is Outcome.MOVED_BY_PLAN else f": {said[:1].lower()}{said[1:]}"


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


_LOOKED = {
    Seen.DIARY: "opened their diary in a week in which you are written down",
    Seen.LIST: "fetched their diary with a program of their own",
    Seen.APPOINTMENT: "noted how one of your times went",
    Seen.HOURS: "looked at what a change of their hours would move",
    Seen.CASELOAD: "looked at how far along the people they see are",
    Seen.QUESTION: "read your question whether a time was recorded rightly",
    Seen.HELD_BACK: "looked at what their system asked for and was not done",
}
_QUESTIONS = {
    "asked": ("They are asked", "note"),
    "agreed": ("Put right", "good"),
    "left": ("They left it as it is", "still"),
}


def looked(look: LookView) -> str:
    """What somebody looked at."""
    return "signed in" if look.what is None else _LOOKED[look.what]


def claim(outcome: Outcome) -> str:
    """What an officer says against a record, as they would say it."""
    return "I was there" if outcome is Outcome.ATTENDED else "I was not there"


def question(stands: str) -> tuple[str, str]:
    """How their question stands, as pill text and tone."""
    return _QUESTIONS[stands]
