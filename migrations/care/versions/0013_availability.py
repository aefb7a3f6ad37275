"""Keep where hours come from: weeks, calendars, changes by hand, files; and which lengths a counsellor offers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("counsellor") as table:
        table.add_column(sa.Column("lengths", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("counsellor") as table:
        table.alter_column("lengths", existing_type=sa.JSON(), server_default=None)
    _counsellor_week()
    _hours_change()
    _counsellor_calendar()
    _hours_upload()


def downgrade() -> None:
    """Take back."""
    for name in ("hours_upload", "counsellor_calendar", "hours_change", "counsellor_week"):
        op.drop_table(name)
    with op.batch_alter_table("counsellor") as table:
        table.drop_column("lengths")


def _counsellor_week() -> None:
    op.create_table(
        "counsellor_week",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_counsellor_week_counsellor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counsellor_week")),
    )
    op.create_index(op.f("ix_counsellor_week_counsellor_id"), "counsellor_week", ["counsellor_id"], unique=False)


def _hours_change() -> None:
    op.create_table(
        "hours_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stretches", sa.JSON(), nullable=False),
        sa.Column("is_leave", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_hours_change_counsellor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_change")),
    )
    op.create_index("ix_hours_change_who_when", "hours_change", ["counsellor_id", "end_at"], unique=False)


def _counsellor_calendar() -> None:
    op.create_table(
        "counsellor_calendar",
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("mode", sa.String(length=4), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=200), nullable=True),
        sa.Column("read_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loss_moves", sa.Integer(), nullable=True),
        sa.Column("loss_of", sa.Integer(), nullable=True),
        sa.Column("may_lose_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["counsellor_id"], ["counsellor.id"], name=op.f("fk_counsellor_calendar_counsellor_id")
        ),
        sa.PrimaryKeyConstraint("counsellor_id", name=op.f("pk_counsellor_calendar")),
    )
    op.create_index(op.f("ix_counsellor_calendar_next_try_at"), "counsellor_calendar", ["next_try_at"], unique=False)


def _hours_upload() -> None:
    op.create_table(
        "hours_upload",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_hours_upload_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_upload")),
    )
    op.create_index(op.f("ix_hours_upload_created_at"), "hours_upload", ["created_at"], unique=False)
