"""Keep how officers wish to be told, the browsers they are told in, and until when a message waits."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("officer") as table:
        table.add_column(sa.Column("calendar_changed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("telling", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("officer") as table:
        table.alter_column("telling", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    untold = sa.text("told_at IS NULL AND dead_at IS NULL")
    op.create_index(
        "ix_outbox_message_untold",
        "outbox_message",
        ["channel", "officer_id"],
        sqlite_where=untold,
        postgresql_where=untold,
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.LargeBinary(), nullable=False),
        sa.Column("endpoint_lookup", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("auth_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_push_subscription_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_lookup", name=op.f("uq_push_subscription_endpoint_lookup")),
    )
    op.create_index(op.f("ix_push_subscription_officer_id"), "push_subscription", ["officer_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("push_subscription")
    op.drop_index("ix_outbox_message_untold", "outbox_message")
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("not_before")
    with op.batch_alter_table("officer") as table:
        table.drop_column("telling")
        table.drop_column("calendar_changed_at")
