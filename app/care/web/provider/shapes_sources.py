"""What the providers' API takes and answers about where hours come from and about counsellors, each with an example."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from app.care.channels.calendar_keys import MOST
from app.care.domain.capacity import Stretch
from app.care.domain.week_pattern import EVERY, Week, WeekLine
from app.care.services.inbound_base import Name
from app.care.services.provider_team import TeamMember
from app.care.web.provider.api_shapes import shape

COUNSELLOR = "cns_0a1b2c3d4e5f60718293a4b5c6d7e8f9"
Confirm = Annotated[bool, Field(description="Go on although more than half of what is booked then is moved")]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
TURN: dict[str, Literal["a", "b"]] = {"a": "a", "b": "b"}
_LINE: dict[str, Any] = {"weekday": 0, "starts": "09:00", "ends": "12:30", "places": ["video"]}
_SPAN: dict[str, Any] = {"start": "2026-03-09T00:00:00Z", "end": "2026-03-16T00:00:00Z"}
_STRETCH: dict[str, Any] = {"start": "2026-03-09T09:00:00Z", "end": "2026-03-09T12:30:00Z", "places": ["video"]}
_MEMBER: dict[str, Any] = {
    "name": "Anneke Vos",
    "gender": "woman",
    "skills": ["general", "trauma"],
    "languages": ["en"],
    "lengths": [50, 90],
    "max_per_day": 6,
    "max_per_week": 25,
    "break_minutes": 10,
    "caseload": 30,
    "active": True,
}


class LineShape(BaseModel):
    """On this weekday (0 is Monday), in local time, at any of the places (ids); `week`: in weeks A or B only."""

    model_config = shape(_LINE)

    weekday: int = Field(ge=0, le=6)
    starts: time
    ends: time
    places: list[Name] = Field(min_length=1, max_length=20)
    week: Literal["a", "b"] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts.tzinfo or self.ends.tzinfo or self.ends <= self.starts:
            raise ValueError("ends must come after starts, both as local times without a zone")
        return self


class WeekShape(BaseModel):
    """A week that repeats from a day on, until another day or for good.

    Where lines count every other week only, `week_a_on` is any day of a week A; weeks begin on Mondays.
    """

    model_config = shape({"from_on": "2026-03-09", "until_on": None, "lines": [_LINE]})

    from_on: date = Field(ge=date(2000, 1, 1), lt=date(2900, 1, 1))
    until_on: date | None = None
    week_a_on: Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2900, 1, 1))] | None = None
    lines: list[LineShape] = Field(max_length=50)

    @model_validator(mode="after")
    def _goes_on(self) -> Self:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("until_on must not come before from_on")
        if (self.week_a_on is not None) != any(line.week for line in self.lines):
            raise ValueError("week_a_on and lines of weeks a or b are given together, or neither")
        return self

    def week(self) -> Week:
        """As a fact."""
        lines = (
            WeekLine(one.weekday, one.starts, one.ends, tuple(one.places), one.week or EVERY) for one in self.lines
        )
        return Week(self.from_on, self.until_on, tuple(lines), self.week_a_on)

    @classmethod
    def of(cls, week: Week) -> "WeekShape":
        """A fact as it is answered."""
        lines = [
            LineShape(
                weekday=one.weekday,
                starts=one.starts,
                ends=one.ends,
                places=list(one.places),
                week=TURN.get(one.turn),
            )
            for one in week.lines
        ]
        week_a_on = week.week_a_on if any(line.week for line in lines) else None
        return cls(from_on=week.from_on, until_on=week.until_on, week_a_on=week_a_on, lines=lines)


class NewWeek(WeekShape):
    """The same, to be saved."""

    model_config = shape({"from_on": "2026-03-09", "until_on": None, "lines": [_LINE], "confirm": False})

    confirm: Confirm = False


class SpanShape(BaseModel):
    """From `start` up to, not including, `end`."""

    model_config = shape(_SPAN)

    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_this_age(self) -> Self:
        if not (2000 <= self.start.year < 2900 and 2000 <= self.end.year < 2900 and self.start < self.end):
            raise ValueError("end must come after start, both in this millennium")
        return self


class NewLeave(SpanShape):
    """A time in which a counsellor is away."""

    model_config = shape({**_SPAN, "confirm": False})

    confirm: Confirm = False


class StretchShape(SpanShape):
    """A stretch in which a counsellor can be booked at any of the places (ids)."""

    model_config = shape(_STRETCH)

    places: list[Name] = Field(min_length=1, max_length=20)


class WholeSpan(SpanShape):
    """A span in which the open hours are to be `hours` and no others."""

    model_config = shape({**_SPAN, "hours": [_STRETCH], "confirm": False})

    hours: list[StretchShape] = Field(max_length=5_000)
    confirm: Confirm = False

    def stretches(self) -> list[Stretch]:
        """As facts."""
        return [Stretch(one.start, one.end, tuple(one.places)) for one in self.hours]


class LeaveShape(BaseModel):
    """Leave, under the name by which it can be taken away."""

    leave: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    start: datetime
    end: datetime


class NewCalendar(BaseModel):
    """A calendar to be read: what is in it is busy, or open at the places (ids)."""

    model_config = shape({"address": "https://calendar.example/private/basic.ics", "mode": "busy", "places": []})

    address: str = Field(min_length=1, max_length=2000)
    user: str = Field(default="", max_length=MOST, description="For a calendar that wants a password (CalDAV).")
    password: str = Field(default="", max_length=MOST, repr=False)
    mode: Literal["busy", "open"]
    places: list[Name] = Field(default=[], max_length=20)


class Reading(BaseModel):
    """That a calendar is to be read now; with `confirm`, what it says counts however much that moves."""

    model_config = shape({"confirm": False})

    confirm: Confirm = False


class CalendarOut(BaseModel):
    """How reading goes. Of the address only the host is answered: the rest is a key."""

    host: str = Field(examples=["calendar.example"])
    mode: Literal["busy", "open"]
    places: list[str]
    last_good: datetime | None
    failures: int
    problem: str | None
    would_move: int | None = Field(
        description="So many appointments what was read last would move: it waits for a word"
    )


class Member(BaseModel):
    """What a counsellor is and offers. `lengths`: minutes of sessions, empty for any."""

    model_config = shape(_MEMBER)

    name: str = Field(min_length=1, max_length=120, pattern=r"^\S(.*\S)?$")
    gender: Literal["woman", "man"] | None = None
    skills: list[Word] = Field(default=["general"], min_length=1, max_length=20)
    languages: list[Word] = Field(default=["en"], min_length=1, max_length=20)
    lengths: list[Literal[50, 60, 90]] = Field(default=[], max_length=3)
    max_per_day: int = Field(default=6, ge=1, le=24)
    max_per_week: int = Field(default=25, ge=1, le=168)
    break_minutes: int = Field(default=10, ge=0, le=240)
    caseload: int = Field(default=30, ge=1, le=1000)
    active: bool = True

    def member(self) -> TeamMember:
        """As a fact."""
        dumped = self.model_dump(include=set(Member.model_fields))
        plain: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in dumped.items()}
        return TeamMember(**plain)


class ChangedMember(Member):
    """The same, for somebody who is there."""

    model_config = shape({**_MEMBER, "confirm": False})

    confirm: Confirm = False


class MemberOut(Member):
    """A counsellor with where their hours come from."""

    model_config = shape({**_MEMBER, "counsellor": COUNSELLOR, "weeks": [], "leave": [], "calendar": None})

    counsellor: str = Field(examples=[COUNSELLOR])
    weeks: list[WeekShape] = []
    leave: list[LeaveShape] = []
    calendar: CalendarOut | None = None


class MembersOut(BaseModel):
    """Everybody, in order of name; those who see one caseload see themselves."""

    counsellors: list[MemberOut]


class Moved(BaseModel):
    """Done. The courses are planned anew; nothing in them is lost."""

    counsellor: str = Field(examples=[COUNSELLOR])
    courses: list[str] = Field(examples=[["crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0"]])


class PartOut(BaseModel):
    """What a file would do for one counsellor: so many minutes open and close, so many of the booked are moved."""

    counsellor: str = Field(examples=[COUNSELLOR])
    start: datetime
    end: datetime
    opens: int = Field(examples=[420])
    closes: int = Field(examples=[0])
    booked: int = Field(examples=[4])
    moves: int = Field(examples=[1])


class FileOut(BaseModel):
    """A file that was read and not yet carried out; it is forgotten after a day."""

    file: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    parts: list[PartOut]


class MovedByFile(BaseModel):
    """Done, all of it. The courses are planned anew."""

    courses: list[str]


class NewAccount(BaseModel):
    """Whom to let in; with a counsellor, they see that caseload alone."""

    model_config = shape({"contact": "anneke@alder.example", "counsellor": COUNSELLOR})

    contact: str = Field(max_length=300)
    counsellor: Name | None = None


class AccountOut(BaseModel):
    """Somebody who may sign in."""

    account: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    contact: str = Field(examples=["anneke@alder.example"])
    counsellor: str | None


class AccountsOut(BaseModel):
    """Everybody who may sign in, in the order in which they were let in."""

    accounts: list[AccountOut]
