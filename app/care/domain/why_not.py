"""Why a session has no time, and what an officer could let go of so that it has one: each way is tried out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from app.care.domain.answering import row_of
from app.care.domain.asking import Ask, asked_with, eligible
from app.care.domain.attendance import reaches
from app.care.domain.easing import Ease, Easing, eased, easings, no_longer_than
from app.care.domain.planned import PlannedRow
from app.care.domain.thinking import NoAnswer, Think, replacement, think, with_counsellor, without_longer
from scheduler.civil import DAY
from scheduler.why.case import case_of
from scheduler.why.explain import reasons_against
from scheduler.why.wish import Wish

MOST_WAYS = 4
_AND = "~"
_SOMEBODY_ELSE = Ease.SOMEBODY_ELSE.value


class Obstacle(StrEnum):
    """What stands in the way: the engine's hindrances, and two that it need not be asked about."""

    NOBODY_MATCHES = "nobody_matches"
    NO_COMMON_PLACE = "no_common_place"
    HORIZON_ENDS = "horizon_ends"
    COUNSELLOR_AWAY = "counsellor_away"
    OFFICER_AWAY = "officer_away"
    COUNSELLOR_TAKEN = "counsellor_taken"
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    ROOM_FULL = "room_full"
    CASELOAD = "caseload"
    GAP_MIN = "gap_min"
    GAP_LIMIT = "gap_limit"
    EARLIEST = "earliest"


def key_of(some: Iterable[Easing]) -> str:
    """The name of what is let go of together: alike as long as it means the same."""
    return _AND.join(easing.key for easing in some)


@dataclass(frozen=True, slots=True)
class Way:
    """What is let go of, and the time that the session has then."""

    easings: tuple[Easing, ...]
    row: PlannedRow

    @property
    def key(self) -> str:
        """Its name."""
        return key_of(self.easings)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways that were found; `is_whole`: there was time to look at all."""

    found: tuple[Way, ...]
    is_whole: bool


Enough = Callable[[], bool]
"""Whether the officer has waited long enough."""


def obstacles(ask: Ask, course_id: str, number: int) -> tuple[Obstacle, ...]:
    """The smallest set of reasons for which session `number`, which is owed, has no time; none where it could have."""
    course, sheet = ask.sheets[course_id].course, ask.sheets[course_id]
    able = set(eligible(course, ask.world.counsellors))
    if not able:
        return (Obstacle.NOBODY_MATCHES,)
    mine = {there.place for there in reaches(course.wants, {}, ask.world.places, ask.policy)}
    theirs = {place for who in ask.world.counsellors if who.id in able for h in who.hours for place in h.places}
    if theirs and not mine & theirs:
        return (Obstacle.NO_COMMON_PLACE,)
    wish = Wish(sheet.number_in_problem(number))
    try:
        reasons = reasons_against(case_of(ask.problem, course_id, ask.taken), wish)
        if not reasons and sheet.longest_gap > course.wants.gap_limit:  # it would take a longer gap than usual twice
            reasons = reasons_against(case_of(without_longer(ask, course_id).problem, course_id, ask.taken), wish)
    except ValueError:  # no rule could be bent for it: nobody who is able has hours anywhere
        return (Obstacle.COUNSELLOR_AWAY,)
    return tuple(Obstacle(reason.value) for reason in reasons)


def ways_to(
    ask: Ask, course_id: str, number: int, *, enough: Enough, only: str | None = None, think: Think = think
) -> Ways:
    """What makes session `number` possible, what asks least of the officer first; at most MOST_WAYS.

    One thing alone where that helps, else several of which each is needed; and somebody else to see. `ask` must know
    the others. `only`: the way of this name, to see whether it still is one.
    """
    trial = _Trial(ask, course_id, number, enough, think)
    singles = easings(ask.sheets[course_id].course, ask.world, ask.policy)
    if only is not None:
        sets = [(one,) for one in singles] if _SOMEBODY_ELSE not in only else _with_somebody_else(trial)
        return Ways(tuple(trial.of(_named(only, singles, sets))), is_whole=True)
    found: list[Way] = []
    if singles and trial.row(singles) is not None:  # what does not help all together need not be tried alone
        found = trial.of((one,) for one in singles)
        if not found and len(singles) > 1:
            found = trial.together(singles)
    found += trial.of(_with_somebody_else(trial))[: MOST_WAYS - len(found)]
    return Ways(tuple(found), is_whole=not enough())


def _named(name: str, singles: Sequence[Easing], sets: Sequence[tuple[Easing, ...]]) -> list[tuple[Easing, ...]]:
    keys = name.split(_AND)
    sets = [tuple(_as_named(one, keys) for one in some) for some in sets]
    together = tuple(one for one in (_as_named(one, keys) for one in singles) if one.key in keys)
    return [some for some in (*sets, together) if some and key_of(some) == name][:1]


def _as_named(one: Easing, keys: Sequence[str]) -> Easing:
    """One longer gap goes by the days that it was found to need, which are not those it was first tried with."""
    days = next((key.rpartition(":")[2] for key in keys if key.startswith(f"{Ease.FURTHER_ONCE}:")), "")
    return no_longer_than(one, int(days)) if days.isascii() and days.isdecimal() and len(days) < 4 else one


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is tried for whom."""

    ask: Ask
    course_id: str
    number: int
    enough: Enough
    think: Think

    def row(self, some: Sequence[Easing]) -> PlannedRow | None:
        """The time that the session has with all of these; None too where there is no time left to look."""
        tried = self.tried(some)
        return None if tried is None else tried.row

    def tried(self, some: Sequence[Easing]) -> "_Tried | None":
        """The same, with the longest gap of the plan it stands in."""
        if self.enough():
            return None
        return _tried(_eased(self.ask, self.course_id, some), self.course_id, self.number, self.think)

    def of(self, sets: Iterable[tuple[Easing, ...]]) -> list[Way]:
        """Those of the sets that help, the first few."""
        found: list[Way] = []
        for some in sets:
            if len(found) < MOST_WAYS and (tried := self.tried(some)) is not None:
                found.append(Way(tuple(no_longer_than(one, tried.longest) for one in some), tried.row))
        return found

    def together(self, singles: Sequence[Easing]) -> list[Way]:
        """Sets of which each member is needed: one, and others that do without one of its members."""
        first = self._least(singles)
        if first is None:
            return []
        found = {key_of(first): first}
        for one in first:
            other = self._least([easing for easing in singles if easing != one])
            if other is not None:
                found[key_of(other)] = other
        return self.of(found.values())

    def _least(self, singles: Sequence[Easing]) -> tuple[Easing, ...] | None:
        """What is left when all that is not needed is taken out again, what asks most of the officer first."""
        if self.row(singles) is None:
            return None
        kept = list(singles)
        for one in reversed(singles):
            fewer = [easing for easing in kept if easing != one]
            if fewer and self.row(fewer) is not None:
                kept = fewer
        return None if self.enough() else tuple(kept)


