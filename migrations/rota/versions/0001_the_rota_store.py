"""Create the rota store: rosters, uploads, codes, access."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_STAFF_NUMBER = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


def upgrade() -> None:
    """Apply."""
    _audit_entry()
    _code_table()
    _hr_account()
    _idempotency_record()
    _roster_version()
    _shift_pattern()
    _sign_in()
    _sign_in_code()
    _staff()
    _team()
    _upload()
    _roster_month()
    _team_member()


def downgrade() -> None:
    """Take back."""
    op.drop_table("team_member")
    op.drop_table("roster_month")
    op.drop_table("upload")
    op.drop_table("team")
    op.drop_table("staff")
    op.drop_table("sign_in_code")
    op.drop_table("sign_in")
    op.drop_table("shift_pattern")
    op.drop_table("roster_version")
    op.drop_table("idempotency_record")
    op.drop_table("hr_account")
    op.drop_table("code_table")
    op.drop_table("audit_entry")


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )


def _code_table() -> None:
    op.create_table(
        "code_table",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_table")),
        sa.UniqueConstraint("name", name=op.f("uq_code_table_name")),
    )


def _hr_account() -> None:
    op.create_table(
        "hr_account",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("contact_lookup", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hr_account")),
        sa.UniqueConstraint("contact_lookup", name=op.f("uq_hr_account_contact_lookup")),
    )


def _idempotency_record() -> None:
    op.create_table(
        "idempotency_record",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_record")),
    )


def _roster_version() -> None:
    op.create_table(
        "roster_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(32), nullable=False),
        sa.Column("upload_id", sa.String(32), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("covers_from_on", sa.Date(), nullable=False),
        sa.Column("covers_to_on", sa.Date(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roster_version")),
    )


def _shift_pattern() -> None:
    op.create_table(
        "shift_pattern",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("cycle", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_shift_pattern")),
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(12), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_subject_id"), "sign_in", ["subject_id"], unique=False)


def _sign_in_code() -> None:
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("audience", sa.String(12), nullable=False),
        sa.Column("contact_lookup", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=True),
        sa.Column("code_digest", sa.String(128), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(op.f("ix_sign_in_code_contact_lookup"), "sign_in_code", ["contact_lookup"], unique=False)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("number", _STAFF_NUMBER, nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["since_version"], ["roster_version.number"], name=op.f("fk_staff_since_version")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_staff")),
    )


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("pattern_name", sa.String(60), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["pattern_name"], ["shift_pattern.name"], name=op.f("fk_team_pattern_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("shape", sa.String(40), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("covers_from_on", sa.Date(), nullable=True),
        sa.Column("covers_to_on", sa.Date(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["version_number"], ["roster_version.number"], name=op.f("fk_upload_version_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_sha256"), "upload", ["sha256"], unique=False)
    op.create_index(op.f("ix_upload_state"), "upload", ["state"], unique=False)


def _roster_month() -> None:
    op.create_table(
        "roster_month",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_number", _STAFF_NUMBER, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("until_version", sa.Integer(), nullable=True),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["since_version"], ["roster_version.number"], name=op.f("fk_roster_month_since_version")
        ),
        sa.ForeignKeyConstraint(["staff_number"], ["staff.number"], name=op.f("fk_roster_month_staff_number")),
        sa.ForeignKeyConstraint(
            ["until_version"], ["roster_version.number"], name=op.f("fk_roster_month_until_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_month")),
    )
    op.create_index(
        "ix_roster_month_staff_number_since_version", "roster_month", ["staff_number", "since_version"], unique=False
    )
    op.create_index(
        "uq_roster_month_standing",
        "roster_month",
        ["staff_number", "month"],
        unique=True,
        sqlite_where=sa.text("until_version IS NULL"),
        postgresql_where=sa.text("until_version IS NULL"),
    )


def _team_member() -> None:
    op.create_table(
        "team_member",
        sa.Column("staff_number", _STAFF_NUMBER, nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("staff_number", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_team_id"), "team_member", ["team_id"], unique=False)
