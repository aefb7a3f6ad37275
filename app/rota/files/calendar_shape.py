"""Duties from a calendar: whose they are, on which clocks, what each title means."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.rota.domain.code_table import CodeMeaning, CodeTable, WrongPart, in_plain_words
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DAYS_OFF, DutyLine, name_fault
from app.rota.domain.reading import Question
from app.rota.files.calendar_file import CalendarFile, Event, events_in, parse_calendar
from app.rota.files.code_reader import EXAMPLE
from app.rota.files.codes import meanings_of, table_for
from app.rota.files.columns import DAY_MEANING
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, Place, ReadOrder, legible
from app.rota.files.period import ask_period, period_of
from app.rota.files.text_decode import decode
from scheduler.duty import Duty, DutyKind, kind_of_hours

_ONE_DAY = timedelta(days=1)
MOST_TITLES = 60
NO_TITLE = "(no title)"
_CLOCKS = "Clocks of the calendar"
_WHOLE_DAY = tuple(
    [(kind.value, in_plain_words(kind.value)) for kind in sorted(DAYS_OFF)]
    + [("not_rostered", "nothing: leave it out")]
)


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """The lines of a calendar and the maker that made them, on whose clocks its days are."""

    lines: list[DutyLine]
    maker: DutyMaker


def read_calendar(data: bytes, order: ReadOrder, maker: DutyMaker) -> CalendarReading:
    """The duties of a calendar. Raises Unreadable for what is broken or would never end."""
    findings = maker.findings
    text, _ = decode(data, order.answers.get("encoding", ""), findings)
    file = parse_calendar(text)
    period = period_of(order.answers, findings)
    if file.repeats and period is None:
        ask_period(order.answers, findings)
    events = list(events_in(file, period, findings))
    maker = replace(maker, zone=_zone(file, events, order, maker.zone, findings))
    events = _without_free(events, order, findings)
    meanings = _Meanings(order, findings)
    lines = [line for event in events for line in _lines(event, _owner(event, events, maker), meanings, maker)]
    if any(question.required for question in findings.questions.values()):
        return CalendarReading([], maker)
    return CalendarReading(_days_joined(lines, order, maker), maker)


def _zone(file: CalendarFile, events: Sequence[Event], order: ReadOrder, own: ZoneInfo, findings: Findings) -> ZoneInfo:
    """The clocks on which days begin, and on which times without a zone are meant."""
    if order.answers.get("time_zone"):
        findings.answered("time_zone", _CLOCKS, own.key, own.key)
        return own
    timed = [event for event in events if not event.is_all_day]
    floating = sum(1 for event in timed if isinstance(event.start, datetime) and event.start.tzinfo is None)
    said = _known(file.zone_name)
    named = [zone for name in sorted(file.zones_named) if (zone := _known(name))]
    if said:
        evidence = f"X-WR-TIMEZONE says so; {floating} of {len(timed)} timed events have no zone of their own."
        return _decided(said, evidence, Confidence.LIKELY, findings)
    if not floating and len(named) == 1:
        return _decided(named[0], "Every zone in the file is this one.", Confidence.CERTAIN, findings)
    if floating:
        example = next(e.start for e in timed if isinstance(e.start, datetime) and e.start.tzinfo is None)
        which = f"{floating} events have times without a time zone (for example {example:%d/%m/%Y %H:%M})"
        text = f"{which}. Whose clocks are meant?"
        findings.ask(Question("time_zone", text, example=own.key))
        return own
    evidence = "The file gives instants in UTC, or days only; days begin by the clocks of the force."
    return _decided(own, evidence, Confidence.LIKELY, findings)


def _decided(zone: ZoneInfo, evidence: str, confidence: Confidence, findings: Findings) -> ZoneInfo:
    findings.decide(Decision("time_zone", _CLOCKS, zone.key, zone.key, evidence, confidence))
    return zone


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


def _without_free(events: list[Event], order: ReadOrder, findings: Findings) -> list[Event]:
    """Timed events that are marked as free time; whole days are marked so by habit and are asked about by title."""
    free = [event for event in events if event.is_free and not event.is_all_day]
    if not free:
        return events
    choices = (("duties", "they are duties like the others"), ("leave_out", "leave them out"))
    answer = order.answers.get("free_events", "")
    if answer in dict(choices):
        findings.answered("free_events", "Events marked as free time", answer, dict(choices)[answer])
        return events if answer == "duties" else [event for event in events if event not in free]
    text = f"{len(free)} events are marked as free time (for example {legible(free[0].summary)}). What are they?"
    findings.ask(Question("free_events", text, choices))
    return events


def _owner(event: Event, events: Sequence[Event], maker: DutyMaker) -> str | None:
    """Whose duty an event is: one person's file, or the property that names everybody."""
    by = maker.answers.get("column.staff_number", "")
    at = Place(row=event.row, column=by or "event")
    if by:
        return maker.staff_number(event.people.get(by, ""), at)
    number = maker.answers.get("staff_number", "").strip()
    if number:
        return maker.staff_number(number, at)
    _ask_whose(events, maker.findings)
    return None


