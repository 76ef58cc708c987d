"""What somebody has to do stays in sight, in Slack on the Home tab and in Teams on a card, while others do theirs."""

import re

from playwright.async_api import expect

from bot.demo import cast
from bot.handlers import handle
from tests.builders import an_escalation
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import nl
from tests.journeys.teams_page import TeamsPage

OWED, WAITING = nl("home-owed", total=1), nl("home-waiting", total=1)


async def escalated(desk: Desk, ticket: str = "M2611 0042") -> str:
    """Meanwhile, at the helpdesk."""
    return (await desk.core.store.run(handle(an_escalation(ticket)))).number


async def test_the_home_tab_in_slack_follows_what_happens(desk: Desk, slack_page: SlackPage) -> None:
    await slack_page.open(cast.ANNA)
    home = await slack_page.go_to_home()
    await expect(home).to_contain_text(nl("home-empty", slash="/")[:40])
    number = await escalated(desk)
    await expect(home).to_contain_text(number)
    await expect(home).to_contain_text(WAITING)
    await home.get_by_role("button", name=nl("action-claim"), exact=True).click()
    await expect(home).to_contain_text(OWED)
    await home.get_by_role("button", name=re.compile(nl("home-filter-waiting"))).click()
    await expect(home).to_contain_text(nl("home-nothing-here"))


async def test_the_card_in_teams_follows_what_happens(desk: Desk, teams_page: TeamsPage) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.say("case mine")
    home = teams_page.card(nl("home-title"))
    await expect(home).to_contain_text(nl("home-empty", slash="/")[:40])
    number = await escalated(desk)
    await expect(home).to_contain_text(number)
    await teams_page.press(nl("home-title"), nl("action-claim"))
    await expect(home).to_contain_text(OWED)
