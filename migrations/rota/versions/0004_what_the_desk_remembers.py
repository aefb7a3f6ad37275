"""Keep mapping profiles and limits of rules, pictures and warnings by rule, and which version another went back to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEW_OF_AN_UPLOAD = ("warning_counts", "picture", "profile_answers")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mapping_profile",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_mapping_profile_name")),
    )
    op.create_index(op.f("ix_mapping_profile_fingerprint"), "mapping_profile", ["fingerprint"])
    op.create_table(
        "rule_limit",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rule_limit")),
    )
    with op.batch_alter_table("upload") as table:
        for name in _NEW_OF_AN_UPLOAD:
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("upload") as table:  # rows that were there have their values; new ones bring their own
        for name in _NEW_OF_AN_UPLOAD:
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("roster_version") as table:
        table.add_column(sa.Column("restores", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("roster_version") as table:
        table.drop_column("restores")
    with op.batch_alter_table("upload") as table:
        for name in _NEW_OF_AN_UPLOAD:
            table.drop_column(name)
    op.drop_table("rule_limit")
    op.drop_table("mapping_profile")