def row_with(
    ask: Ask, course_id: str, number: int, some: Sequence[Easing], *, think: Think = think
) -> PlannedRow | None:
    """The time of session `number` with all of this let go of; None if it has none then either."""
    tried = _tried(_eased(ask, course_id, some), course_id, number, think)
    return None if tried is None else tried.row


def _with_somebody_else(trial: _Trial) -> list[tuple[Easing, ...]]:
    """Going on with somebody else: one whom the officer asks for, or did not want before; else one who comes of asking
    for less.
    """
    course = trial.ask.sheets[trial.course_id].course
    if course.bound_to is None or trial.enough():
        return []
    as_asked = trial.ask if not course.refused else asked_with(trial.ask, replace(course, refused=frozenset()))
    for ask in (trial.ask, as_asked):
        other = replacement(ask, trial.course_id, (), trial.think)
        if other is not None:
            return [(Easing(Ease.SOMEBODY_ELSE, other),)]
    return list(_by_asking_for_less(trial, as_asked))


def _by_asking_for_less(trial: _Trial, ask: Ask) -> Iterator[tuple[Easing, ...]]:
    for one in easings(replace(ask.sheets[trial.course_id].course, agreed=False), ask.world, ask.policy):
        if one.ease in {Ease.GENDER, Ease.LANGUAGE} and not trial.enough():
            other = replacement(_eased(ask, trial.course_id, (one,)), trial.course_id, (), trial.think)
            if other is not None:
                yield one, Easing(Ease.SOMEBODY_ELSE, other)


def _eased(ask: Ask, course_id: str, some: Sequence[Easing]) -> Ask:
    course = ask.sheets[course_id].course
    needs, wants = eased(some, course.needs, course.wants)
    other = next((one.what for one in some if one.ease is Ease.SOMEBODY_ELSE), None)
    with_them = ask if other is None else with_counsellor(ask, course_id, other)
    return asked_with(with_them, replace(with_them.sheets[course_id].course, needs=needs, wants=wants))


@dataclass(frozen=True, slots=True)
class _Tried:
    """The time that a session has in a plan, and the most days between two of that plan."""

    row: PlannedRow
    longest: int


def _tried(ask: Ask, course_id: str, number: int, think: Think) -> _Tried | None:
    sheet = ask.sheets[course_id]
    if number not in sheet.owed:
        return None
    try:
        planned = think(ask, course_id)
    except NoAnswer:
        return None
    wanted = sheet.number_in_problem(number)
    row = next((row_of(ask, sheet, one) for one in planned if one.number == wanted), None)
    longest = max((b.start // DAY - a.start // DAY for a, b in pairwise(planned)), default=0)
    return None if row is None else _Tried(row, longest)


class Tries:
    """Enough after so many questions to the engine: for whom nobody waits, and the same on every machine."""

    def __init__(self, most: int = 60) -> None:
        self._left = most

    def __call__(self) -> bool:
        """Whether there were enough; each look counts."""
        self._left -= 1
        return self._left < 0


def ways_worth_telling(ask: Ask, course_id: str, *, think: Think = think) -> tuple[Way, ...]:
    """What an officer should be told of without asking: ways to a time for the first session owed, where it has none.

    None where a time could be had after all: the next plan finds it. `ask` must know the others.
    """
    sheet = ask.sheets[course_id]
    standing = {a.number for a in (*sheet.held, *sheet.standing)}
    number = next((one for one in sheet.owed if one not in standing), None)
    if number is None or standing or row_with(ask, course_id, number, (), think=think) is not None:
        return ()
    return ways_to(ask, course_id, number, enough=Tries(), think=think).found
