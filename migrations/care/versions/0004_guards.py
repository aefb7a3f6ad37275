"""Let the database itself forbid double bookings and changes to what is only ever appended.

PostgreSQL: exclusion constraints. Equality inside a GiST index usually needs the extension btree_gist, which not every
server has; a range over text that holds exactly one value says the same with what is built in (docs/decisions/0003).
SQLite: triggers that raise the constraint's name. A table that is rebuilt loses them: lay them again after batch moves.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_LIVE = "status IN ('held', 'proposed', 'booked')"
_WHO = {
    "one_live_of_counsellor": ("counsellor_id",),
    "one_live_of_officer": ("officer_id",),
    "one_live_of_room": ("place_id", "room"),
}
_APPENDED = ("ledger_entry", "appointment_fact")


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        _lay_triggers()
    else:
        _lay_constraints()


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        for name in (*_WHO, *(f"append_only_{table}" for table in _APPENDED)):
            for verb in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {name}_{verb}")
        return
    for name in _WHO:
        op.execute(f"ALTER TABLE appointment DROP CONSTRAINT {name}")
    for table in _APPENDED:
        op.execute(f"DROP TRIGGER append_only_rows ON {table}")
        op.execute(f"DROP TRIGGER append_only_all ON {table}")
    op.execute("DROP FUNCTION append_only()")
    op.execute("DROP TYPE one_text")


def _lay_triggers() -> None:
    for name, columns in _WHO.items():
        same = " AND ".join(f"other.{column} = NEW.{column}" for column in columns)
        for verb, when in (
            ("insert", "INSERT"),
            ("update", f"UPDATE OF status, start_at, end_at, {', '.join(columns)}"),
        ):
            op.execute(
                f"""
                CREATE TRIGGER {name}_{verb} BEFORE {when} ON appointment
                WHEN NEW.{_LIVE} AND EXISTS (
                  SELECT 1 FROM appointment AS other
                  WHERE other.id <> NEW.id AND other.{_LIVE} AND {same}
                    AND other.start_at < NEW.end_at AND other.end_at > NEW.start_at
                )
                BEGIN SELECT RAISE(ABORT, '{name}'); END
                """  # noqa: S608 - names of ours only
            )
    for table in _APPENDED:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER append_only_{table}_{verb} BEFORE {verb.upper()} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'append_only'); END"
            )


def _lay_constraints() -> None:
    op.execute("""CREATE TYPE one_text AS RANGE (subtype = text, collation = "C")""")
    one = {
        "counsellor_id": "one_text(counsellor_id, counsellor_id, '[]')",
        "officer_id": "one_text(officer_id, officer_id, '[]')",
        "place_id": "one_text(place_id, place_id, '[]')",
        "room": "int4range(room, room, '[]')",
    }
    for name, columns in _WHO.items():
        same = ", ".join(f"{one[column]} WITH &&" for column in columns)
        room = " AND room IS NOT NULL" if "room" in columns else ""
        op.execute(
            f"ALTER TABLE appointment ADD CONSTRAINT {name} "
            f"EXCLUDE USING gist ({same}, tstzrange(start_at, end_at) WITH &&) WHERE ({_LIVE}{room})"
        )
    op.execute(
        """
        CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'append_only', CONSTRAINT = 'append_only';
        END $$
        """
    )
    for table in _APPENDED:
        op.execute(
            f"CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
