"""Keep what providers were sent, word for word, and how their addresses fare."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("body", sa.Text(), nullable=True))
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("headers", sa.JSON(), nullable=True))
        table.add_column(sa.Column("took_ms", sa.Integer(), nullable=True))
    untold = sa.text("told_at IS NULL AND dead_at IS NULL")
    op.create_index(
        "ix_outbox_message_line", "outbox_message", ["provider_id", "created_at", "id"], unique=False,
        sqlite_where=untold, postgresql_where=untold,
    )  # fmt: skip
    op.create_table(
        "address_health",
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_why", sa.String(length=20), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_address_health_provider_id")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_address_health")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("address_health")
    op.drop_index("ix_outbox_message_line", table_name="outbox_message")
    with op.batch_alter_table("delivery") as table:
        table.drop_column("took_ms")
        table.drop_column("headers")
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("body")
