"""Keep drafts, looks, questions about outcomes, numbers to call and welfare leads."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("officer") as table:
        table.add_column(sa.Column("stands_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("officer") as table:
        table.alter_column("stands_in", existing_type=sa.Boolean(), server_default=None)
    _referral_draft()
    _look()
    _outcome_question()
    _help_notice_version()
    _welfare_lead()


def downgrade() -> None:
    """Take back."""
    op.drop_table("welfare_lead")
    op.drop_table("help_notice_version")
    op.drop_table("outcome_question")
    op.drop_table("look")
    op.drop_table("referral_draft")
    with op.batch_alter_table("officer") as table:
        table.drop_column("stands_in")


def _referral_draft() -> None:
    op.create_table(
        "referral_draft",
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_referral_draft_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_referral_draft")),
    )
    op.create_index(op.f("ix_referral_draft_saved_at"), "referral_draft", ["saved_at"], unique=False)


def _look() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("looker_id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_look_counsellor_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_look_officer_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_look_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint(
            "officer_id", "looker_id", "what", "hour_at", name=op.f("uq_look_officer_id_looker_id_what_hour_at")
        ),
    )
    op.create_index("ix_look_officer_when", "look", ["officer_id", "last_at"], unique=False)


def _outcome_question() -> None:
    op.create_table(
        "outcome_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("recorded", sa.String(length=40), nullable=False),
        sa.Column("claimed", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_outcome_question_appointment_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_outcome_question_officer_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_outcome_question_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_question")),
    )
    op.create_index(op.f("ix_outcome_question_officer_id"), "outcome_question", ["officer_id"], unique=False)
    op.create_index(op.f("ix_outcome_question_provider_id"), "outcome_question", ["provider_id"], unique=False)
    only_open = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_outcome_question_one_open", "outcome_question", ["appointment_id"], unique=True,
        sqlite_where=only_open, postgresql_where=only_open,
    )  # fmt: skip


def _help_notice_version() -> None:
    op.create_table(
        "help_notice_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_help_notice_version")),
    )


def _welfare_lead() -> None:
    op.create_table(
        "welfare_lead",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("contact_lookup", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welfare_lead")),
        sa.UniqueConstraint("contact_lookup", name=op.f("uq_welfare_lead_contact_lookup")),
    )
