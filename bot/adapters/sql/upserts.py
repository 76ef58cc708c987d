"""An INSERT of what may be there already."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(table: Any, connection: Connection) -> Any:
    """An INSERT that knows ``ON CONFLICT``; both databases spell it the same."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
