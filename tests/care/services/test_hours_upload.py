"""A file of hours is looked at first and carried out by a second word: all of it, or nothing."""

from datetime import date, time, timedelta

import pytest

from app.care.domain.hours_line import HoursLine
from app.care.services.hours_upload import carry_out, looked_at, propose
from app.care.services.providers_own import ProviderSide
from app.care.store import providers
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.care.planning.force import agreed, counsellor, live
from tests.support.builders import NOW, at

ME = "account"


def line(day: int = 1, starts: int | None = 9, ends: int = 12, row: int = 2, **changes: object) -> HoursLine:
    times = (None, None) if starts is None else (time(starts), time(ends))
    usual = {"counsellor": "robin hale", "places": ("Video",) if starts is not None else ()}
    on = date(2026, 3, 2) + timedelta(days=day)
    return HoursLine(**{"row": row, "on": on, "starts": times[0], "ends": times[1], **usual, **changes})  # type: ignore[arg-type]


def side_of(store: Database, who: str, *, only: bool = False) -> ProviderSide:
    with store.read() as db:
        provider = providers.provider(db, providers.counsellor(db, who).provider_id)
        return ProviderSide(provider.id, provider.pseudonym_key, who if only else None)


def proposed(store: Database, who: str, *lines: HoursLine) -> str:
    with store.write() as db:
        upload_id: str = propose(db, side_of(store, who), ME, lines, now=NOW).id
    return upload_id


def spans(store: Database, who: str, days: int = 10) -> list[tuple[object, object]]:
    with store.read() as db:
        return [(h.start_at, h.end_at) for h in providers.hours_of_counsellors(db, [who], at(0, 0), at(days, 0))]


def test_nothing_changes_before_the_second_word_and_then_the_days_of_the_file_are_as_it_says(
    care_sqlite: Database,
) -> None:
    who = counsellor(care_sqlite, hours=[(at(0), at(0, 12)), (at(2), at(2, 12)), (at(5), at(5, 12))], name="Robin Hale")
    side = side_of(care_sqlite, who)
    before = spans(care_sqlite, who)
    upload_id = proposed(care_sqlite, who, line(1), line(1, 13, 17, row=3), line(3, None, row=4))
    with care_sqlite.read() as db:
        (part,) = looked_at(db, side, ME, upload_id, now=NOW)
    assert (len(part.change.added), len(part.change.gone)) == (2, 1)
    assert spans(care_sqlite, who) == before
    with care_sqlite.write() as db:
        carry_out(db, side, ME, upload_id, confirmed=False, now=NOW)
    assert spans(care_sqlite, who) == [
        (at(0), at(0, 12)),
        (at(1, 9), at(1, 12)),
        (at(1, 13), at(1, 17)),
        (at(5), at(5, 12)),
    ]
    with pytest.raises(NotFound), care_sqlite.write() as db:
        carry_out(db, side, ME, upload_id, confirmed=False, now=NOW)


def test_every_row_that_cannot_be_is_named(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, name="Robin Hale")
    counsellor(care_sqlite, name="Somebody Else")
    with pytest.raises(Invalid) as refused:
        proposed(
            care_sqlite, who, line(counsellor="Somebody Else"), line(-1, row=3), line(500, row=4),
            line(row=5, places=("Moon",)),
        )  # fmt: skip
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (2, "Counsellor"),
        (3, "Date"),
        (4, "Date"),
        (5, "Places"),
    ]
    with pytest.raises(Invalid) as refused:
        proposed(care_sqlite, who, line(), line(1, 10, 11, row=3), line(row=4))
    assert [fault.row for fault in refused.value.faults] == [4, 3]


def test_a_big_loss_needs_a_word_of_its_own(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, name="Robin Hale")
    course = agreed(care_sqlite)
    side = side_of(care_sqlite, who)
    upload_id = proposed(care_sqlite, who, *(line(day, None, row=day) for day in range(1, 120)))
    with pytest.raises(Conflict), care_sqlite.write() as db:
        carry_out(db, side, ME, upload_id, confirmed=False, now=NOW)
    assert len(live(care_sqlite, course)) == 10
    with care_sqlite.write() as db:
        assert len(carry_out(db, side, ME, upload_id, confirmed=True, now=NOW)[0].change.struck) == 10


def test_a_file_is_its_senders_alone_and_kept_for_a_day(care_sqlite: Database) -> None:
    who, other = counsellor(care_sqlite, name="Robin Hale"), counsellor(care_sqlite)
    upload_id = proposed(care_sqlite, who, line())
    with care_sqlite.read() as db:
        for side, account, now in (
            (side_of(care_sqlite, other), ME, NOW),
            (side_of(care_sqlite, who), "somebody", NOW),
            (side_of(care_sqlite, who), ME, NOW + timedelta(days=2)),
        ):
            with pytest.raises(NotFound):
                looked_at(db, side, account, upload_id, now=now)
