"""What changes: a duty of another kind is changed, never moved, and the totals show what disappears."""

from datetime import UTC, datetime

from app.rota.domain.difference import counts, difference
from app.rota.domain.downloads import change_rows
from app.rota.reads.upload_page import counts_by_kind
from scheduler.duty import Duty, DutyKind
from tests.rota.hr import LONDON


def duty(kind: DutyKind, start: int, end: int, day: int = 1) -> Duty:
    return Duty(kind, datetime(2026, 12, day, start, tzinfo=UTC), datetime(2026, 12, day, end, tzinfo=UTC))


NIGHT, REST = duty(DutyKind.NIGHT, 0, 7), duty(DutyKind.REST_DAY, 0, 23)


def test_another_kind_is_a_change_from_one_to_the_other() -> None:
    found = difference("1", [NIGHT], [REST], LONDON)
    assert (found.moved, [(move.before, move.after) for move in found.changed]) == ((), [(NIGHT, REST)])
    [row] = change_rows([found], LONDON)
    assert row[:2] == ("1", "changed") and row[2].startswith("night") and row[3].startswith("rest day")


def test_other_hours_of_the_same_kind_are_a_move() -> None:
    found = difference("1", [NIGHT], [duty(DutyKind.NIGHT, 1, 8)], LONDON)
    assert (len(found.moved), found.changed) == (1, ())


def test_duties_of_one_kind_are_paired_before_others_of_the_date() -> None:
    court, late, later = duty(DutyKind.COURT, 9, 12), duty(DutyKind.LATE, 14, 22), duty(DutyKind.LATE, 15, 23)
    found = difference("1", [court, late], [later, duty(DutyKind.TRAINING, 9, 12)], LONDON)
    assert [(move.before.kind, move.after.kind) for move in found.moved] == [("late", "late")]
    assert [(move.before.kind, move.after.kind) for move in found.changed] == [("court", "training")]


def test_the_totals_show_the_nights_that_disappear() -> None:
    two = [difference(who, [NIGHT], [REST], LONDON) for who in "12"]
    rows = {row[0]: row[1:] for row in counts_by_kind(dict(counts(two)))}
    assert rows == {"night": ("", "", "2", "", "−2", ""), "rest day": ("", "2", "", "", "+2", "")}
