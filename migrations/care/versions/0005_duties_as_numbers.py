"""Keep the duties of a month as packed numbers, and lay aside what a version on its way in changes."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import packed, unpacked

revision = "0005"
down_revision = "0004"

_AT_A_TIME = 1_000


def upgrade() -> None:
    """Apply."""
    _change(sa.JSON(), sa.LargeBinary(), _as_pack)
    op.create_table(
        "coming_month",
        sa.Column("pull_id", sa.String(length=32), nullable=False),
        sa.Column("staff_number", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("duties", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pull_id", "staff_number", "month", name=op.f("pk_coming_month")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("coming_month")
    _change(sa.LargeBinary(), sa.JSON(), _as_triples)


def _change(old: Any, new: Any, changed: Any) -> None:
    with op.batch_alter_table("officer_month") as table:
        table.add_column(sa.Column("turned", new, nullable=True))
    names = ("officer_id", "month")
    rows = sa.table("officer_month", *map(sa.column, names), sa.column("duties", old), sa.column("turned", new))
    store = op.get_bind()
    key = sa.tuple_(rows.c.officer_id, rows.c.month)
    last: tuple[str, str] = ("", "")
    wanted = sa.select(rows.c.officer_id, rows.c.month, rows.c.duties).order_by(rows.c.officer_id, rows.c.month)
    which = (rows.c.officer_id == sa.bindparam("who")) & (rows.c.month == sa.bindparam("which"))
    into = sa.update(rows).where(which).values(turned=sa.bindparam("now"))
    while some := store.execute(wanted.where(key > last).limit(_AT_A_TIME)).all():
        store.execute(into, [{"who": who, "which": month, "now": changed(duties)} for who, month, duties in some])
        last = (some[-1][0], some[-1][1])
    with op.batch_alter_table("officer_month") as table:
        table.drop_column("duties")
    with op.batch_alter_table("officer_month") as table:
        table.alter_column("turned", new_column_name="duties", existing_type=new, nullable=False)


def _as_pack(triples: list[list[str]]) -> bytes:
    at = datetime.fromisoformat
    return packed(Duty(DutyKind(kind), at(start), at(end)) for kind, start, end in triples)


def _as_triples(pack: bytes) -> list[list[str]]:
    return [[duty.kind.value, _text(duty.start_at), _text(duty.end_at)] for duty in unpacked(pack)]


def _text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
