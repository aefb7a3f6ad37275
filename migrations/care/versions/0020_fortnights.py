"""Keep fortnightly weeks, what ranks by the clock alone, and a provider's line of messages by its channel.

SQLite looked for another appointment in the same room even where there is no room, as for video: each booking read
whatever else was ever booked by video.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
_UNTOLD = sa.text("told_at IS NULL AND dead_at IS NULL")
_LIVE = "status IN ('held', 'proposed', 'booked')"
_ROOM = "one_live_of_room"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("counsellor_week") as table:
        table.add_column(sa.Column("week_a_on", sa.Date(), nullable=True))
    with op.batch_alter_table("period_hearing") as table:
        table.add_column(sa.Column("by_clock", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("period_hearing") as table:
        table.alter_column("by_clock", server_default=None)
    _line_by("provider_id", "channel", "created_at", "id")
    _lay_room_triggers("NEW.room IS NOT NULL AND ")


def downgrade() -> None:
    """Take back."""
    _lay_room_triggers("")
    _line_by("provider_id", "created_at", "id")
    with op.batch_alter_table("period_hearing") as table:
        table.drop_column("by_clock")
    with op.batch_alter_table("counsellor_week") as table:
        table.drop_column("week_a_on")


def _line_by(*columns: str) -> None:
    op.drop_index("ix_outbox_message_line", table_name="outbox_message")
    op.create_index(
        "ix_outbox_message_line", "outbox_message", columns, unique=False,
        sqlite_where=_UNTOLD, postgresql_where=_UNTOLD,
    )  # fmt: skip


def _lay_room_triggers(only_if: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb, when in (("insert", "INSERT"), ("update", "UPDATE OF status, start_at, end_at, place_id, room")):
        op.execute(f"DROP TRIGGER {_ROOM}_{verb}")
        op.execute(
            f"""
            CREATE TRIGGER {_ROOM}_{verb} BEFORE {when} ON appointment
            WHEN {only_if}NEW.{_LIVE} AND EXISTS (
              SELECT 1 FROM appointment AS other
              WHERE other.id <> NEW.id AND other.{_LIVE} AND other.place_id = NEW.place_id AND other.room = NEW.room
                AND other.start_at < NEW.end_at AND other.end_at > NEW.start_at
            )
            BEGIN SELECT RAISE(ABORT, '{_ROOM}'); END
            """  # noqa: S608 - names of ours only
        )
