"""What is still to be said: each change at most once, and in the end the officer believes what is so."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.domain.course import CourseState
from app.care.domain.news import Fact, News, loose_ends, news_in, still_holds
from app.care.domain.told import Told

BOOKED, MOVED, CANCELLED = Told.APPOINTMENT_BOOKED, Told.APPOINTMENT_MOVED, Told.APPOINTMENT_CANCELLED
SLOTS = {"a": 1, "b": 2, "c": 3, "a again": 1}


def said(*facts: tuple[Told, str | None, str | None]) -> list[tuple[Told, str | None, str | None]]:
    news = news_in([Fact(str(n), *fact) for n, fact in enumerate(facts)], SLOTS.__getitem__)
    return [(one.told, one.about, one.was) for one in news]


def test_moved_twice_is_told_once_from_where_it_was_told_last_to_where_it_is() -> None:
    assert said((MOVED, "b", "a"), (MOVED, "c", "b")) == [(MOVED, "c", "a")]


def test_moved_and_moved_back_is_nothing() -> None:
    assert said((MOVED, "b", "a"), (MOVED, "a again", "b")) == []
    assert said((CANCELLED, "a", None), (BOOKED, "a again", "a")) == []


def test_booked_and_called_off_meanwhile_is_nothing() -> None:
    assert said((BOOKED, "a", None), (CANCELLED, "a", None)) == []
    assert said((BOOKED, "a", None), (MOVED, "b", "a"), (CANCELLED, "b", None)) == []


def test_booked_and_moved_meanwhile_is_booked_where_it_is() -> None:
    assert said((BOOKED, "a", None), (MOVED, "b", "a")) == [(BOOKED, "b", None)]


def test_called_off_and_booked_in_its_place_is_a_move() -> None:
    assert said((CANCELLED, "a", None), (BOOKED, "b", "a")) == [(MOVED, "b", "a")]


def test_moved_and_called_off_is_called_off_where_it_was_told_last() -> None:
    assert said((MOVED, "b", "a"), (CANCELLED, "b", None)) == [(CANCELLED, "a", None)]


def test_what_was_pencilled_in_and_is_booked_is_told_as_booked() -> None:
    assert said((BOOKED, "a", None)) == [(BOOKED, "a", None)]
    assert said((MOVED, "a again", "a"), (BOOKED, "a again", None)) == [(BOOKED, "a again", None)]
    assert said((Told.APPOINTMENT_PROPOSED, "a", None)) == [(Told.APPOINTMENT_PROPOSED, "a", None)]


def test_a_reminder_of_what_the_same_message_tells_is_left_out_and_two_are_one() -> None:
    ahead, soon = Told.APPOINTMENT_AHEAD, Told.APPOINTMENT_SOON
    assert said((BOOKED, "a", None), (ahead, "a", None)) == [(BOOKED, "a", None)]
    assert said((MOVED, "b", "a"), (soon, "c", None)) == [(MOVED, "b", "a"), (soon, "c", None)]
    assert said((ahead, "a", None), (soon, "a", None)) == [(soon, "a", None)]


def test_what_is_told_of_a_whole_plan_is_told_as_it_is() -> None:
    assert said((Told.COURSE_PAUSED, None, None)) == [(Told.COURSE_PAUSED, None, None)]


@pytest.mark.parametrize("state", CourseState)
def test_what_is_not_so_any_more_is_not_told(state: CourseState) -> None:
    tells = {told for told in Told if still_holds(told, state, is_asked=False)}
    of_states = {
        CourseState.PAUSED: Told.COURSE_PAUSED,
        CourseState.COMPLETE: Told.COURSE_COMPLETED,
        CourseState.WITHDRAWN: Told.COURSE_WITHDRAWN,
        CourseState.WAITING: Told.SESSION_WAITING,
    }
    assert tells & set(of_states.values()) == ({of_states[state]} if state in of_states else set())
    assert Told.COURSE_QUESTION not in tells
    assert still_holds(Told.COURSE_QUESTION, state, is_asked=True)


def test_what_ended_in_silence_is_kept_for_when_it_is_known_how_it_goes_on() -> None:
    facts = [Fact("1", MOVED, "b", "a"), Fact("2", MOVED, "c", "b"), Fact("3", BOOKED, "d"), Fact("4", CANCELLED, "e")]
    assert loose_ends(facts, {"c", "b", "e"}.__contains__) == {"1", "2"}
    assert loose_ends(facts, {"b"}.__contains__) == set(), "b was told to have moved on"


@dataclass
class Believer:
    """An officer who believes the messages, and the world that they are about; slots by the session they are for."""

    world: dict[int, str] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=dict)
    believed: list[int] = field(default_factory=list)
    """Times: a message names no others."""
    unsaid: list[Fact] = field(default_factory=list)
    told: list[News] = field(default_factory=list)
    messages: int = 0

    def change(self, session: int, slot: int | None) -> None:
        """What services write down when a session is booked, moved, or called off (slot None)."""
        old = self.world.pop(session, None)
        if slot is None:
            self._write(CANCELLED, old, None)
            return
        fresh = f"{session}.{len(self.slots)}"
        self.slots[fresh] = slot
        self._write(MOVED if old else BOOKED, fresh, old)
        self.world[session] = fresh

    def tell(self) -> None:
        """Quiet hours end: one message, if there is anything to say."""
        news = news_in(self.unsaid, self.slots.__getitem__)
        self.unsaid = []
        self.messages += bool(news)
        for one in news:
            self.told.append(one)
            gone = one.about if one.told is CANCELLED else one.was
            if gone:
                self.believed.remove(self.slots[gone])
            if one.told is not CANCELLED and one.about:
                self.believed.append(self.slots[one.about])

    def _write(self, told: Told, about: str | None, was: str | None) -> None:
        if about is not None:
            self.unsaid.append(Fact(str(len(self.slots)) + told + about, told, about, was))


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 3), st.one_of(st.none(), st.integers(1, 3))),
        st.just("tell"),
    ),
    max_size=25,
)


def lived_through(steps: Sequence[object], compact: bool = True) -> Believer:
    believer = Believer()
    for step in [*steps, "tell"]:
        if isinstance(step, tuple):
            believer.change(*step)
        elif compact:
            believer.tell()
        else:
            believer.unsaid = believer.unsaid[-1:]
            believer.tell()
    return believer


@settings(max_examples=300, deadline=None)
@given(CHANGES)
def test_whatever_changes_whenever_it_is_told_the_officer_ends_up_believing_what_is_so(steps: list[object]) -> None:
    believer = lived_through(steps)
    assert sorted(believer.believed) == sorted(believer.slots[one] for one in believer.world.values())
    covered = [fact for news in believer.told for fact in news.facts]
    assert len(covered) == len(set(covered)), "no change is told by two messages"
    assert believer.messages <= 1 + sum(step == "tell" for step in steps)


def test_control_who_hears_only_of_the_last_change_believes_what_is_not_so() -> None:
    assert sorted(lived_through([(1, 1), (2, 2)]).believed) == [1, 2]
    assert sorted(lived_through([(1, 1), (2, 2)], compact=False).believed) == [2]