def _ask_whose(events: Sequence[Event], findings: Findings) -> None:
    if "staff_number" in findings.questions:
        return
    naming = Counter(key for event in events for key, who in event.people.items() if not name_fault(who))
    choices = tuple((key, key) for key, count in sorted(naming.items()) if count == len(events))
    findings.ask(
        Question(
            "staff_number", "Whose duties are these? Give the staff number the whole file is for.", example="00123"
        )
    )
    if choices:
        text = "Which part of each event holds the staff number? (If none does, give one for the whole file.)"
        findings.ask(Question("column.staff_number", text, choices, required=False))


class _Meanings:
    """What the titles of events mean: by answers of their own, by a code table, or by their hours."""

    def __init__(self, order: ReadOrder, findings: Findings) -> None:
        self._order, self._findings = order, findings
        self._table: CodeTable | None = None
        self._asked: set[str] = set()

    def of_day(self, event: Event) -> CodeMeaning | None:
        """What a whole day means; None after asking."""
        title = event.summary or NO_TITLE
        answer = self._order.answers.get(f"code.{title[:100]}", "")
        if answer in dict(_WHOLE_DAY):
            self._findings.answered(
                f"code.{title[:100]}", f"Days called {legible(title)}", answer, dict(_WHOLE_DAY)[answer]
            )
            return CodeMeaning(DutyKind(answer) if answer != "not_rostered" else None)
        meanings = meanings_of(answer, self._chosen_table() or {}) if answer else ()
        if isinstance(meanings, tuple) and len(meanings) == 1:
            self._findings.answered(f"code.{title[:100]}", f"Days called {legible(title)}", answer, answer)
            return meanings[0]
        if (table := self._chosen_table()) and title in table:
            return table[title]
        if self._order.answers.get("column.staff_number", "").startswith("SUMMARY"):
            return self._of_every_day()
        self._ask(title)
        return None

    def _of_every_day(self) -> CodeMeaning | None:
        """What the whole days of everybody mean, where the titles name people; None after asking."""
        answer = self._order.answers.get(DAY_MEANING, "")
        meanings = meanings_of(answer, {}) if answer else ()
        if isinstance(meanings, tuple) and len(meanings) == 1:
            self._findings.answered(DAY_MEANING, "Whole days", answer, answer)
            return meanings[0]
        why = f" ({answer!r} cannot be: {meanings}.)" if isinstance(meanings, WrongPart) else ""
        text = f"The titles say who it is. What are the whole days?{why}"
        self._findings.ask(Question(DAY_MEANING, text, example="on call 00:00-00:00"))
        return None

    def of_hours(self, event: Event, clocks: tuple[time, time]) -> DutyKind | None:
        """The kind of timed events; None after asking, or for what is no duty."""
        title = event.summary or NO_TITLE
        answer = self._order.answers.get(f"code.{title[:100]}", "")
        if answer in {kind.value for kind in set(DutyKind) - DAYS_OFF}:
            return DutyKind(answer)
        match self._order.answers.get("kinds", ""):
            case "hours":
                self._findings.answered("kinds", "The kind of a duty", "hours", "told from its hours")
                return kind_of_hours(*clocks)
            case "on_call":
                self._findings.answered("kinds", "The kind of a duty", "on_call", "all of them are on call")
                return DutyKind.ON_CALL
            case "codes":
                table = self._chosen_table() or table_for(self._order, None, self._findings)
                return self._by_table(title, table, event) if table is not None else None
        choices = (
            ("hours", "tell it from the hours"),
            ("codes", "read the title with a code table"),
            ("on_call", "all of them are on call"),
        )
        example = legible(title)
        self._findings.ask(Question("kinds", f"What tells the kind of a duty with hours, such as {example}?", choices))
        return None

    def _by_table(self, title: str, table: CodeTable, event: Event) -> DutyKind | None:
        if title not in table:
            remedy = "Add it to the code table, or have the kind told from the hours."
            place = Place(row=event.row, column="SUMMARY")
            self._findings.fault("This title is not in the code table.", place, title, remedy)
            return None
        return table[title].kind

    def _chosen_table(self) -> CodeTable | None:
        if self._table is None and self._order.answers.get("code_table", "") in self._order.code_tables:
            self._table = table_for(self._order, None, self._findings)
        return self._table

    def _ask(self, title: str) -> None:
        self._asked.add(title)
        if len(self._asked) <= MOST_TITLES:
            text = f"What are the whole days called {legible(title)}? (A code table may say it as well.)"
            self._findings.ask(Question(f"code.{title[:100]}", text, _WHOLE_DAY, example=EXAMPLE))
        elif len(self._asked) == MOST_TITLES + 1:
            message = f"There are more than {MOST_TITLES} different titles of whole days."
            self._findings.fault(message, remedy="Make a code table of them and choose it.")


