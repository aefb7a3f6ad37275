"""Keep with an upload what the reader settled, warned of and left out, and the shape it was recognised by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_LISTS = ("decisions", "warnings", "rejected")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("upload") as table:
        for name in _LISTS:
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("warning_count", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("fingerprint", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("profile", sa.String(60), nullable=True))
    with op.batch_alter_table("upload") as table:  # rows that were there have their values; new ones bring their own
        for name in (*_LISTS, "warning_count", "fingerprint"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("upload") as table:
        for name in (*_LISTS, "warning_count", "fingerprint", "profile"):
            table.drop_column(name)
