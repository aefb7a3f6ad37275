"""The schedule of tries is the example of the specification."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.channels.retrying import (
    DELAYS,
    DISABLED_AFTER,
    Failure,
    drawn_out_by,
    failure_of,
    is_lost,
    next_try_at,
)

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
SINCE_START = [
    "0:00:00",
    "0:00:05",
    "0:05:05",
    "0:35:05",
    "2:35:05",
    "7:35:05",
    "17:35:05",
    "1 day, 7:35:05",
    "2 days, 3:35:05",
    "3 days, 3:35:05",
]


def test_ten_tries_spread_over_three_days() -> None:
    tried_at, times = NOW, [NOW]
    for attempts in range(1, len(DELAYS)):
        again = next_try_at(attempts, tried_at=tried_at)
        assert again is not None
        times.append(tried_at := again)
    assert [str(at - NOW) for at in times] == SINCE_START
    assert next_try_at(len(DELAYS), tried_at=tried_at) is None


def test_a_receiver_may_wish_for_later_but_not_for_sooner_nor_for_never() -> None:
    assert next_try_at(1, tried_at=NOW, wish=timedelta(minutes=1)) == NOW + timedelta(minutes=1)
    assert next_try_at(3, tried_at=NOW, wish=timedelta(0)) == NOW + DELAYS[3]
    assert next_try_at(1, tried_at=NOW, wish=timedelta(days=400)) == NOW + timedelta(hours=24)


@pytest.mark.shared
def test_the_delays_are_those_of_the_specifications_own_table(shared_data: Path) -> None:
    spec = (shared_data / "data" / "webhooks" / "standard-webhooks" / "spec" / "standard-webhooks.md").read_text(
        "utf-8"
    )
    rows = re.findall(r"^\| [\w ]+ \| (\d\d):(\d\d):(\d\d) +\|$", spec, re.MULTILINE)
    since = [timedelta(hours=int(h), minutes=int(m), seconds=int(s)) for h, m, s in rows]
    assert [sum(DELAYS[: n + 1], timedelta()) for n in range(len(DELAYS))] == since


@given(message_id=st.text(min_size=1, max_size=40), attempts=st.integers(1, 9))
def test_a_delay_is_drawn_out_by_a_tenth_at_most_never_drawn_in_and_always_alike(
    message_id: str, attempts: int
) -> None:
    longer = drawn_out_by(message_id, attempts)
    again = next_try_at(attempts, tried_at=NOW, drawn_out=longer)
    assert again is not None
    assert DELAYS[attempts] <= again - NOW <= DELAYS[attempts] * 1.1
    assert longer == drawn_out_by(message_id, attempts)


def test_a_thousand_messages_that_fail_together_come_back_one_by_one() -> None:
    """The control is the schedule as it stands: all in the same second."""
    seconds = {round(300 * (1 + drawn_out_by(f"message {n}", 2))) for n in range(1000)}
    assert len(seconds) > 25
    assert {round(300 * (1 + 0.0)) for _ in range(1000)} == {300}


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_what_is_about_the_message_is_not_about_the_address(status: int) -> None:
    assert failure_of(status) is Failure.MESSAGE


@pytest.mark.parametrize("status", [None, 301, 302, 307, 401, 403, 404, 408, 425, 429, 500, 502, 503, 504])
def test_all_else_is_about_the_address(status: int | None) -> None:
    assert failure_of(status) is Failure.ADDRESS


def test_an_address_is_lost_after_five_days_and_five_tries_of_one_message() -> None:
    assert is_lost(failing_since_at=NOW, attempts=5, now=NOW + DISABLED_AFTER)
    assert not is_lost(failing_since_at=NOW, attempts=5, now=NOW + DISABLED_AFTER - timedelta(seconds=1))
    assert not is_lost(failing_since_at=NOW, attempts=4, now=NOW + DISABLED_AFTER)
