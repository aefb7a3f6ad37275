"""Keep the duties of a month as packed numbers, and what was sent compressed."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import packed, unpacked

revision = "0003"
down_revision = "0002"

_AT_A_TIME = 1_000


def upgrade() -> None:
    """Apply. Uploads that are still open are thrown away: their readings lie in a form that is not read any more."""
    _change(sa.JSON(), sa.LargeBinary(), _as_pack)
    _close_open_uploads()


def downgrade() -> None:
    """Take back."""
    _change(sa.LargeBinary(), sa.JSON(), _as_triples)
    _close_open_uploads()


def _change(old: Any, new: Any, changed: Any) -> None:
    with op.batch_alter_table("roster_month") as table:
        table.add_column(sa.Column("turned", new, nullable=True))
    rows = sa.table("roster_month", sa.column("id"), sa.column("duties", old), sa.column("turned", new))
    store, last = op.get_bind(), ""
    wanted = sa.select(rows.c.id, rows.c.duties).order_by(rows.c.id).limit(_AT_A_TIME)
    into = sa.update(rows).where(rows.c.id == sa.bindparam("which")).values(turned=sa.bindparam("now"))
    while some := store.execute(wanted.where(rows.c.id > last)).all():
        store.execute(into, [{"which": key, "now": changed(duties)} for key, duties in some])
        last = some[-1][0]
    with op.batch_alter_table("roster_month") as table:
        table.drop_column("duties")
    with op.batch_alter_table("roster_month") as table:
        table.alter_column("turned", new_column_name="duties", existing_type=new, nullable=False)


def _as_pack(triples: list[list[str]]) -> bytes:
    at = datetime.fromisoformat
    return packed(Duty(DutyKind(kind), at(start), at(end)) for kind, start, end in triples)


def _as_triples(pack: bytes) -> list[list[str]]:
    return [[duty.kind.value, _text(duty.start_at), _text(duty.end_at)] for duty in unpacked(pack)]


def _text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _close_open_uploads() -> None:
    uploads = sa.table(
        "upload", sa.column("state"), sa.column("content"), sa.column("reading"), sa.column("closed_at"),
        sa.column("created_at"),
    )  # fmt: skip
    still_open = uploads.c.state.in_(("ready", "asking", "faulty"))
    gone = {"state": "discarded", "content": None, "reading": None, "closed_at": uploads.c.created_at}
    op.get_bind().execute(sa.update(uploads).where(still_open).values(gone))
