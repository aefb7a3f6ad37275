"""Keep what was published of figures, only ever appended."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "published_table",
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "name", name=op.f("pk_published_table")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER append_only_published_table_{verb} BEFORE {verb.upper()} ON published_table "
                "BEGIN SELECT RAISE(ABORT, 'append_only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON published_table "
        "FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON published_table "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("published_table")
