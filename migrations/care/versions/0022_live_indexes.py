"""Find live appointments of a counsellor or a room, lapsed holds and what is due to become firm without a search.

On SQLite the guards against double bookings looked through every video appointment there ever was for each new one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_LIVE = "status IN ('held', 'proposed', 'booked')"
_INDEXES = {
    "ix_appointment_live_counsellor": (["counsellor_id", "start_at", "end_at", "course_id"], _LIVE),
    "ix_appointment_live_room": (["place_id", "room", "start_at"], _LIVE),
    "ix_appointment_held": (["held_until_at"], "status = 'held'"),
    "ix_appointment_proposed": (["start_at"], "status = 'proposed'"),
}


def upgrade() -> None:
    """Apply."""
    for name, (columns, where) in _INDEXES.items():
        only = sa.text(where)
        op.create_index(name, "appointment", columns, unique=False, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Take back."""
    for name in _INDEXES:
        op.drop_index(name, table_name="appointment")
