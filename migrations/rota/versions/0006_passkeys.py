"""Keep passkeys, and one coarse word for the device of a sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("device", sa.String(length=12), nullable=True))
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("credential_lookup", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_lookup", name=op.f("uq_passkey_credential_lookup")),
    )
    op.create_index(op.f("ix_passkey_subject_id"), "passkey", ["subject_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("passkey")
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("device")
