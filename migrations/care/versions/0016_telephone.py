"""Let a place be a telephone call: the number that officers ring."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("place") as table:
        table.add_column(sa.Column("number", sa.String(length=24), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("place") as table:
        table.drop_column("number")
