"""An officer's wishes come back from the store as they were, and reminders know when they are too late or too soon."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.reminding import AHEAD, REMINDER, SOON
from app.care.domain.telling import Telling, Times, Way, Words
from app.care.domain.told import REMINDERS, Told

START = datetime(2026, 3, 9, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WAYS = st.sampled_from(list(Way))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(WAYS, st.none() | WAYS, st.none() | WAYS, st.lists(MINUTES, min_size=2, max_size=2, unique=True), st.booleans())
def test_wishes_come_back_as_they_were(
    changes: Way, days: Way | None, hours: Way | None, quiet: list[time], on_duty: bool
) -> None:
    for words in Words:
        for times in Times:
            wishes = Telling(changes, days, hours, quiet[0], quiet[1], on_duty, words, times)
            assert Telling.from_json(wishes.as_json()) == wishes


def test_who_wished_for_nothing_is_mailed_and_reminded() -> None:
    assert Telling.from_json({}) == Telling()
    assert {Telling().way_for(told) for told in Told} == {Way.MAIL}


def test_each_kind_goes_its_own_way() -> None:
    wishes = Telling(changes=Way.TEXT, days_before=None, hours_before=Way.PUSH)
    assert wishes.way_for(Told.APPOINTMENT_AHEAD) is None
    assert wishes.way_for(Told.APPOINTMENT_SOON) is Way.PUSH
    assert {wishes.way_for(told) for told in Told if told not in REMINDERS} == {Way.TEXT}


def test_there_is_a_rule_for_every_reminder() -> None:
    assert set(REMINDER) == REMINDERS


@pytest.mark.parametrize(("reminder", "until"), [(AHEAD, timedelta(hours=24)), (SOON, timedelta(minutes=15))])
def test_a_late_reminder_is_worth_sending_up_to_an_edge(reminder: object, until: timedelta) -> None:
    assert isinstance(reminder, type(AHEAD))
    assert reminder.is_worth(START, now=START - until)
    assert not reminder.is_worth(START, now=START - until + SECOND)


@pytest.mark.parametrize(("reminder", "fresh"), [(AHEAD, timedelta(hours=24)), (SOON, timedelta(hours=2))])
def test_who_was_told_just_before_needs_no_reminder(reminder: object, fresh: timedelta) -> None:
    assert isinstance(reminder, type(AHEAD))
    assert reminder.is_news(START, START - fresh)
    assert not reminder.is_news(START, START - fresh + SECOND)
