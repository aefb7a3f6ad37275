"""What officers read in their mail: plain, kind, and saying nothing of what it is about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.channels.spoken_times import full_time
from app.care.domain.discretion import leaks
from app.care.domain.telling import Telling, Words
from app.care.domain.told import NAMES_A_TIME, REMINDERS, Told
from app.care.store.tables.appointments import Appointment

ABOUT_DATES = "A change to your diary"
ABOUT_THE_PLAN = "Your plan has been updated"
COMING_UP = "Coming up in your diary"
VERY_SHORT = "Something changed in your diary"
"""All that is said to those who wish for few words; COMING_UP_SHORT where it is only a reminder."""
COMING_UP_SHORT = "Something is coming up in your diary"

LINES: Mapping[Told, str] = {
    Told.COURSE_OPENED: "Your plan has been set up. You can look at it whenever you like.",
    Told.COURSE_PAUSED: "Your plan is paused. Nothing is lost, and you can take it up again whenever you like.",
    Told.COURSE_COMPLETED: "Everything in your plan is done. Thank you for making the time.",
    Told.COURSE_WITHDRAWN: "Your plan is closed. You can start again whenever you like.",
    Told.APPOINTMENT_PROPOSED: "Pencilled in: {when}{how}. This may still move a little.",
    Told.APPOINTMENT_BOOKED: "Booked: {when}{how}.",
    Told.APPOINTMENT_MOVED: "Moved: {was} is now {when}{how}.",
    Told.APPOINTMENT_AHEAD: "Coming up: {when}{how}.",
    Told.APPOINTMENT_SOON: "Coming up: {when}{how}.",
    Told.SOONER_OFFERED: "Something sooner has come free, and is kept for you for a few hours.",
    Told.COURSE_QUESTION: "There is a question for you in your plan. Nothing new is booked before you answer it.",
    Told.APPOINTMENT_CANCELLED: "Called off: {when}.",
    Told.SESSION_WAITING: "One date in your plan is open. Nothing is lost; it stays yours until you have used it.",
    Told.WAYS_OPEN: "No time fits one date in your plan yet. Something would help, if you like it. Nothing is lost.",
    Told.OUTCOME_QUESTIONED: "Your question about {when} is on its way.",
    Told.OUTCOME_ANSWERED: "Your question about {when} has an answer.",
}
BODY = """Hello,

{lines}

{what_now}
{link}

{product}
"""

SHORT_BODY = """Hello,

{line}. You can look at it here:
{link}

{product}
"""

TIMES_CAN_CHANGE = "If a time does not suit you, you can change it here; otherwise there is nothing you need to do:"
CAME_UP = "If something has come up, you can say so here; otherwise there is nothing you need to do:"
SAME_HOUR = "Changed: {when}{how}. The time stays as it was."
"""For a move that is to another place, or to somebody else, at the very same time."""
SOONER_TO_TAKE = "You can take it here, or leave it; what you have stays as it is until you say so:"
WHAT_HELPS = "You can see here what would help, and choose, or leave everything as it is:"
TO_BE_ANSWERED = "You can read it and answer here whenever you like:"
NOTHING_TO_DO = "There is nothing you need to do. You can look at your plan here whenever you like:"


class LinkFor(Protocol):
    """Makes the one link that a message about an appointment carries: a path of ours that says nothing."""

    def __call__(self, db: Session, appointment: Appointment, *, now: datetime) -> str:
        """The path, such as "/d/AbCd". May write to the store, in the transaction of `db`."""
        ...


def to_the_plan(db: Session, appointment: Appointment, *, now: datetime) -> str:  # noqa: ARG001 - as LinkFor has it
    """The first page, for want of anything nearer."""
    return "/"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and from where. Raises ValueError when the name or the address itself would give officers away."""

    product: str
    base_url: str
    zone: ZoneInfo
    link_for: LinkFor = to_the_plan

    def __post_init__(self) -> None:
        if found := leaks(f"{self.product} {self.base_url}"):
            raise ValueError(
                f"the name or address of the service says {', '.join(found)}; officers may be seen with it"
            )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to tell. Times are None where no date is concerned.

    No place is named, only whether it is by video or telephone, or `elsewhere` than what it replaces.
    """

    told: Told
    start_at: datetime | None = None
    was_at: datetime | None = None
    video: bool = False
    elsewhere: bool = False
    call: bool = False
    """By telephone."""


@dataclass(frozen=True, slots=True)
class Text:
    """A mail, ready to be sent."""

    subject: str
    body: str


Spoken = Callable[[datetime], str]
"""How a time is written."""


def mail_about(changes: Sequence[Change], voice: Voice, wishes: Telling | None = None, path: str = "/") -> Text:
    """One mail about everything there is to say, in order of date, with one link."""
    mine = wishes or Telling()
    link = f"{voice.base_url}{path}"
    told = {change.told for change in changes}
    if mine.words is Words.SHORT:
        line = COMING_UP_SHORT if told <= REMINDERS else VERY_SHORT
        return Text(line, SHORT_BODY.format(line=line, link=link, product=voice.product))

    def spoken(at: datetime) -> str:
        return full_time(at, voice.zone, mine.times)

    body = BODY.format(
        lines="\n".join(lines_of(changes, spoken)), what_now=_what_now(told), link=link, product=voice.product
    )
    return Text(_subject(changes, told), body)


def lines_of(changes: Sequence[Change], spoken: Spoken) -> list[str]:
    """What there is to say, a line each and none twice, in order of date."""
    in_order = sorted(changes, key=lambda change: (change.start_at is None, change.start_at))
    return list(dict.fromkeys(_line(change, spoken) for change in in_order))


def _subject(changes: Sequence[Change], told: Collection[Told]) -> str:
    if REMINDERS.issuperset(told):
        return COMING_UP
    return ABOUT_DATES if any(change.start_at for change in changes) else ABOUT_THE_PLAN


def _what_now(told: Collection[Told]) -> str:
    if Told.COURSE_QUESTION in told:
        return TO_BE_ANSWERED
    if Told.WAYS_OPEN in told:
        return WHAT_HELPS
    if Told.SOONER_OFFERED in told:
        return SOONER_TO_TAKE
    if REMINDERS.issuperset(told):
        return CAME_UP
    return NOTHING_TO_DO if {*NAMES_A_TIME, *REMINDERS}.isdisjoint(told) else TIMES_CAN_CHANGE


_ELSEWHERE = ", at another place"


def _line(change: Change, spoken: Spoken) -> str:
    how = ", by video" if change.video else ", by telephone" if change.call else _ELSEWHERE * change.elsewhere
    stays = change.told is Told.APPOINTMENT_MOVED and change.start_at == change.was_at
    line = SAME_HOUR if stays else LINES[change.told]
    return line.format(when=_when(change.start_at, spoken), was=_when(change.was_at, spoken), how=how)


def _when(at: datetime | None, spoken: Spoken) -> str:
    return "an earlier date" if at is None else spoken(at)
