"""What stores of tests do without, and what they still do as any store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.support.builders import a_provider
from tests.support.quickened import quickened

Made = Callable[[Database], Database]


def _as_it_is(store: Database) -> Database:
    return store


@pytest.mark.parametrize(("made", "level"), [(quickened, 0), (_as_it_is, 2)], ids=["quickened", "as it is"])
def test_only_a_quickened_store_does_not_wait_for_the_disk(made: Made, level: int, tmp_path: Path) -> None:
    store = made(Database(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    with store.write() as db:
        assert db.connection().exec_driver_sql("PRAGMA synchronous").scalar_one() == level
    store.close()


@pytest.mark.parametrize(("made", "times"), [(quickened, 1), (_as_it_is, 2)], ids=["quickened", "as it is"])
def test_a_statement_that_one_store_compiled_is_known_to_the_next(
    made: Made, times: int, care_template_file: Path
) -> None:
    compiled: list[Any] = []

    def keep(_connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if context.compiled is not None:
            compiled.append(context.compiled)

    for _ in range(2):
        store = made(Database(f"sqlite:///{care_template_file}"))
        event.listen(store.engine, "after_cursor_execute", keep)
        with store.read() as db:
            db.execute(select(Provider.id, Provider.name, Provider.webhook_url)).all()
        store.close()
    assert len(compiled) == 2
    assert len({id(one) for one in compiled}) == times


def test_it_still_refuses_what_a_store_refuses(care_db: Database) -> None:
    with care_db.write() as db:
        first = a_provider(db).id
    with pytest.raises(IntegrityError), care_db.write() as db:
        a_provider(db, id=first)
    with care_db.read() as db:
        assert db.scalars(select(Provider.id)).all() == [first]
