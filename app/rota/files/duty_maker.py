"""Makes duty lines from dates and wall-clock times, and refuses hours that cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.rota.domain.code_table import CodeMeaning
from app.rota.domain.duty_line import DutyLine, name_fault, staff_number_fault
from app.rota.domain.order_rules import length_fault
from app.rota.domain.reading import Question
from app.rota.domain.wall_times import Clocks, clocks_at, instant
from app.rota.files.findings import Findings, Place, legible
from scheduler.duty import Duty, DutyKind

Moment = tuple[date, time]
_ONE_DAY, _ONE_HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DutyMaker:
    """Knows the zone and the answers; notes what is wrong with a line instead of making it."""

    zone: ZoneInfo
    answers: Mapping[str, str]
    findings: Findings

    def staff_number(self, text: str, at: Place) -> str | None:
        """The staff number in a cell, as text; None after noting a fault, or while it is asked whether names count."""
        wrong = staff_number_fault(text)
        if wrong and name_fault(text) is None:
            if not self.names_are_meant(text):
                return None
            wrong = None
        if self.findings.people is not None:
            self.findings.people.note(None if wrong else text, at.sheet, at.row, at.column)
        if wrong:
            self.findings.fault(f"{wrong[0].upper()}{wrong[1:]}.", at, text or None, "One staff number in each row.")
            return None
        return text

    def names_are_meant(self, example: str) -> bool:
        """Whether somebody said that a name is what identifies people in this file; asked otherwise."""
        choices = (("name", "yes, the name as it is written stands for the staff number"),)
        if self.answers.get("staff_by", "").strip() == "name":
            self.findings.answered("staff_by", "Names as staff numbers", *choices[0])
            return True
        text = (
            f"People are named here (for example {legible(example)}), not numbered. Is the name what identifies them?"
        )
        self.findings.ask(Question("staff_by", text, choices))
        return False

    def offered(self, question: Question, named: str) -> bool:
        """Whether the one choice of a question was taken. It is offered beside faults that it would settle."""
        ((choice, words),) = question.choices
        if self.answers.get(question.code, "").strip() == choice:
            self.findings.answered(question.code, named, choice, words)
            return True
        self.findings.ask(question)
        return False

    def by_meaning(self, number: str, meaning: CodeMeaning, on: date, at: Place) -> DutyLine | None:
        """The line of a code on a date; None for a code that means not rostered."""
        if meaning.kind is None:
            return None
        starts, ends = meaning.starts or time(0), meaning.ends or time(0)
        return self.line(number, meaning.kind, (on, starts), (on + _ONE_DAY if ends <= starts else on, ends), at)

    def line(self, number: str, kind: DutyKind, start: Moment, end: Moment, at: Place) -> DutyLine | None:
        """The line from one wall-clock moment to another; None after noting a fault or a question."""
        start_at, end_at = self._instant(start, at), self._instant(end, at)
        if start_at is None or end_at is None:
            return None
        if end_at <= start_at:
            self._runs_back(f"{_words(start)} to {_words(end)}", at)
            return None
        return self._made(number, kind, start_at, end_at, at)

    def between(self, number: str, kind: DutyKind, start_at: datetime, end_at: datetime, at: Place) -> DutyLine | None:
        """The line from one instant to another; None after noting a fault."""
        if end_at <= start_at:
            self._runs_back(f"{start_at.isoformat()} to {end_at.isoformat()}", at)
            return None
        return self._made(number, kind, start_at, end_at, at)

    def _runs_back(self, written: str, at: Place) -> None:
        self.findings.fault("This duty would end before it begins.", at, written, "Check both dates and times.")

    def _made(self, number: str, kind: DutyKind, start_at: datetime, end_at: datetime, at: Place) -> DutyLine | None:
        line = DutyLine(number, Duty(kind, start_at, end_at), at.sheet, at.row, at.column)
        too_long = length_fault(line, self.zone)
        if too_long:
            self.findings.take(too_long)
            return None
        return line

    def _instant(self, moment: Moment, at: Place) -> datetime | None:
        on, clock = moment
        match clocks_at(on, clock, self.zone):
            case Clocks.SKIPPED:
                message = f"On {on:%d/%m/%Y} the clocks jump over {clock:%H:%M}: that time does not exist."
                meant = f"{(datetime.combine(on, clock) + _ONE_HOUR).time():%H:%M}"
                remedy = f"Write the time the clock on the wall shows: {meant}, if the hour after the change is meant."
                self.findings.fault(message, at, _words(moment), remedy)
                return None
            case Clocks.TWICE if self.answers.get("repeated_hour") not in ("first", "second"):
                self._ask_which(moment)
                return None
            case _:
                return instant(on, clock, self.zone, second=self.answers.get("repeated_hour") == "second")

    def _ask_which(self, moment: Moment) -> None:
        text = f"The clocks go back, so {_words(moment)} comes twice. Which one is meant where the file says so?"
        choices = (("first", "the first, before the clocks go back"), ("second", "the second, after they went back"))
        self.findings.ask(Question("repeated_hour", text, choices))


def _words(moment: Moment) -> str:
    return f"{moment[0]:%d/%m/%Y} {moment[1]:%H:%M}"
