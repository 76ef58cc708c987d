"""TOPdesk calls: only who knows the secret is heard, and a call is a hint and nothing more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from aiohttp import ClientSession, web

from bot.adapters.topdesk.events import LARGEST_BODY, PATH, SECRET_HEADER, event_routes, ticket_in
from bot.errors import Unavailable

ID = "5ec0d11e-0003-4000-8000-000000000042"
SECRET = "agreed-with-topdesk"


class Heard:
    """What was noted, and how often somebody was woken for it."""

    def __init__(self) -> None:
        self.tickets: list[str] = []
        self.woken = 0
        self.away = False

    async def note(self, ticket: str) -> bool:
        if self.away:
            raise Unavailable("database")
        self.tickets.append(ticket)
        return True

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def topdesk(heard: Heard) -> AsyncIterator[ClientSession]:
    site = web.Application()
    site.add_routes(event_routes(SECRET, heard.note, heard.wake))
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
        yield session
    await runner.cleanup()


async def status(topdesk: ClientSession, body: bytes, **headers: str) -> int:
    async with topdesk.post(PATH, data=body, headers={SECRET_HEADER: SECRET, **headers}) as answer:
        return answer.status


def call(ticket: str = ID) -> bytes:
    return f'{{"event": "edit", "number": "M2611 0042", "id": "{ticket}"}}'.encode()


async def test_a_call_is_noted_before_it_is_answered(topdesk: ClientSession, heard: Heard) -> None:
    assert await status(topdesk, call()) == 202
    assert (heard.tickets, heard.woken) == ([ID], 1)


async def test_the_placeholder_of_topdesk_may_come_without_dashes(topdesk: ClientSession, heard: Heard) -> None:
    assert await status(topdesk, call(ID.replace("-", ""))) == 202
    assert heard.tickets == [ID]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + " x", "agreed-with-topdes", "é"])
async def test_without_the_secret_nobody_is_heard(topdesk: ClientSession, heard: Heard, secret: str) -> None:
    assert await status(topdesk, call(), **{SECRET_HEADER: secret}) == 401
    assert heard.tickets == []


async def test_a_secret_in_no_known_script_is_not_correct_either(topdesk: ClientSession, heard: Heard) -> None:
    address = topdesk._base_url
    assert address is not None
    reader, writer = await asyncio.open_connection(address.host, address.port)
    with closing(writer):
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: ".encode() + b"\xff\xfe\r\n")
        writer.write(b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        answer = await reader.read()
    await writer.wait_closed()
    assert answer.split()[1] == b"401"
    assert heard.tickets == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"id": 7}', b'{"id": "M2611 0042"}', b"\xff\xfe", b"[" * 3_000]
)
async def test_what_is_no_call_of_topdesk_is_refused(topdesk: ClientSession, heard: Heard, body: bytes) -> None:
    assert await status(topdesk, body) == 400
    assert heard.tickets == []


async def test_a_large_body_is_not_read(topdesk: ClientSession, heard: Heard) -> None:
    assert await status(topdesk, b" " * (LARGEST_BODY + 1)) == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * LARGEST_BODY

    async with topdesk.post(PATH, data=in_pieces(), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 413
    assert heard.tickets == []


async def test_what_cannot_be_noted_is_not_taken(topdesk: ClientSession, heard: Heard) -> None:
    heard.away = True
    assert await status(topdesk, call()) == 503
    assert heard.woken == 0


def test_only_the_id_counts() -> None:
    assert ticket_in(b'{"id": "' + ID.encode() + b'", "request": "Femke"}') == ID
