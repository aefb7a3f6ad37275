"""Works out a question about capacity: read, think, say what may be said; nothing is booked."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from app.care.domain.asking import ask_of
from app.care.domain.capacity_figures import is_too_small, of_gaps, of_referrals, of_try, of_weeks
from app.care.domain.capacity_said import as_json
from app.care.domain.demand import WEEKS, forecast, in_sessions
from app.care.domain.disclosure import RULES, Rules
from app.care.domain.quarter_weeks import first_monday, forecast_quarter
from app.care.domain.study import MOVED_ON, TOO_LITTLE, TOO_SMALL, UNSURE, StudyKind
from app.care.domain.trying import Watch, find_gaps, try_change
from app.care.domain.what_if import SHORTEST, WhatIf
from app.care.jobs.audit_figures import audited_answers
from app.care.reads.capacity_world import (
    Desk,
    hours_by_week,
    planned_by_week,
    read_desk,
    referrals_by_week,
    staff_of,
)
from app.care.reads.shown import answers_of, shown_so_far, with_answers
from app.care.services.capacity_study import answer, ask_demand, ask_gaps, begin, note_progress
from app.care.store import rosters
from app.care.store.force import policy_of, zone_of
from app.foundation.database import Database
from app.foundation.refusals import OutOfTurn
from scheduler.civil import wall_instant
from scheduler.clock import OutOfTime

_TRIES = 2
_HISTORY = 104  # weeks

Answer = tuple[Mapping[str, Any] | None, str]
"""What may be said, or nothing and why."""


def study_capacity(store: Database, study_id: str, *, now: datetime, rules: Rules = RULES) -> str:
    """Answer one question; returns what became of it. Doing it again, or after it was called off, does nothing.

    No transaction is held while thinking. A roster that comes in meanwhile makes the answer one about yesterday: it is
    worked out again, and after the second time not at all.
    """
    with store.write() as db:
        study = begin(db, study_id)
        if study is None:
            return "settled"
        kind, asked = study.kind, dict(study.asked)
    try:
        result, reason = _answered(store, study_id, (kind, asked), now, rules)
    except OutOfTime:
        return "called off"
    if result is not None and rules is RULES:
        result = _audited(store, study_id, (kind, asked), result, now)
    with store.write() as db:
        answer(db, study_id, result, reason, now=now)
    return reason or "done"


def _audited(
    store: Database,
    study_id: str,
    question: tuple[StudyKind, Mapping[str, Any]],
    result: Mapping[str, Any],
    now: datetime,
) -> Mapping[str, Any]:
    """The result without what would let a count be worked out, together with all that was ever shown."""
    with store.read() as db:
        before, new = shown_so_far(db, now=now), answers_of(db, study_id, question, result, at=now)
    return with_answers(result, audited_answers(before, new))


def study_on_schedule(store: Database, *, now: datetime) -> None:
    """Leave what is due: the map of gaps once a week, the forecast once a quarter."""
    with store.write() as db:
        with suppress(OutOfTurn):
            ask_gaps(db, "", now=now)
        ask_demand(db, str(forecast_quarter(now, zone_of(db))), now=now)


def _answered(
    store: Database, study_id: str, question: tuple[StudyKind, Mapping[str, Any]], now: datetime, rules: Rules
) -> Answer:
    kind, asked = question
    if kind is StudyKind.DEMAND:
        return _demand(store, now, rules)
    watch = _Reporter(store, study_id).watch()
    for _ in range(_TRIES):
        with store.read() as db:
            desk = read_desk(db, now=now)
        if is_too_small(desk.staff, len(desk.world.courses), rules):
            return None, TOO_SMALL
        found = _gaps(desk, watch, rules) if kind is StudyKind.GAPS else _what_if(desk, asked, watch, rules)
        with store.read() as db:
            if rosters.latest_number(db) == desk.world.roster_version:
                return found
    return None, MOVED_ON


def _gaps(desk: Desk, watch: Watch, rules: Rules) -> Answer:
    ask = ask_of(desk.world, desk.policy)
    watch.look()
    return as_json(of_gaps(find_gaps(ask, watch), desk.staff, rules)), ""


def _what_if(desk: Desk, asked: Mapping[str, Any], watch: Watch, rules: Rules) -> Answer:
    tried = try_change(desk.world, desk.policy, WhatIf.from_json(asked), watch)
    if tried.hours < SHORTEST:
        return None, TOO_LITTLE
    said = of_try(tried, desk.staff, rules)
    return {"hours": round(tried.hours), **{when: as_json(figures) for when, figures in said.items()}}, ""


def _demand(store: Database, now: datetime, rules: Rules) -> Answer:
    with store.read() as db:
        staff, quarter, policy = staff_of(db), forecast_quarter(now, zone_of(db)), policy_of(db)
        monday = first_monday(quarter)
        first_at = wall_instant(monday, time(0), zone_of(db))
        past = referrals_by_week(db, first_at - timedelta(weeks=_HISTORY), _HISTORY)
        planned, hours = planned_by_week(db, first_at, WEEKS), hours_by_week(db, first_at, WEEKS)
    if is_too_small(staff, sum(map(sum, past.values())), rules):
        return None, TOO_SMALL
    known = {urgency: _from_the_first(counts, past) for urgency, counts in past.items()}
    coming = {urgency: found for urgency, counts in known.items() if (found := forecast(counts)) is not None}
    if not coming:
        return None, UNSURE
    new = in_sessions([sum(one.expected[week] for one in coming.values()) for week in range(WEEKS)], policy.grant)
    weeks = [(f"{monday + timedelta(weeks=at)}", planned[at][0], round(new[at]), planned[at][1]) for at in range(WEEKS)]
    figures = of_referrals(coming, {urgency: sum(counts) for urgency, counts in known.items()}, staff, rules)
    return {"quarter": str(quarter), "hours": hours, **as_json(figures | of_weeks(weeks, staff, rules))}, ""


def _from_the_first(counts: list[int], past: Mapping[str, list[int]]) -> list[int]:
    """The weeks since anybody was ever referred: before that the service was not there."""
    first = min((at for week in past.values() for at, count in enumerate(week) if count), default=0)
    return counts[first:]


class _Reporter:
    """Writes down how far a question is, percent by percent, and hears whether anybody still wants to know."""

    def __init__(self, store: Database, study_id: str) -> None:
        self._store, self._study_id = store, study_id
        self._percent, self._wanted = 0, True

    def watch(self) -> Watch:
        """What is told and asked while thinking."""
        return Watch(self._hear, lambda: not self._wanted)

    def _hear(self, share: float) -> None:
        percent = int(100 * share)
        if percent > self._percent:
            self._percent = percent
            with self._store.write() as db:
                self._wanted = note_progress(db, self._study_id, percent)
