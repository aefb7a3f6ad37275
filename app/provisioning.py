"""PostgreSQL for two zones: two roles and two schemas in one database, each role able to reach only its own."""

import re
import secrets
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import make_url

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


@dataclass(frozen=True, slots=True)
class Provisioned:
    """The two URLs to put into RELIEF_ROTA_URL and RELIEF_CARE_URL; each holds its own password."""

    rota_url: str
    care_url: str


def provision(admin_url: str, *, prefix: str = "relief") -> Provisioned:
    """Create or renew both roles and schemas through `admin_url`, a role that may create roles.

    Running it again keeps all data and sets new passwords. Raises ValueError for a prefix that is not a plain
    lower-case name, psycopg.Error when the server refuses.
    """
    if not _NAME.match(prefix):
        raise ValueError(f"{prefix!r} is not a plain lower-case name")
    url = make_url(admin_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        database = connection.info.dbname
        made = {zone: _zone(connection, database, f"{prefix}_{zone}") for zone in ("rota", "care")}
        _job_schema(connection, f"{prefix}_care")
    urls = {
        zone: url.set(drivername="postgresql+psycopg", username=f"{prefix}_{zone}", password=password)
        for zone, password in made.items()
    }
    return Provisioned(*(urls[z].render_as_string(hide_password=False) for z in ("rota", "care")))


def _zone(connection: "psycopg.Connection[tuple[object, ...]]", database: str, name: str) -> str:
    """One role with a schema of its own name, first on its search path and closed to everybody else."""
    password = secrets.token_urlsafe(24)
    role, known = sql.Identifier(name), _role_exists(connection, name)
    verb = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}") if known else sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
    connection.execute(verb.format(role, sql.Literal(password)))
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(role, role))
    connection.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(role))
    connection.execute(
        sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = {}, public").format(
            role, sql.Identifier(database), role
        )
    )
    return password


def _job_schema(connection: "psycopg.Connection[tuple[object, ...]]", care: str) -> None:
    """The job engine keeps its tables in a schema called dbos; only the care desk runs jobs."""
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS dbos AUTHORIZATION {}").format(sql.Identifier(care)))
    connection.execute("REVOKE ALL ON SCHEMA dbos FROM PUBLIC")


def _role_exists(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is not None
