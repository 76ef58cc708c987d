"""The schema and its migrations, applied at start: once, however many replicas start together."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"

ADVISORY_LOCK = 0x5EC0_0D11
"""Held on PostgreSQL while migrating, so that a second replica waits instead of migrating too."""


def config(connection: Connection) -> Config:
    """Alembic's settings, with the connection to run on."""
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.attributes["connection"] = connection
    return alembic


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version, in one transaction: a killed migration leaves the old version."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        command.upgrade(config(connection), "head")


def version(engine: Engine) -> str | None:
    """The version the database is at; None while it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
