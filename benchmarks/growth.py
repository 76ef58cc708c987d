"""The same commands and questions with a thousand, a hundred thousand and a million cases in the database."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import stories
from benchmarks.figures import Times, as_json, ratio, timed
from benchmarks.seed import seed
from benchmarks.store import now
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.commands import Claim, OpenCase, Release
from bot.conversation.core import Core
from bot.conversation.looking import look
from bot.delivery import Onward
from bot.demo import cast
from bot.handlers import handle
from bot.words import about_case
from tests.builders import ANNA, SANNE, a_speaker

SIZES = (1_000, 100_000, 1_000_000)
TYPED = {
    "/case mine": "mine",
    "/case open": "open",
    "/case open of a faculty": "open rechten",
    "/case overdue": "overdue",
    "find a common word": "find grijs",
    "find part of a word": "find planning",
    "find a rare word": "find vak1234",
    "find nothing": "find zqxzqx",
    "find a party": "find fb-studentenportaal",
}
Ask = Callable[[int], Awaitable[Any]]


@dataclass(frozen=True)
class Size:
    """One size of the database."""

    cases: int
    seeded_in_s: float
    times: dict[str, Times]


async def measure(address: str, cases: int, tries: int) -> Size:
    """Of a seeded database."""
    organisation = stories.organisation()
    store = SqlStore(address, organisation=lambda: organisation, reach=stories.EVERYWHERE, clock=now)
    core = Core(store, lambda: organisation, None, now)
    times = {name: await timed(ask, tries) for name, ask in (await _asked(core, store)).items()}
    await store.close()
    return Size(cases, 0.0, times)


async def _asked(core: Core, store: SqlStore) -> dict[str, Ask]:
    anna = a_speaker(cast.ANNA, core)
    # The one that is claimed so often has a timeline which takes longer to read than anybody's.
    case, looked_at = [await _opened(store, ticket) for ticket in ("M-new", "M-looked-at")]
    deliveries = SqlDeliveries(store, now)

    async def escalate(number: int) -> None:
        opened = OpenCase(actor=SANNE, key=f"open-{number}", question=stories.a_question(f"M-new-{number}", number))
        await store.run(handle(opened))

    async def claim(number: int) -> None:
        press = Claim if number % 2 == 0 else Release
        await store.run(handle(press(actor=ANNA, key=f"press-{number}", request=f"{case}/1")))

    def typed(words: str) -> Ask:
        return lambda _: look(core, anna, about_case(words))

    return {
        "claim": claim,
        "escalate": escalate,
        **{name: typed(words) for name, words in TYPED.items()},
        "one case": typed(looked_at),
        "similar cases": lambda _: store.queries.similar(
            ("studieplanning", "foutmelding", "bevestigen"), kind="portal", faculty="law", limit=3
        ),
        "what is due": lambda _: deliveries.next("slack:channel:C02PORTAL", "bench", Onward(0.0)),
        "take what is due": lambda _: deliveries.lease("bench", {"slack": 1}, 0.0),
    }


async def _opened(store: SqlStore, ticket: str) -> str:
    opened = OpenCase(actor=SANNE, question=stories.a_question(ticket, 1))
    return (await store.run(handle(opened))).number


async def seeded(address: str, cases: int, tries: int) -> Size:
    """Fill an empty database, and measure."""
    import asyncio

    began = time.perf_counter()
    await asyncio.to_thread(seed, address, cases)
    took = time.perf_counter() - began
    found = await measure(address, cases, tries)
    return Size(cases, round(took, 1), found.times)


def compared(sizes: list[Size]) -> dict[str, Any]:
    """Milliseconds at each size, and how many times those of the smallest."""
    smallest = sizes[0].times
    return {
        "seeded_in_s": {size.cases: size.seeded_in_s for size in sizes},
        "asked": {
            name: {
                size.cases: as_json(size.times[name])
                | {"times_the_smallest": ratio(size.times[name].p50, smallest[name].p50)}
                for size in sizes
            }
            for name in smallest
        },
    }
