"""Ports to listen on, and waiting until somebody does."""

import asyncio
import itertools
import socket

import aiohttp

from bot.demo.processes import Child
from bot.demo.telling import Tell, Trouble


class DidNotStart(Trouble):
    """A program of the demonstration does not answer; the text says which and what it printed last."""


def is_free(port: int) -> bool:
    """Whether nobody listens on this port, neither on loopback nor on all interfaces."""
    return _can_bind("127.0.0.1", port) and _can_bind("0.0.0.0", port)  # noqa: S104  (the local clients do so)


def _can_bind(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # Without this, connections of the last run that still wait to time out look like somebody listening.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def any_port() -> int:
    """A port that is free now, chosen by the system."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_for(what: str, wanted: int, tell: Tell) -> int:
    """The wanted port, or the next free one; says so when it is another. 0 is any port. *what* names a text."""
    if wanted == 0:
        return any_port()
    port = next(port for port in itertools.count(wanted) if is_free(port))
    if port != wanted:
        tell("demo-port-taken", what=what, wanted=str(wanted), port=str(port))
    return port


async def answers(url: str, child: Child, *, within_s: float = 30.0) -> None:
    """Wait until *url* answers with a success. Raises ``DidNotStart`` when the child ends or the time is over."""
    try:
        async with asyncio.timeout(within_s), aiohttp.ClientSession() as session:
            while not await _is_up(session, url):
                if not child.is_running:
                    raise did_end(child)
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise DidNotStart(
            "demo-no-answer", name=child.name, seconds=f"{within_s:.0f}", words=child.last_words()
        ) from None


def did_end(child: Child) -> DidNotStart:
    """A program that ought to run has ended."""
    return DidNotStart("demo-ended", name=child.name, code=str(child.process.returncode), words=child.last_words())


async def _is_up(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.ok
    except aiohttp.ClientError:
        return False
