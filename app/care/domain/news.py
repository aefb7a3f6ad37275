"""What is still to be said of all that was written down for an officer: each time from how it was told last."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from app.care.domain.course import CourseState
from app.care.domain.told import NAMES_A_TIME, REMINDERS, Told

_TURNS = frozenset({*NAMES_A_TIME, Told.APPOINTMENT_CANCELLED})
"""What can become of a time."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the outbox: its id, what it says, the appointment it is about and the one that this replaces."""

    id: str
    told: Told
    about: str | None = None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to say, and the facts that it says all of. `was`: the appointment the officer was last told of."""

    told: Told
    about: str | None
    was: str | None
    facts: tuple[str, ...]


@dataclass(slots=True)
class _Thread:
    """What became of one promise since it was told last; `origin` None: it was never told of."""

    origin: str | None
    facts: list[str] = field(default_factory=list)
    told: Told = Told.APPOINTMENT_BOOKED
    """What was written down of it last."""
    confirmed: bool = False
    """What had only been pencilled in is booked now."""


def news_in(facts: Sequence[Fact], slot_of: Callable[[str], Hashable]) -> list[News]:
    """What a message must say of these facts, given in the order in which they became true; none of them was told yet.

    Moved twice is moved once, moved and moved back is nothing, booked and called off again is nothing. `slot_of`: by an
    appointment's id what an officer would notice of it. A reminder of what the same message tells anyhow is left out.
    """
    standing: dict[str, _Thread] = {}
    ended: dict[str, _Thread] = {}
    said: list[News] = []
    for fact in facts:
        if fact.about is not None and fact.told in _TURNS:
            _follow(fact, fact.about, standing, ended)
        elif fact.told not in REMINDERS:
            said.append(News(fact.told, fact.about, fact.was, (fact.id,)))
    said += [one for about, thread in standing.items() if (one := _of_standing(about, thread, slot_of))]
    said += [
        News(Told.APPOINTMENT_CANCELLED, thread.origin, None, tuple(thread.facts))
        for thread in ended.values()
        if thread.origin is not None
    ]
    over = {*standing, *ended}
    reminders = [fact for fact in facts if fact.told in REMINDERS and fact.about not in over]
    return said + [News(fact.told, fact.about, None, (fact.id,)) for fact in _last_of_each(reminders)]


def loose_ends(facts: Sequence[Fact], has_ended: Callable[[str], bool]) -> set[str]:
    """Facts about a time that has ended since with no word of it yet: what takes its place is being found.

    They are best told together with that, for as they stand they are not true any more.
    """
    standing: dict[str, _Thread] = {}
    ended: dict[str, _Thread] = {}
    for fact in facts:
        if fact.about is not None and fact.told in _TURNS:
            _follow(fact, fact.about, standing, ended)
    return {one for about, thread in standing.items() if has_ended(about) for one in thread.facts}


def still_holds(told: Told, state: CourseState, *, is_asked: bool, is_short: bool = True) -> bool:
    """Whether what is told of a course is still so; `is_asked`: a question waits for the officer; `is_short`: a session
    has no time.
    """
    match told:
        case Told.COURSE_PAUSED:
            return state is CourseState.PAUSED
        case Told.COURSE_COMPLETED:
            return state is CourseState.COMPLETE
        case Told.COURSE_WITHDRAWN:
            return state is CourseState.WITHDRAWN
        case Told.SESSION_WAITING:
            return state is CourseState.WAITING
        case Told.COURSE_QUESTION:
            return is_asked
        case Told.WAYS_OPEN:
            return is_short and not is_asked and state in {CourseState.OPEN, CourseState.WAITING}
        case _:
            return True


def _follow(fact: Fact, about: str, standing: dict[str, _Thread], ended: dict[str, _Thread]) -> None:
    if fact.told is Told.APPOINTMENT_CANCELLED:
        thread = standing.pop(about, None) or _Thread(about)
        ended[about] = thread
    else:
        thread = _thread_of(fact, about, standing, ended)
        standing[about] = thread
    thread.facts.append(fact.id)
    thread.told = fact.told


def _thread_of(fact: Fact, about: str, standing: dict[str, _Thread], ended: dict[str, _Thread]) -> _Thread:
    if about in standing:
        standing[about].confirmed = fact.told is Told.APPOINTMENT_BOOKED
        return standing[about]
    before = None if fact.was is None else standing.pop(fact.was, None) or ended.pop(fact.was, None)
    return before or _Thread(fact.was if fact.told is Told.APPOINTMENT_MOVED else None)


def _of_standing(about: str, thread: _Thread, slot_of: Callable[[str], Hashable]) -> News | None:
    facts = tuple(thread.facts)
    if thread.origin is None:
        pencilled = thread.told is Told.APPOINTMENT_PROPOSED
        return News(Told.APPOINTMENT_PROPOSED if pencilled else Told.APPOINTMENT_BOOKED, about, None, facts)
    if slot_of(thread.origin) != slot_of(about):
        return News(Told.APPOINTMENT_MOVED, about, thread.origin, facts)
    return News(Told.APPOINTMENT_BOOKED, about, None, facts) if thread.confirmed else None


def _last_of_each(reminders: Sequence[Fact]) -> list[Fact]:
    """Of two reminders of one time the later says all."""
    return list({fact.about: fact for fact in reminders}.values())
