"""Create courses, appointments and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    _course()
    _appointment()
    _appointment_indexes()
    _counsellor_change()
    _appointment_fact()
    _ledger_entry()


def downgrade() -> None:
    """Take back."""
    op.drop_table("ledger_entry")
    op.drop_table("appointment_fact")
    op.drop_table("counsellor_change")
    op.drop_table("appointment")
    op.drop_table("course")


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_by_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("automatic_attempts", sa.Integer(), nullable=False),
        sa.Column("rebooks", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_course_counsellor_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_course_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index(op.f("ix_course_counsellor_id"), "course", ["counsellor_id"], unique=False)
    op.create_index(op.f("ix_course_officer_id"), "course", ["officer_id"], unique=False)
    op.create_index(
        "uq_course_one_open",
        "course",
        ["officer_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'paused', 'waiting')"),
        postgresql_where=sa.text("state IN ('open', 'paused', 'waiting')"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.String(length=40), nullable=False),
        sa.Column("room", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("held_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.String(length=32), nullable=True),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("end_at > start_at", name=op.f("ck_appointment_ends_after_start")),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellor.id"], name=op.f("fk_appointment_counsellor_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_appointment_course_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_appointment_officer_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_appointment_place_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["appointment.id"], name=op.f("fk_appointment_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )


def _appointment_indexes() -> None:
    op.create_index("ix_appointment_counsellor_when", "appointment", ["counsellor_id", "start_at"], unique=False)
    op.create_index(op.f("ix_appointment_course_id"), "appointment", ["course_id"], unique=False)
    op.create_index("ix_appointment_officer_when", "appointment", ["officer_id", "start_at"], unique=False)
    op.create_index("ix_appointment_place_when", "appointment", ["place_id", "start_at"], unique=False)
    op.create_index(op.f("ix_appointment_replaces_id"), "appointment", ["replaces_id"], unique=False)
    op.create_index(
        "uq_appointment_one_standing",
        "appointment",
        ["course_id", "number"],
        unique=True,
        sqlite_where=sa.text("status IN ('held', 'proposed', 'booked', 'fulfilled')"),
        postgresql_where=sa.text("status IN ('held', 'proposed', 'booked', 'fulfilled')"),
    )


def _counsellor_change() -> None:
    op.create_table(
        "counsellor_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("from_counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("to_counsellor_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_counsellor_change_course_id")),
        sa.ForeignKeyConstraint(
            ["from_counsellor_id"], ["counsellor.id"], name=op.f("fk_counsellor_change_from_counsellor_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_counsellor_id"], ["counsellor.id"], name=op.f("fk_counsellor_change_to_counsellor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counsellor_change")),
    )
    op.create_index(op.f("ix_counsellor_change_course_id"), "counsellor_change", ["course_id"], unique=False)


def _appointment_fact() -> None:
    op.create_table(
        "appointment_fact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_fact_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_fact")),
    )
    op.create_index(op.f("ix_appointment_fact_appointment_id"), "appointment_fact", ["appointment_id"], unique=False)


def _ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_ledger_entry_units_positive")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_ledger_entry_appointment_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_ledger_entry_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_ledger_entry_course_id_number")),
    )
