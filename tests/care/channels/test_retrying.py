"""The schedule of tries is the example of the specification."""

from datetime import UTC, datetime, timedelta

from app.care.channels.retrying import DELAYS, next_try_at

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
