"""Keep what was agreed with providers and what they are owed, only ever appended."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    _contract_terms()
    _fee_entry()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER append_only_fee_entry_{verb} BEFORE {verb.upper()} ON fee_entry "
                "BEGIN SELECT RAISE(ABORT, 'append_only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON fee_entry "
        "FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON fee_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("fee_entry")
    op.drop_table("contract_terms")


def _contract_terms() -> None:
    op.create_table(
        "contract_terms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("price_50", sa.Integer(), nullable=False),
        sa.Column("price_60", sa.Integer(), nullable=False),
        sa.Column("price_90", sa.Integer(), nullable=False),
        sa.Column("late_hours", sa.Integer(), nullable=False),
        sa.Column("late_percent", sa.Integer(), nullable=False),
        sa.Column("missed_percent", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_contract_terms_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_terms")),
        sa.UniqueConstraint("provider_id", "from_on", name=op.f("uq_contract_terms_provider_id_from_on")),
    )


def _fee_entry() -> None:
    op.create_table(
        "fee_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count IN (1, -1) AND pence * count > 0", name=op.f("ck_fee_entry_one_way")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_fee_entry_appointment_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_fee_entry_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_entry")),
        sa.UniqueConstraint("appointment_id", "number", name=op.f("uq_fee_entry_appointment_id_number")),
    )
    op.create_index("ix_fee_entry_provider_when", "fee_entry", ["provider_id", "at"], unique=False)
