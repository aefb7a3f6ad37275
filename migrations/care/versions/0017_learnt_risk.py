"""Keep what was known of booked starts, counts of how they ended, and the risk that is learnt from them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "known_start",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("features", sa.String(length=200), nullable=False),
        sa.Column("counted", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_known_start_appointment_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_known_start")),
    )
    op.create_table(
        "start_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("features", sa.String(length=200), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.CheckConstraint("misses >= 0 AND kept >= 0", name=op.f("ck_start_count_from_nothing_up")),
        sa.PrimaryKeyConstraint("month", "features", name=op.f("pk_start_count")),
    )
    op.create_table(
        "learnt_risk",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("learnt_on", sa.Date(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnt_risk")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("learnt_risk")
    op.drop_table("start_count")
    op.drop_table("known_start")
