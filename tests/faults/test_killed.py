"""The bot is killed with -9 at the worst moments, and another one goes on from what is stored."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from bot.demo import cast
from bot.demo.listening import answers
from bot.demo.processes import Child, Processes
from tests.adapters.slack.conftest import Answered, Json
from tests.faults.desk import HELPDESK, PORTAL, STUDENT_PORTAL, TICKET, Desk, Outside, taken
from tests.faults.slack import POST

KILLED = -9

Start = Callable[[str, str], Awaitable[Child]]


@pytest.fixture
def start(outside: Outside, processes: Processes) -> Start:
    """Starts the bot on a database, to be killed at a moment."""

    async def starting(moment: str, address: str) -> Child:
        command = [sys.executable, "-m", "tests.faults.bot_apart", moment, "run"]
        child = await processes.start(moment, command, environment=outside.environment(address, teams=False))
        await answers(f"{outside.url}/readyz", child)
        return child

    return starting


async def killed(child: Child) -> None:
    """Wait until it is."""
    assert await child.process.wait() == KILLED, child.last_words()


async def send(outside: Outside, form: Json) -> Answered | None:
    """Send the form; None where no answer came."""
    try:
        return await outside.people.submit(cast.SANNE, form, PORTAL)
    except aiohttp.ClientError:
        return None


async def only_case(desk: Desk) -> str:
    """Its number, once everybody sees it as it should be."""
    await desk.everything_arrived()
    (number,) = await desk.numbers()
    await desk.stands_once(number)
    assert len(desk.slack.cards(HELPDESK)) == len(desk.slack.cards(STUDENT_PORTAL)) == 1
    assert (await desk.happened(number)).count("CaseOpened") == 1
    return number


async def test_before_the_commit_nothing_happened(outside: Outside, address: str, start: Start) -> None:
    child = await start("before_the_commit", address)
    form = await outside.people.form()
    assert await send(outside, form) is None
    await killed(child)
    async with outside.running(address) as desk:
        assert await desk.numbers() == []
        assert await desk.deliveries() == []
        assert outside.slack.messages == {}
        again = await send(outside, form)
        taken(again)
        assert await only_case(desk) == (await desk.numbers())[0]


async def test_between_commit_and_acknowledgement_it_happened_and_sending_again_changes_nothing(
    outside: Outside, address: str, start: Start
) -> None:
    child = await start("before_the_acknowledgement", address)
    form = await outside.people.form()
    assert await send(outside, form) is None
    await killed(child)
    async with outside.running(address) as desk:
        number = await only_case(desk)
        again = await send(outside, form)
        taken(again)
        await desk.everything_arrived()
        assert await only_case(desk) == number


async def test_between_acknowledgement_and_post_the_card_is_posted_later(
    outside: Outside, sqlite_address: str, start: Start
) -> None:
    child = await start("before_the_post", sqlite_address)
    answered = await send(outside, await outside.people.form())
    taken(answered)
    while not outside.slack.called("api.test"):
        await child_lives(child)
    child.process.kill()
    await killed(child)
    assert outside.slack.called(POST) == []
    async with outside.running(sqlite_address) as desk:
        await only_case(desk)


async def test_between_post_and_note_the_card_is_found_and_not_posted_again(
    outside: Outside, sqlite_address: str, start: Start
) -> None:
    child = await start("before_the_note", sqlite_address)
    await send(outside, await outside.people.form())
    await killed(child)
    posted = [card["ts"] for channel in (HELPDESK, STUDENT_PORTAL) for card in outside.slack.cards(channel)]
    assert posted
    async with outside.running(sqlite_address) as desk:
        number = await only_case(desk)
        stands = {card["ts"] for channel in (HELPDESK, STUDENT_PORTAL) for card in outside.slack.cards(channel)}
        assert stands >= set(posted)
        await desk.people.claim(number)
        assert await only_case(desk) == number


async def test_in_a_migration_the_next_start_makes_the_tables(
    outside: Outside, address: str, processes: Processes
) -> None:
    command = [sys.executable, "-m", "tests.faults.bot_apart", "in_a_migration", "migrate"]
    await killed(await processes.start("migration", command, environment=outside.environment(address, teams=False)))
    async with outside.running(address) as desk:
        await desk.hand_over(TICKET)
        await only_case(desk)


async def child_lives(child: Child) -> None:
    """It may take a moment."""
    assert child.is_running, child.last_words()
    await asyncio.sleep(0.01)
