"""Replicas on PostgreSQL tell each other that something must be shown; without it only the slow poll would notice."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog
from sqlalchemy import URL

from bot.adapters.sql.engine import database_url
from bot.adapters.sql.plain import NOTIFICATION

log = structlog.get_logger()

AGAIN_AFTER_S = 2.0


async def listen(address: str, wake: Callable[[], None]) -> None:
    """Call *wake* for every notification, until cancelled. A lost connection is made again; the poll bridges it."""
    conninfo = _conninfo(database_url(address))
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
                await connection.execute(f"LISTEN {NOTIFICATION}")
                wake()  # whatever was announced while nobody listened
                async for _ in connection.notifies():
                    wake()
        except psycopg.Error as error:
            log.warning("listening_interrupted", reason=type(error).__name__)
        await asyncio.sleep(AGAIN_AFTER_S)


def _conninfo(url: URL) -> str:
    """The address as libpq takes it (PostgreSQL manual, 34.1.1.2), password included."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
