"""A bot that is killed with ``kill -9``: what people were told has happened, and everybody sees it, once."""

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.demo import cast
from bot.demo.processes import Child
from tests.journeys.desk import Surroundings
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    PORTAL,
    PORTAL_MANAGEMENT,
    at,
    at_the_helpdesk,
    escalate,
    go_on_after_looking,
    look_at_general,
    nl,
)
from tests.journeys.teams_page import TeamsPage

TICKET, SUBJECT = "M2611 0042", "Vak verdwijnt"
BACK_AFTER_S = 5.0
"""So long after its start the bot may need until everything is right."""


@pytest_asyncio.fixture(loop_scope="session")
async def bot(surroundings: Surroundings) -> AsyncIterator[Child]:
    """The bot as a process of its own."""
    child = await surroundings.start_apart()
    yield child
    await surroundings.stop_what_was_started()


@pytest.mark.alone  # how soon is measured
async def test_a_claim_made_just_before_is_on_every_card_when_the_bot_is_back(
    bot: Child, surroundings: Surroundings, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    await at_the_helpdesk(slack_page)
    await escalate(slack_page, TICKET, PORTAL)
    await go_on_after_looking(slack_page)
    await slack_page.modal_closed()
    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    await slack_page.card(SUBJECT).wait_for()
    await teams_page.card(SUBJECT).wait_for()

    with surroundings.gate.holding("chat.update") as update:
        await teams_page.press(SUBJECT, nl("action-claim"))
        await update.reached.wait()
        await surroundings.kill(bot)
    await expect(slack_page.card(SUBJECT)).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))

    began = time.monotonic()
    await surroundings.start_apart()
    owed = nl("status-owed", owner=nl("owner", person="Bram Mulder", party=PORTAL_MANAGEMENT))
    await expect(slack_page.card(SUBJECT)).to_contain_text(owed)
    await expect(teams_page.card(SUBJECT)).to_contain_text(owed)
    assert time.monotonic() - began < BACK_AFTER_S
    thread = await slack_page.open_thread(SUBJECT)
    line = nl("line-claimed", actor="Bram Mulder", party=PORTAL_MANAGEMENT)
    await expect(thread.locator(".msg").filter(has_text=line)).to_have_count(1)
    assert len(await surroundings.slack_messages(cast.STUDENT_PORTAL)) == 1
    await expect(teams_page.page.locator(".ac-adaptiveCard")).to_have_count(1)


async def test_a_card_that_slack_took_without_our_knowing_is_not_posted_again(
    bot: Child, surroundings: Surroundings, slack_page: SlackPage
) -> None:
    await at_the_helpdesk(slack_page)
    with surroundings.gate.holding("chat.postMessage", answers=True) as post:
        await escalate(slack_page, TICKET, PORTAL)
        await go_on_after_looking(slack_page)
        await post.reached.wait()
        await slack_page.card(SUBJECT).wait_for()
        await surroundings.kill(bot)

    await surroundings.start_apart()
    await surroundings.everything_is_delivered()
    assert len(await surroundings.slack_messages(cast.HELPDESK)) == 1
    assert len(await surroundings.slack_messages(cast.STUDENT_PORTAL)) == 1
