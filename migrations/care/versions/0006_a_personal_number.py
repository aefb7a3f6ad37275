"""Keep a personal telephone number beside the address."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("officer") as table:
        table.add_column(sa.Column("phone", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("phone_lookup", sa.String(length=64), nullable=True))
        table.create_unique_constraint(op.f("uq_officer_phone_lookup"), ["phone_lookup"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("officer") as table:
        table.drop_constraint(op.f("uq_officer_phone_lookup"), type_="unique")
        table.drop_column("phone_lookup")
        table.drop_column("phone")
