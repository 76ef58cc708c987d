"""Alembic's entry: runs on the connection that ``bot.adapters.sql.schema`` hands over, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

import bot.adapters.sql.tables  # noqa: F401  # describes the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
