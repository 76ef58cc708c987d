"""``python -m bot.demo.topdesk --port 8090 --state tickets.jsonl --event-url URL --event-secret SECRET``"""

import argparse
import asyncio
import signal
from pathlib import Path

from bot.demo.topdesk.app import start
from bot.demo.topdesk.numbers import DEFAULT_SHAPE
from bot.demo.topdesk.reference import WRITER
from bot.demo.topdesk.store import Switches


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.demo.topdesk", description="A TOPdesk for demonstrations.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--state", type=Path, help="file the tickets are kept in")
    parser.add_argument("--event-url", help="address that is called after a change made in TOPdesk itself")
    parser.add_argument("--event-secret", help="secret that call carries")
    parser.add_argument("--number-shape", default=DEFAULT_SHAPE, help="shape of new ticket numbers")
    parser.add_argument("--link-to", help="address the pages link back to")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> None:
    double = await start(
        options.host,
        options.port,
        state=options.state,
        event_url=options.event_url,
        event_secret=options.event_secret,
        switches=Switches(number_shape=options.number_shape),
        link_to=options.link_to,
    )
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    print(f"TOPdesk double at {double.url}/ (API login {WRITER.login} / {WRITER.password})", flush=True)
    await stopping.wait()
    await double.stop()


if __name__ == "__main__":
    asyncio.run(run(arguments()))
