"""Tokens of other programs, files that arrive in parts, and which days were sent as rosters of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# What was published before this was noted: every roster that did not come from a pattern speaks for everybody, so that
# writing a pattern out asks too often rather than too seldom.
_CLAIM_WHAT_STANDS = """
INSERT INTO day_claim (id, upload_id, is_explicit, first_on, last_on, staff)
SELECT upload.id, upload.id, :yes, upload.covers_from_on, upload.covers_to_on, NULL
FROM upload JOIN roster_version ON roster_version.upload_id = upload.id
WHERE upload.shape <> 'teams on a pattern' AND upload.covers_from_on IS NOT NULL AND upload.covers_to_on IS NOT NULL
"""


def upgrade() -> None:
    """Apply."""
    _machine_token()
    _resumable_upload()
    _day_claim()
    op.get_bind().execute(sa.text(_CLAIM_WHAT_STANDS), {"yes": True})
    with op.batch_alter_table("upload") as table:
        table.add_column(sa.Column("read_attempts", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("upload") as table:
        table.alter_column("read_attempts", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("upload") as table:
        table.drop_column("read_attempts")
    for name in ("day_claim", "resumable_part", "resumable_upload", "machine_token"):
        op.drop_table(name)


def _machine_token() -> None:
    op.create_table(
        "machine_token",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_token")),
        sa.UniqueConstraint("name", name=op.f("uq_machine_token_name")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_machine_token_token_digest")),
    )


def _resumable_upload() -> None:
    op.create_table(
        "resumable_upload",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resumable_upload")),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_resumable_upload_upload_id")),
    )
    op.create_index(op.f("ix_resumable_upload_created_by"), "resumable_upload", ["created_by"])
    op.create_table(
        "resumable_part",
        sa.Column("resumable_id", sa.String(32), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resumable_id", "at_offset", name=op.f("pk_resumable_part")),
        sa.ForeignKeyConstraint(
            ["resumable_id"],
            ["resumable_upload.id"],
            name=op.f("fk_resumable_part_resumable_id"),
            ondelete="CASCADE",
        ),
    )


def _day_claim() -> None:
    op.create_table(
        "day_claim",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("upload_id", sa.String(32), nullable=False),
        sa.Column("is_explicit", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("staff", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_claim")),
    )
