"""The schema and its migrations, applied at start: once, however many replicas start together."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from bot.adapters.sql.engine import lift_limits
from bot.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0001"
"""The version this program needs. A database that is there already needs no Alembic, which takes long to import."""

MIGRATIONS = Path(__file__).parent / "migrations"

ADVISORY_LOCK = 0x5EC0_0D11
"""Held on PostgreSQL while migrating, so that a second replica waits instead of migrating too."""


def config(connection: Connection) -> "Config":
    """Alembic's settings, with the connection to run on."""
    from alembic.config import Config

    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.attributes["connection"] = connection
    return alembic


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version, in one transaction: a killed migration leaves the old version.

    Raises ``Unavailable`` for one that cannot be reached, and ``Rejected`` for one that is at a version of later than
    this program.
    """
    try:
        connected = engine.connect()
    except OperationalError as error:
        said = (str(error.orig).splitlines() or [""])[0]
        raise Unavailable(
            f"The database does not answer ({said}). Does it run, and is SECONDLINE_DATABASE_URL right?"
        ) from error
    with connected as connection, connection.begin():
        if _version(connection) == NEWEST:
            return
        if connection.dialect.name == "postgresql":
            lift_limits(connection)  # this may take a while, and so may another replica that does the same
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        _must_be_known(connection)
        from alembic import command

        command.upgrade(config(connection), "head")


def _must_be_known(connection: Connection) -> None:
    """A newer version of this program may have been here; its tables would be misread."""
    from alembic.script import ScriptDirectory

    found = _version(connection)
    versions = {script.revision for script in ScriptDirectory.from_config(config(connection)).walk_revisions()}
    if found is not None and found not in versions:
        raise Rejected(
            f"The database is at version {found}, which this version of secondline does not know: a newer one has "
            "been at work there. Start that one, or put back the database as it was before."
        )


def version(engine: Engine) -> str | None:
    """The version the database is at; None while it is empty."""
    with engine.connect() as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    """As Alembic keeps it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found
