"""Links in messages, and who wishes for something sooner."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quick_link",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("leads_to", sa.String(40), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_quick_link_appointment_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_quick_link")),
    )
    op.create_index(op.f("ix_quick_link_appointment_id"), "quick_link", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_quick_link_expires_at"), "quick_link", ["expires_at"], unique=False)
    _wish()
    _offer()


def downgrade() -> None:
    """Take back."""
    op.drop_table("sooner_offer")
    op.drop_table("sooner_wish")
    op.drop_table("quick_link")


def _wish() -> None:
    op.create_table(
        "sooner_wish",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sieve", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_sooner_wish_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sooner_wish")),
    )
    op.create_index(op.f("ix_sooner_wish_course_id"), "sooner_wish", ["course_id"], unique=False)
    _one("uq_sooner_wish_one_standing", "sooner_wish", ["course_id"], "ended_at IS NULL")


def _offer() -> None:
    op.create_table(
        "sooner_offer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wish_id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.String(length=40), nullable=False),
        sa.Column("room", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["wish_id"], ["sooner_wish.id"], name=op.f("fk_sooner_offer_wish_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_sooner_offer_course_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_sooner_offer_appointment_id")),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_sooner_offer_counsellor_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_sooner_offer_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sooner_offer")),
    )
    op.create_index(op.f("ix_sooner_offer_wish_id"), "sooner_offer", ["wish_id"], unique=False)
    op.create_index(op.f("ix_sooner_offer_course_id"), "sooner_offer", ["course_id"], unique=False)
    _one("uq_sooner_offer_one_of_slot", "sooner_offer", ["counsellor_id", "start_at"], "answered_at IS NULL")
    _one("uq_sooner_offer_one_of_wish", "sooner_offer", ["wish_id"], "answered_at IS NULL")


def _one(name: str, table: str, columns: list[str], where: str) -> None:
    """At most one row of these columns while `where` holds."""
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
