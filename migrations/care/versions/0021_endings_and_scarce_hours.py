"""Keep each time a course ended or was opened again, and the versions of which hours are scarce."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_COPIED = (
    "INSERT INTO course_ending (id, course_id, is_whole, count, at) "
    "SELECT id, id, state = 'complete', 1, ended_at FROM course WHERE ended_at IS NOT NULL"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "course_ending",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count IN (1, -1)", name=op.f("ck_course_ending_one_or_taken_back")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_ending_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_ending")),
    )
    op.create_index("ix_course_ending_at", "course_ending", ["at"], unique=False)
    op.create_index("ix_course_ending_course_id", "course_ending", ["course_id"], unique=False)
    op.execute(_COPIED)
    op.create_table(
        "scarce_hours_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scarce_hours_version")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("scarce_hours_version")
    op.drop_table("course_ending")
