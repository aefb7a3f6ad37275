"""What came of reading one upload: lines, or faults, or questions that somebody must answer first."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.decision import Decision, RejectedRow, decision_of, rejected_of
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.wall_times import instant
from scheduler.interval import Interval


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle. `choices` are (answer, words); none means free text."""

    code: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""
    required: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain values, choices as lists."""
        return asdict(self) | {"choices": [list(choice) for choice in self.choices]}


EACH_CODE = "each"
"""The answer that no code table is meant: every code is asked about by itself."""


def code_table_question(names: Iterable[str]) -> Question:
    """Which of the code tables there are is meant; without any, the way to one."""
    choices = tuple((name, name) for name in sorted(names))
    if not choices:
        text = "Nothing says what the shift codes mean. Make a code table, then choose it here; or be asked about each."
        return Question("code_table", text, ((EACH_CODE, "ask me what each code means"),))
    each = (EACH_CODE, "none of these: ask me what each code means")
    return Question("code_table", "Which code table says what the shift codes mean?", (*choices, each))


def asked_now(questions: Iterable[Question], code_tables: Iterable[str]) -> tuple[Question, ...]:
    """The questions as they stand now: code tables come and go after a file was read."""
    names = tuple(code_tables)
    return tuple(code_table_question(names) if one.code == "code_table" else one for one in questions)


@dataclass(frozen=True, slots=True)
class Cover:
    """The days an upload speaks for, both included, by the clocks of `zone_name`."""

    first_on: date
    last_on: date
    zone_name: str

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(f"a roster cannot run from {self.first_on} back to {self.last_on}")

    @property
    def span(self) -> Interval[datetime]:
        """From the first midnight up to the one after the last day, as instants."""
        zone = ZoneInfo(self.zone_name)
        return Interval(instant(self.first_on, time(0), zone), instant(self.last_on + timedelta(days=1), time(0), zone))


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team that works a shift pattern: day 1 of the cycle falls on `anchor_on`."""

    team: str
    pattern: str
    cycle: tuple[dict[str, str] | None, ...]
    anchor_on: date
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one upload says. Lines count only when there is neither a fault nor a question."""

    shape: str
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    lines: Sequence[DutyLine] = ()
    """Of a file of any size these are `PackedLines`: asked for one by one, millions take their time."""
    staff: tuple[str, ...] = ()
    cover: Cover | None = None
    teams: tuple[TeamPlan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """What the reader settled by itself or by answers, with its evidence."""
    warnings: tuple[Fault, ...] = ()
    """What looks odd and is imported all the same."""
    warning_count: int = 0
    rejected: tuple[RejectedRow, ...] = ()
    """Rows left out because somebody chose to import the rest."""
    fingerprint: str = ""
    """The same for files of one shape, whatever their duties: a mapping profile is found by it. Empty: none."""
    profile: str = ""
    """The mapping profile whose answers it was read with, because it fits the shape."""

    @property
    def is_clean(self) -> bool:
        """Whether it could be published."""
        return not self.faults and not any(q.required for q in self.questions) and self.cover is not None

    def as_json(self) -> dict[str, Any]:
        """Plain values of all but the lines, which travel and are kept as `PackedLines`."""
        cover, teams = self.cover, self.teams
        return {
            "shape": self.shape,
            "faults": [fault.as_json() for fault in self.faults],
            "fault_count": self.fault_count,
            "questions": [question.as_json() for question in self.questions],
            "notes": list(self.notes),
            "staff": list(self.staff),
            "cover": [str(cover.first_on), str(cover.last_on), cover.zone_name] if cover else None,
            "teams": [asdict(team) | {"anchor_on": str(team.anchor_on)} for team in teams],
            "decisions": [decision.as_json() for decision in self.decisions],
            "warnings": [warning.as_json() for warning in self.warnings],
            "warning_count": self.warning_count,
            "rejected": [row.as_json() for row in self.rejected],
            "fingerprint": self.fingerprint,
            "profile": self.profile,
        }


def reading_of(plain: dict[str, Any], lines: Sequence[DutyLine] = ()) -> Reading:
    """The reading that `as_json` wrote, with its lines."""
    cover = plain["cover"]
    return Reading(
        shape=plain["shape"],
        faults=tuple(Fault(**fault) for fault in plain["faults"]),
        fault_count=plain["fault_count"],
        questions=tuple(question_of(question) for question in plain["questions"]),
        notes=tuple(plain["notes"]),
        lines=lines,
        staff=tuple(plain["staff"]),
        cover=Cover(date.fromisoformat(cover[0]), date.fromisoformat(cover[1]), cover[2]) if cover else None,
        teams=tuple(team_of(team) for team in plain["teams"]),
        decisions=tuple(decision_of(decision) for decision in plain["decisions"]),
        warnings=tuple(Fault(**warning) for warning in plain["warnings"]),
        warning_count=plain["warning_count"],
        rejected=tuple(rejected_of(row) for row in plain["rejected"]),
        fingerprint=plain["fingerprint"],
        profile=plain.get("profile", ""),
    )


def question_of(plain: dict[str, Any]) -> Question:
    """The question that `Question.as_json` wrote."""
    return Question(**(plain | {"choices": tuple((answer, words) for answer, words in plain["choices"])}))


def team_of(plain: dict[str, Any]) -> TeamPlan:
    """The team that was written as plain values."""
    return TeamPlan(
        plain["team"],
        plain["pattern"],
        tuple(plain["cycle"]),
        date.fromisoformat(plain["anchor_on"]),
        tuple(plain["members"]),
    )