def _lines(event: Event, number: str | None, meanings: _Meanings, maker: DutyMaker) -> list[DutyLine]:
    at = Place(row=event.row, column="event")
    days = _whole_days(event, maker.zone)
    if days is not None:
        meaning = meanings.of_day(event)
        if meaning is None or number is None:
            return []
        made = (maker.by_meaning(number, meaning, on, at) for on in days)
        return [line for line in made if line]
    ends = [moment for moment in (event.start, event.end) if isinstance(moment, datetime)]
    clocks = [(moment.astimezone(maker.zone) if moment.tzinfo else moment).time() for moment in ends]
    kind = meanings.of_hours(event, (clocks[0], clocks[1]))
    if kind is None or number is None:
        return []
    line = _timed(number, kind, (ends[0], ends[1]), at, maker)
    return [line] if line else []


def _timed(
    number: str, kind: DutyKind, ends: tuple[datetime, datetime], at: Place, maker: DutyMaker
) -> DutyLine | None:
    start, end = ends
    if start.tzinfo and end.tzinfo:
        return maker.between(number, kind, start, end, at)
    if start.tzinfo or end.tzinfo:
        maker.findings.fault("One end of this event has a time zone and the other has none.", at, f"{start} to {end}")
        return None
    return maker.line(number, kind, (start.date(), start.time()), (end.date(), end.time()), at)


def _whole_days(event: Event, zone: ZoneInfo) -> list[date] | None:
    """The days of an event that lasts whole days, whether it says days or midnights; None for one with hours."""
    first, last = event.start, event.end
    if isinstance(first, datetime) and isinstance(last, datetime):
        first, last = (at.astimezone(zone) if at.tzinfo else at for at in (first, last))
        if first.time() != time(0) or last.time() != time(0):
            return None
        first, last = first.date(), last.date()
    count = max((last - first).days, 1)
    return [first + at * _ONE_DAY for at in range(min(count, 400))]


def _days_joined(lines: list[DutyLine], order: ReadOrder, maker: DutyMaker) -> list[DutyLine]:
    """Pilots and drivers have several stretches in a day; whether these are one duty is asked, once."""
    by_day: Mapping[tuple[str, date], list[DutyLine]] = defaultdict(list)
    for line in lines:
        if line.duty.kind not in DAYS_OFF:
            by_day[line.staff_number, line.duty.start_at.astimezone(maker.zone).date()].append(line)
    crowded = [day for day, own in by_day.items() if len(own) > 2 or _overlap(own)]
    choices = (
        ("one", "they are one duty, from the first beginning to the last end"),
        ("each", "each of them is a duty of its own"),
    )
    answer = order.answers.get("stretches_of_a_day", "")
    if not crowded or answer == "each":
        return lines
    if answer == "one":
        maker.findings.answered("stretches_of_a_day", "Several stretches in a day", *choices[0])
        joined = (_joined(own, maker) for own in by_day.values())
        return [line for line in lines if line.duty.kind in DAYS_OFF] + [line for line in joined if line]
    on = min(day for _, day in crowded)
    text = f"On {len(crowded)} days somebody has several stretches (for example on {on:%d/%m/%Y}). What are they?"
    maker.findings.ask(Question("stretches_of_a_day", text, choices))
    return []


def _overlap(own: Sequence[DutyLine]) -> bool:
    ordered = sorted((line.duty for line in own), key=lambda duty: duty.start_at)
    return any(earlier.end_at > later.start_at for earlier, later in pairwise(ordered))


def _joined(own: Sequence[DutyLine], maker: DutyMaker) -> DutyLine | None:
    if len(own) == 1:
        return own[0]
    first = min(own, key=lambda line: line.duty.start_at)
    end_at = max(line.duty.end_at for line in own)
    clocks = [at.astimezone(maker.zone).time() for at in (first.duty.start_at, end_at)]
    kinds = {line.duty.kind for line in own}
    kind = kinds.pop() if len(kinds) == 1 else kind_of_hours(clocks[0], clocks[1])
    duty = Duty(kind, first.duty.start_at, end_at)
    at = Place(first.sheet, first.row, first.column)
    return maker.between(first.staff_number, duty.kind, duty.start_at, duty.end_at, at)
