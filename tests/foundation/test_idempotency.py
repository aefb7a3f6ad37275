"""Idempotency keys: done once, answered alike, on both stores and with real threads."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.idempotency import Asked, answer_once, forget_old_answers, once
from app.foundation.refusals import Conflict, Invalid
from tests.foundation.mini_desk import NOON, Chair, MiniAnswer, MiniDesk, minutes

ASKED = Asked("ab" * 32, "cd" * 32)
KEY = "a-fresh-random-key"


def post(client: TestClient, token: str, key: str | None = KEY, **body: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} | ({} if key is None else {"idempotency-key": key})
    return client.post("/api/v1/chairs", json=body, headers=headers)


def take(db: Session) -> tuple[int, dict[str, Any]]:
    db.add(Chair(who="o1"))
    return 201, {"taken": 1}


def side_by_side(number: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` gave in so many threads started together; what was raised counts as an answer."""
    start, answers = Barrier(number), []

    def run() -> None:
        start.wait()
        try:
            answers.append(work())
        except Conflict as refused:
            answers.append(refused.stable_code)

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_without_a_key_nothing_is_done(small: MiniDesk) -> None:
    client, begun = small.signed_in()
    for key in (None, "", "short", "x" * 201, "with space in it"):
        answer = post(client, begun.token, key)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert small.count(Chair) == 0


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(mini: MiniDesk) -> None:
    client, begun = mini.signed_in()
    first, again = post(client, begun.token), post(client, begun.token)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, {"taken": 1})
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert mini.count(Chair) == 1


def test_a_key_may_be_quoted_as_the_draft_says(small: MiniDesk) -> None:
    client, begun = small.signed_in()
    post(client, begun.token, KEY)
    assert post(client, begun.token, f'"{KEY}"').headers["idempotency-replayed"] == "true"


def test_another_request_under_the_same_key_is_refused(mini: MiniDesk) -> None:
    client, begun = mini.signed_in()
    post(client, begun.token)
    answer = post(client, begun.token, other="thing")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert mini.count(Chair) == 1


def test_the_same_key_of_somebody_else_is_another_key(small: MiniDesk) -> None:
    for subject in ("o1", "o2"):
        client, begun = small.signed_in(subject)
        assert post(client, begun.token).status_code == 201
    assert small.count(Chair) == 2


def test_a_key_lasts_a_day(mini: MiniDesk) -> None:
    with mini.store.write() as db:
        answer_once(db, MiniAnswer, ASKED, take, now=NOON)
    with mini.store.write() as db:
        answer_once(db, MiniAnswer, ASKED, take, now=NOON + minutes(60 * 24 - 1))
    assert mini.count(Chair) == 1
    with mini.store.write() as db:
        answer_once(db, MiniAnswer, ASKED, take, now=NOON + minutes(60 * 24))
    assert (mini.count(Chair), mini.count(MiniAnswer)) == (2, 1)
    with mini.store.write() as db:
        assert forget_old_answers(db, MiniAnswer, now=NOON + minutes(60 * 48)) == 1
    assert mini.count(MiniAnswer) == 0


def test_what_is_refused_is_not_remembered(store: Database) -> None:
    def refuse(db: Session) -> tuple[int, dict[str, Any]]:
        take(db)
        raise Invalid("not so")

    with pytest.raises(Invalid):
        once(store, MiniAnswer, ASKED, refuse, now=NOON)
    assert once(store, MiniAnswer, ASKED, take, now=NOON).status_code == 201


def test_effect_and_answer_are_stored_together_or_not_at_all(mini: MiniDesk) -> None:
    with pytest.raises(RuntimeError), mini.store.write() as db:
        answer_once(db, MiniAnswer, ASKED, take, now=NOON)
        raise RuntimeError("the power went")
    assert mini.count(Chair) == mini.count(MiniAnswer) == 0


def test_while_the_first_one_runs_the_second_hears_so_at_once(store: Database) -> None:
    running, heard, answers = Event(), Event(), []

    def slowly(db: Session) -> tuple[int, dict[str, Any]]:
        running.set()
        heard.wait(10)
        return take(db)

    first = Thread(target=lambda: answers.append(once(store, MiniAnswer, ASKED, slowly, now=NOON)))
    first.start()
    running.wait(10)
    with pytest.raises(Conflict, match="still being worked on"):
        once(store, MiniAnswer, ASKED, take, now=NOON)
    heard.set()
    first.join()
    assert answers[0].status_code == 201


@pytest.mark.parametrize("store", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_another_process_hears_so_too(store: Database) -> None:
    with store.write() as held:
        answer_once(held, MiniAnswer, ASKED, take, now=NOON)
        with pytest.raises(Conflict), store.write() as db:
            answer_once(db, MiniAnswer, ASKED, take, now=NOON)


def test_of_twenty_at_once_one_is_carried_out(mini: MiniDesk) -> None:
    answers = side_by_side(20, lambda: once(mini.store, MiniAnswer, ASKED, take, now=NOON).status_code)
    assert set(answers) <= {201, "idempotency-in-flight"} and 201 in answers
    assert (mini.count(Chair), mini.count(MiniAnswer)) == (1, 1)


def test_control_without_the_key_each_of_them_is_carried_out(mini: MiniDesk) -> None:
    def unguarded() -> int:
        with mini.store.write() as db:
            return take(db)[0]

    assert side_by_side(5, unguarded) == [201] * 5
    assert mini.count(Chair) == 5


def test_a_page_may_carry_its_key_in_the_form(small: MiniDesk) -> None:
    client, begun = small.signed_in()
    bearer = {"authorization": f"Bearer {begun.token}"}
    form = {"idempotency_key": "key-from-the-form", "form_token": "is not part of it"}
    assert client.post("/api/v1/chairs", data=form, headers=bearer).json() == {"taken": 1}
    again = client.post("/api/v1/chairs", data={**form, "form_token": "another"}, headers=bearer)
    assert again.headers["idempotency-replayed"] == "true"
