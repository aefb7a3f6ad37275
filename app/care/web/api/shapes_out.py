"""What the API answers: an officer's own course, appointments, offers and ledger."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.ledger import EntryKind
from app.care.domain.outcome import Outcome
from app.care.domain.sieve import Part, Wish
from app.care.reads.officer_plan import Stands

_ID = "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"
_WHEN = "2026-03-12T14:00:00Z"


class Shape(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True)


class AppointmentOut(Shape):
    """One appointment. `reason` says in words why the time suits; `reliability`: of 100 like it so many take place."""

    id: str = Field(examples=[_ID])
    number: int = Field(examples=[3], description="Which session of the course it is for.")
    status: AppointmentStatus
    outcome: Outcome | None
    start_at: datetime = Field(examples=[_WHEN])
    end_at: datetime
    counsellor: str = Field(examples=["Anneke Vos"])
    place: str = Field(examples=["Video"])
    is_video: bool
    call: str = Field(default="", description="The number to ring, where it is a telephone call.")
    reason: str = Field(examples=["3 h after your late turn ends, Video, Thursday 14:00"])
    reliability: int = Field(examples=[96])
    reliability_words: str = Field(examples=["Rarely missed: 4 in 100"])
    held_until_at: datetime | None


class SessionOut(Shape):
    """Session `number`: how it stands, its appointment if it has one, and the last promise that did not come true.

    `reasons`: why this time was chosen, what tells most first; only while it lies ahead.
    """

    number: int
    stands: Stands
    appointment: AppointmentOut | None
    moved_from: AppointmentOut | None
    reasons: list[str] = Field(examples=[["two days after your last night", "7 days after the one before"]])


class BalanceOut(Shape):
    """The entitlement; always granted = attended + held + free."""

    granted: int = Field(examples=[10])
    attended: int = Field(examples=[2])
    held: int = Field(examples=[8])
    free: int = Field(examples=[0])


class ChangeOut(Shape):
    """A change of counsellor that waits for the officer's word."""

    id: str = Field(examples=[_ID])
    from_counsellor: str
    to_counsellor: str
    proposed_at: datetime


class CourseOut(Shape):
    """A course with all its sessions. `agreed`: the officer has booked something, so booked times are promises."""

    id: str = Field(examples=[_ID])
    state: CourseState
    minutes: int = Field(examples=[50])
    rebooks: bool
    agreed: bool
    start_by_at: datetime
    balance: BalanceOut
    sessions: list[SessionOut]
    change: ChangeOut | None


class MeOut(Shape):
    """Who is asking, the id of their newest course, and to whom they can turn where planning has stopped."""

    officer: str = Field(examples=[_ID])
    course: str | None = Field(examples=[_ID])
    state: CourseState | None
    human_route: str = Field(default="", examples=["If you would rather sort this out with a person, tell ..."])


class PlaceChoice(Shape):
    """A site that can be asked for."""

    id: str = Field(examples=["riverside"])
    name: str = Field(examples=["Riverside House"])


class ChoicesOut(Shape):
    """What there is to ask for today, in the codes that a course takes; nothing is here that nobody could give."""

    sites: list[PlaceChoice]
    has_video: bool
    has_telephone: bool = False
    needs: list[str] = Field(examples=[["general", "sleep"]])
    languages: list[str] = Field(examples=[["cy", "en"]])
    genders: list[str] = Field(examples=[["man", "woman"]])
    lengths: list[int] = Field(examples=[[50, 90]], description="Minutes that each session of a course can last.")


class FollowingOut(Shape):
    """Where a later session would go if the offer is taken."""

    number: int
    start_at: datetime
    end_at: datetime
    place: str


class OfferOut(Shape):
    """One real time. `offer` is the token to hold it with, good for an hour and for this officer alone."""

    offer: str
    number: int
    start_at: datetime = Field(examples=[_WHEN])
    end_at: datetime
    counsellor: str
    place: str
    is_video: bool
    call: str = Field(default="", description="The number to ring, where it is a telephone call.")
    reason: str = Field(examples=["3 h after your late turn ends, Video, Thursday 14:00"])
    reliability: int = Field(examples=[96])
    following: list[FollowingOut]


class NamedOut(Shape):
    """A place or a counsellor that times can be narrowed down to."""

    id: str = Field(examples=["riverside"])
    name: str = Field(examples=["Riverside"])


class LeftOutOut(Shape):
    """How many times one wish leaves out (each counted once), and how many there would be without this wish."""

    wish: Wish = Field(examples=["parts"])
    count: int = Field(examples=[12])
    would_fit: int = Field(examples=[15])


class OffersOut(Shape):
    """The offers for session `number`, best first; none if nothing fits now or nothing is left to choose.

    `fitting`: how many times of the next four weeks fit at all; `suiting` so many of them are as wished.
    """

    course: str
    number: int | None
    offers: list[OfferOut]
    fitting: int = Field(default=0, examples=[42])
    suiting: int = Field(default=0, examples=[3])
    left_out: list[LeftOutOut] = []
    places: list[NamedOut] = []
    counsellors: list[NamedOut] = []


class SlotOut(Shape):
    """When and where."""

    start_at: datetime = Field(examples=[_WHEN])
    end_at: datetime
    place: str = Field(examples=["Video"])


class ShiftOut(Shape):
    """A later appointment that would move; `to` null: a time for it is still to be found."""

    number: int = Field(examples=[4])
    was: SlotOut
    to: SlotOut | None


class MovePreviewOut(Shape):
    """What a move would come to: what else would shift, and what need not. `seen` names this preview."""

    was: SlotOut
    to: SlotOut
    shifts: list[ShiftOut]
    stays: list[SlotOut]
    seen: int = Field(examples=[7])


class InsteadOut(Shape):
    """What stands in place of one that fell through. `same_day`: a call that day. `settled`: the officer said yes."""

    instead_of: AppointmentOut
    appointment: AppointmentOut | None
    same_day: bool
    settled: bool


class SievedOut(Shape):
    """Which times would suit."""

    where: list[str]
    counsellor: list[str]
    weekday: list[int]
    part: list[Part]
    not_after_nights: bool


class KeptSoonerOut(SlotOut):
    """A slot that came free, kept until `until_at` for whoever is asked; `has`: what it would take the place of."""

    id: str = Field(examples=[_ID])
    number: int = Field(examples=[3])
    counsellor: str = Field(examples=["Anneke Vos"])
    is_video: bool
    call: str = Field(default="", description="The number to ring, where it is a telephone call.")
    until_at: datetime
    has: AppointmentOut


class SoonerOut(Shape):
    """Something sooner: since when it is waited for (null: it is not), what would suit, and what is kept just now."""

    since_at: datetime | None
    wish: SievedOut
    kept: KeptSoonerOut | None


class LedgerLineOut(Shape):
    """One entry, and the balance after it."""

    at: datetime
    kind: EntryKind
    units: int
    reason: str
    session: int | None
    balance: BalanceOut


class LedgerOut(Shape):
    """A page of entries from the first on; `next` is the cursor of the page after it."""

    course: str
    entries: list[LedgerLineOut]
    next: str | None = None


class Problem(BaseModel):
    """RFC 9457 problem details. `code` is stable; a 409 about a time also carries `alternatives` (offers)."""

    type: str = Field(examples=["/problems/slot-taken"])
    title: str
    status: int = Field(examples=[409])
    detail: str
    instance: str
    code: str = Field(examples=["slot-taken"])
    faults: list[dict[str, Any]] = []
    alternatives: list[OfferOut] = []
