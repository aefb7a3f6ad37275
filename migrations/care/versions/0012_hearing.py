"""Keep what providers were heard to say, how much each message undid, and what waits for a human to look."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("inbox_message") as table:
        table.add_column(sa.Column("undone", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("inbox_message") as table:
        table.alter_column("undone", existing_type=sa.Integer(), server_default=None)
        table.create_index("ix_inbox_message_provider_when", ["provider_id", "received_at"], unique=False)
    _appointment_hearing()
    _period_hearing()
    _held_back_event()


def downgrade() -> None:
    """Take back."""
    op.drop_table("held_back_event")
    op.drop_table("period_hearing")
    op.drop_table("appointment_hearing")
    with op.batch_alter_table("inbox_message") as table:
        table.drop_index("ix_inbox_message_provider_when")
        table.drop_column("undone")


def _appointment_hearing() -> None:
    op.create_table(
        "appointment_hearing",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.String(length=32), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_hearing_appointment_id")
        ),
        sa.ForeignKeyConstraint(["stand_in_id"], ["counsellor.id"], name=op.f("fk_appointment_hearing_stand_in_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_appointment_hearing")),
    )


def _period_hearing() -> None:
    op.create_table(
        "period_hearing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_period_hearing_counsellor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_hearing")),
    )
    op.create_index("ix_period_hearing_who_when", "period_hearing", ["counsellor_id", "start_at"], unique=False)


def _held_back_event() -> None:
    op.create_table(
        "held_back_event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("undoing", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_held_back_event_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_back_event")),
        sa.UniqueConstraint("provider_id", "message_id", name=op.f("uq_held_back_event_provider_id_message_id")),
    )
    only_open = sa.text("decided_at IS NULL")
    op.create_index(
        "ix_held_back_event_undecided", "held_back_event", ["provider_id", "held_at"], unique=False,
        sqlite_where=only_open, postgresql_where=only_open,
    )  # fmt: skip
    op.create_index(op.f("ix_held_back_event_decided_at"), "held_back_event", ["decided_at"], unique=False)
