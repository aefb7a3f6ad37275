"""One thinks at a time, in the order of coming; what nobody waits for lets others pass, but not for ever."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Barrier, Event, Lock, Thread

import pytest

from app.foundation.turns import IN_THE_BACKGROUND, Turns

_PATIENCE = 20


def _most_at_once(turn: Callable[[], AbstractContextManager[None]]) -> int:
    """How many of four threads are in their turns at the same time, when all of them begin together."""
    ready, lock, within, most = Barrier(4), Lock(), 0, 0

    def think() -> None:
        nonlocal within, most
        ready.wait(_PATIENCE)
        with turn():
            with lock:
                within += 1
                most = max(most, within)
            time.sleep(0.05)
            with lock:
                within -= 1

    _done(*(Thread(target=think) for _ in range(4)))
    return most


def _done(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
        assert not thread.is_alive()


def test_one_thinks_at_a_time() -> None:
    assert _most_at_once(Turns().turn) == 1
    assert _most_at_once(nullcontext) > 1, "the control: without turns they think side by side"


def _order(*, lets_pass: float, comes_later: float = 0.0) -> list[str]:
    """Who comes first of a background task and of a page that comes after it, while somebody thinks already."""
    turns, order, thinking, go_on = Turns(), list[str](), Event(), Event()

    def first() -> None:
        with turns.turn():
            thinking.set()
            go_on.wait(_PATIENCE)

    def take(name: str, waits: float) -> None:
        with turns.turn(waits):
            order.append(name)

    threads = [Thread(target=first), Thread(target=take, args=("planning", lets_pass))]
    threads[0].start()
    assert thinking.wait(_PATIENCE)
    threads[1].start()
    while turns.waiting < 1:
        time.sleep(0.001)
    time.sleep(comes_later)
    threads.append(Thread(target=take, args=("page", 0.0)))
    threads[2].start()
    while turns.waiting < 2:
        time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join(_PATIENCE)
    return order


def test_what_nobody_waits_for_lets_a_page_pass() -> None:
    assert _order(lets_pass=IN_THE_BACKGROUND) == ["page", "planning"]
    assert _order(lets_pass=0.0) == ["planning", "page"], "the control: in the order of coming"


def test_what_has_let_others_pass_long_enough_comes_first() -> None:
    """Or an afternoon full of pages would leave courses unplanned."""
    assert _order(lets_pass=0.05, comes_later=0.2) == ["planning", "page"]


def test_a_turn_that_breaks_off_is_given_back() -> None:
    turns = Turns()
    with pytest.raises(LookupError), turns.turn():
        raise LookupError
    with turns.turn():
        assert turns.waiting == 0
