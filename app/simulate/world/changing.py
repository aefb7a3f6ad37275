"""How incidents change one officer's roster, day by day, without two duties ever meeting."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from app.simulate.facts import Cause, RosterChange
from app.simulate.world.incidents import HOUR, Hours, How, Incident
from app.simulate.world.year import Year
from scheduler.duty import Duty, DutyKind

DAILY_REST = timedelta(hours=11)
"""Between two duties of a roster (Working Time Regulations 1998, reg. 10)."""
REST_DAY_NOTICE = timedelta(days=15)
"""Of a cancelled rest day; with less it is paid for, and no other is given."""
GIVEN_BACK_NOTICE = timedelta(days=8)
"""Of a cancelled rest day that is handed back; with less the officer chooses."""
START_NOTICE = timedelta(hours=8)
"""Of another start (Police Regulations 2003, reg. 25(2))."""
SEARCHED = 10
"""Days looked through for one that an incident fits on."""

Edit = dict[int, Duty | None]
_KEPT = {
    Cause.LEAVE: {DutyKind.COURT, DutyKind.TRAINING, DutyKind.SICK},
    Cause.COURT: {DutyKind.LEAVE, DutyKind.SICK},
}
_KEPT_FROM_OTHERS = {DutyKind.LEAVE, DutyKind.COURT, DutyKind.SICK, DutyKind.TRAINING}
_USUAL = {DutyKind.EARLY, DutyKind.LATE, DutyKind.NIGHT}
_EXTRA: tuple[Hours, ...] = (
    (DutyKind.OTHER, 8 * HOUR, 18 * HOUR),
    (DutyKind.OTHER, 14 * HOUR, 24 * HOUR),
    (DutyKind.OTHER, 18 * HOUR, 26 * HOUR),
)


@dataclass(slots=True)
class Roster:
    """What one officer is rostered for, by day, while incidents change it.

    `first`: as it is first seen, at `seen_at` or when its days are published; `changes`: what becomes known after that.
    """

    year: Year
    officer_id: str
    seen_at: datetime
    duties: dict[int, Duty]
    first: dict[int, Duty]
    changes: list[RosterChange] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    done: dict[int, tuple[Edit, Edit]] = field(default_factory=dict)

    def meet(self, incident: Incident) -> None:
        """Change the roster as the incident does, if it can and what it follows from came about."""
        if incident.of is not None and incident.of not in self.done:
            return
        edit = {day: duty for day, duty in self._edit(incident).items() if self.duties.get(day) != duty}
        if not edit:
            return
        before: Edit = {day: self.duties.get(day) for day in edit}
        self.done[incident.key] = (before, edit)
        _lay(self.duties, edit)
        if self._is_first_seen_so(incident, edit):
            _lay(self.first, edit)
            return
        self.touched |= edit.keys()
        self.changes.append(self._change(incident, before, edit))

    def _is_first_seen_so(self, incident: Incident, edit: Edit) -> bool:
        """Whether nobody ever saw it otherwise. What already changed before their eyes changes there again."""
        seen_at = max(self.seen_at, self.year.published_at(min(edit)))
        return incident.at <= seen_at and not self.touched & edit.keys()

    def _change(self, incident: Incident, before: Edit, after: Edit) -> RosterChange:
        return RosterChange(
            incident.at,
            self.officer_id,
            incident.cause,
            tuple(duty for _, duty in sorted(before.items()) if duty is not None),
            tuple(duty for _, duty in sorted(after.items()) if duty is not None),
            self._in_time(incident, before, after),
        )

    def _in_time(self, incident: Incident, before: Edit, after: Edit) -> bool:
        """Whether it is told with the notice due; court, training and aid are exigencies, and illness is nobody's."""
        notice_of_day = self.year.at(min(after), 7 * HOUR) - incident.at
        if incident.how is How.MOVE:
            starts = [duty.start_at for duty in (*before.values(), *after.values()) if duty is not None]
            return min(starts) - incident.at >= START_NOTICE
        if incident.how is How.REST_DAY:
            return notice_of_day >= REST_DAY_NOTICE
        is_handed_back = incident.cause is Cause.REST_DAY_GIVEN_BACK and incident.how is How.UNDO
        return not is_handed_back or notice_of_day >= GIVEN_BACK_NOTICE

    def _edit(self, incident: Incident) -> Edit:
        match incident.how:
            case How.TAKE:
                return self._forced(self._taken(incident), incident.at)
            case How.WORK_DAYS:
                return self._forced(self._on_a_work_day(incident), incident.at)
            case How.REST_DAY:
                return next(self._worked_rest_days(incident), {})
            case How.FREE_DAY:
                return self._freed(incident)
            case How.MOVE:
                return self._moved(incident)
            case How.SICKEN:
                return self._sickened(incident)
            case How.UNDO:
                return self._undone(incident)
            case _:
                assert_never(incident.how)

    def _duty(self, day: int, hours: Hours) -> Duty:
        kind, starts, ends = hours
        return Duty(kind, self.year.at(day, starts), self.year.at(day, ends))

    def _taken(self, incident: Incident) -> Edit:
        kept = _KEPT.get(incident.cause, _KEPT_FROM_OTHERS)
        hours = incident.hours
        edit: Edit = {}
        for day in incident.days:
            old = self.duties.get(day)
            if hours is None or (old is not None and old.kind in kept):
                continue
            edit[day] = self._duty(day, hours) if self._is_on(incident, day) else None
        return edit

    def _is_on(self, incident: Incident, day: int) -> bool:
        """Courts and courses sit on working days; the days of rest between are free."""
        return incident.cause not in {Cause.COURT, Cause.TRAINING} or self.year.on(day).weekday() < 5

    def _on_a_work_day(self, incident: Incident) -> Edit:
        (first,) = incident.days
        for day in range(first, first + SEARCHED):
            if self._is_usual(day) and self.year.on(day).weekday() < 5 and incident.hours is not None:
                return {day: self._duty(day, incident.hours)}
        return {}

    def _worked_rest_days(self, incident: Incident) -> Iterator[Edit]:
        (first,) = incident.days
        for day in (day for day in range(first, first + SEARCHED) if day not in self.duties):
            for hours in _EXTRA:
                edit: Edit = {day: self._duty(day, hours)}
                if not self._clashing(edit):
                    yield edit

    def _freed(self, incident: Incident) -> Edit:
        (first,) = incident.days
        for day in range(first, first + SEARCHED):
            if self._is_usual(day) and self.duties[day].start_at > incident.at:
                return {day: None}
        return {}

    def _moved(self, incident: Incident) -> Edit:
        (day,) = incident.days
        if not self._is_usual(day):
            return {}
        old = self.duties[day]
        for by in (timedelta(minutes=incident.minutes), timedelta(minutes=-incident.minutes)):
            edit: Edit = {day: Duty(old.kind, old.start_at + by, old.end_at + by)}
            if not self._clashing(edit):
                return edit
        return {}

    def _sickened(self, incident: Incident) -> Edit:
        at_work = [day for day in incident.days if day in self.duties and self.duties[day].is_work]
        return {
            day: Duty(DutyKind.SICK, self.duties[day].start_at, self.duties[day].end_at)
            for day in at_work
            if self.duties[day].start_at > incident.at
        }

    def _undone(self, incident: Incident) -> Edit:
        """What is left to undo: days that are to come and were not changed again since."""
        before, after = self.done[incident.of or 0]
        edit: Edit = {
            day: old
            for day, old in before.items()
            if self.duties.get(day) is after[day] and self.year.at(day) > incident.at
        }
        return {day: old for day, old in edit.items() if not self._clashing(edit) or old is None}

    def _is_usual(self, day: int) -> bool:
        return day in self.duties and self.duties[day].kind in _USUAL

    def _forced(self, edit: Edit, at: datetime) -> Edit:
        """With what stands too near given up: nobody works the night before court.

        What has begun, or is no usual duty, is not given up: then the new duty beside it does not come.
        """
        while stays := self._staying(edit, at):
            edit = {day: duty for day, duty in edit.items() if duty is None or not stays & {day - 1, day + 1}}
        return edit | dict.fromkeys(self._clashing(edit), None)

    def _staying(self, edit: Edit, at: datetime) -> set[int]:
        clashing = self._clashing(edit)
        return {day for day in clashing if not self._is_usual(day) or self.duties[day].start_at <= at}

    def _clashing(self, edit: Edit) -> set[int]:
        """The days beside the changed ones whose duties would meet the new ones or leave too little rest."""
        return {
            other
            for day, duty in edit.items()
            if duty is not None
            for other in (day - 1, day + 1)
            if other not in edit and other in self.duties and too_near(duty, self.duties[other])
        }


def too_near(one: Duty, other: Duty) -> bool:
    """Whether two duties meet, or leave less than the daily rest where both are work."""
    rest = DAILY_REST if one.is_work and other.is_work else timedelta(0)
    return one.start_at < other.end_at + rest and other.start_at < one.end_at + rest


def in_order(duties: Mapping[int, Duty]) -> tuple[Duty, ...]:
    """The duties by day."""
    return tuple(duties[day] for day in sorted(duties))


def _lay(duties: dict[int, Duty], edit: Edit) -> None:
    for day, duty in edit.items():
        if duty is None:
            duties.pop(day, None)
        else:
            duties[day] = duty
