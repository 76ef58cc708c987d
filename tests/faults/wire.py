"""The network between the bot and PostgreSQL, which may be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import make_url


@dataclass
class Wire:
    """As long as it is cut nothing gets through, and nobody is told: that is how a network goes."""

    address: str = ""
    whole: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """From now on."""
        self.whole.clear()

    def mend(self) -> None:
        """What was sent meanwhile arrives now."""
        self.whole.set()

    @asynccontextmanager
    async def whole_in_the_end(self) -> AsyncIterator[None]:
        """Mended before anybody who uses it is ended."""
        try:
            yield
        finally:
            self.mend()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way, until that side is closed."""
        try:
            while data := await reader.read(65_536):
                await self.whole.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass  # the other way ends as well
        finally:
            writer.close()


@asynccontextmanager
async def wire_to(address: str) -> AsyncIterator[Wire]:
    """A wire to this PostgreSQL, by way of a port on loopback."""
    url = make_url(address)
    folder = str(url.query["host"])
    wire = Wire()
    wire.mend()
    ways: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        for way in (wire.carry(reader, far_writer), wire.carry(far_reader, writer)):
            task = asyncio.ensure_future(way)
            ways.add(task)
            task.add_done_callback(ways.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    near = url.set(host="127.0.0.1", port=port, query={})
    wire.address = near.render_as_string(hide_password=False)
    try:
        yield wire
    finally:
        wire.mend()
        server.close()
        for way in tuple(ways):
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
