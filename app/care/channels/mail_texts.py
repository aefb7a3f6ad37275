"""What officers read in their mail: plain, kind, and saying nothing of what it is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.care.domain.discretion import leaks
from app.care.domain.told import Told

ABOUT_DATES = "A change to your diary"
ABOUT_THE_PLAN = "Your plan has been updated"

LINES: Mapping[Told, str] = {
    Told.COURSE_OPENED: "Your plan has been set up. You can look at it whenever you like.",
    Told.COURSE_PAUSED: "Your plan is paused. Nothing is lost, and you can take it up again whenever you like.",
    Told.COURSE_COMPLETED: "Everything in your plan is done. Thank you for making the time.",
    Told.COURSE_WITHDRAWN: "Your plan is closed. You can start again whenever you like.",
    Told.APPOINTMENT_PROPOSED: "Pencilled in: {when}{how}. This may still move a little.",
    Told.APPOINTMENT_BOOKED: "Booked: {when}{how}.",
    Told.APPOINTMENT_MOVED: "Moved: {was} is now {when}{how}.",
    Told.COURSE_QUESTION: "There is a question for you in your plan. Nothing new is booked before you answer it.",
    Told.APPOINTMENT_CANCELLED: "Called off: {when}.",
    Told.SESSION_WAITING: "One date in your plan is open. Nothing is lost; it stays yours until you have used it.",
    Told.OUTCOME_QUESTIONED: "Your question about {when} is on its way.",
    Told.OUTCOME_ANSWERED: "Your question about {when} has an answer.",
}
BODY = """Hello,

{lines}

{what_now}
{link}

{product}
"""

TIMES_CAN_CHANGE = "If a time does not suit you, you can change it here; otherwise there is nothing you need to do:"
SAME_HOUR = "Changed: {when}{how}. The time stays as it was."
"""For a move that is to another place, or to somebody else, at the very same time."""
TO_BE_ANSWERED = "You can read it and answer here whenever you like:"
NOTHING_TO_DO = "There is nothing you need to do. You can look at your plan here whenever you like:"
_STANDS = frozenset({Told.APPOINTMENT_PROPOSED, Told.APPOINTMENT_BOOKED, Told.APPOINTMENT_MOVED})
"""Only these leave a time that could be changed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and from where. Raises ValueError when the name or the address itself would give officers away."""

    product: str
    base_url: str
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if found := leaks(f"{self.product} {self.base_url}"):
            raise ValueError(
                f"the name or address of the service says {', '.join(found)}; officers may be seen with it"
            )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to tell. Times are None where no date is concerned.

    No place is named, only whether it is by video, or `elsewhere` than what it replaces.
    """

    told: Told
    start_at: datetime | None = None
    was_at: datetime | None = None
    video: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A mail, ready to be sent."""

    subject: str
    body: str


def mail_about(changes: Sequence[Change], voice: Voice) -> Text:
    """One mail about everything that changed at one instant, in order of date."""
    in_order = sorted(changes, key=lambda change: (change.start_at is None, change.start_at))
    lines = list(dict.fromkeys(_line(change, voice.zone) for change in in_order))
    subject = ABOUT_DATES if any(change.start_at for change in changes) else ABOUT_THE_PLAN
    what_now = _what_now({change.told for change in changes})
    body = BODY.format(lines="\n".join(lines), what_now=what_now, link=f"{voice.base_url}/", product=voice.product)
    return Text(subject, body)


def _what_now(told: Collection[Told]) -> str:
    if Told.COURSE_QUESTION in told:
        return TO_BE_ANSWERED
    return TIMES_CAN_CHANGE if _STANDS.intersection(told) else NOTHING_TO_DO


def _line(change: Change, zone: ZoneInfo) -> str:
    how = ", by video" if change.video else ", at another place" if change.elsewhere else ""
    stays = change.told is Told.APPOINTMENT_MOVED and change.start_at == change.was_at
    line = SAME_HOUR if stays else LINES[change.told]
    return line.format(when=_when(change.start_at, zone), was=_when(change.was_at, zone), how=how)


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return "an earlier date"
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"
