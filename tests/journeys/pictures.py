"""Makes the pictures of the README: the same card in the local Slack and in the local Teams client.

No test, and so not part of a run of all tests. Make them anew after a change of the cards with
``pytest tests/journeys/pictures.py``; they are written to ``docs/images``.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, FloatRect, Locator, expect

from bot.demo import cast
from tests.journeys.conftest import SIZE
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import at, hand_over, look_at_general, nl
from tests.journeys.teams_page import TeamsPage

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SLACK_CARD_WIDTH = 720
"""Pixels; a message is as wide as the window, a card is not."""


@pytest_asyncio.fixture(loop_scope="session")
async def sharp(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Two points of the picture for one of the page, for screens that show them."""
    context = await browser.new_context(
        viewport={**SIZE, "height": 1200},
        device_scale_factor=2,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    yield context
    await context.close()


async def test_pictures(desk: Desk, sharp: BrowserContext) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    surroundings = desk.surroundings
    slack = SlackPage(await sharp.new_page(), surroundings.slack.web_url)
    teams = TeamsPage(await sharp.new_page(), surroundings.teams.web_url)
    await look_at_general(teams)
    number = await hand_over(slack, desk, "M2611 0035")
    await at(slack, cast.ANNA, cast.STUDENT_PORTAL)
    await expect(slack.card(number)).to_contain_text(nl("action-claim"))
    await expect(teams.card(number)).to_contain_text(nl("action-claim"))
    await _photograph(slack.card(number), IMAGES / "slack-card.png", width=SLACK_CARD_WIDTH)
    await _photograph(teams.card(number), IMAGES / "teams-card.png")


async def _photograph(card: Locator, file: Path, *, width: float | None = None) -> None:
    await card.scroll_into_view_if_needed()
    box = await card.bounding_box()
    assert box is not None
    clip: FloatRect = {
        "x": box["x"],
        "y": box["y"],
        "width": width or box["width"],
        "height": box["height"],
    }
    await card.page.mouse.move(0, 0)
    await card.page.screenshot(path=file, clip=clip)
