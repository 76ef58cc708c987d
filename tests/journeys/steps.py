"""What people do in many stories, and the words they see. Dutch, as the example organisation is."""

from collections.abc import Callable
from functools import partial

from playwright.async_api import expect

from bot.demo import cast
from bot.texts import say
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.teams_page import TeamsPage

nl = partial(say, "nl")
"""A text of the bot in Dutch, by its key: stories follow the catalogue when a word changes."""
en = partial(say, "en")
Say = Callable[[str], str]

PORTAL = "Werking van het studentenportaal, plannen en inschrijven"
CONTENT = "Onderwijsinhoud en -logistiek"
PORTAL_MANAGEMENT = "Functioneel beheer studentenportaal"
USIS_LAW = "Functioneel beheer uSis Rechtsgeleerdheid"
_HELPDESK = 'members = ["sanne.de.wit@example.org", "daan.bakker@example.org"]'
_PORTAL = 'members = ["anna.visser@example.org", "bram.mulder@example.org"]'
AT_ONCE_MS = 1_000
"""What people see happen as they look."""


def bram_at_the_helpdesk(organisation: str) -> str:
    """Another organisation file: the local Teams client plays Bram only, so he is the one who takes questions in."""
    moved = organisation.replace(_HELPDESK, 'members = ["sanne.de.wit@example.org", "bram.mulder@example.org"]')
    return moved.replace(_PORTAL, 'members = ["anna.visser@example.org"]')


def owner(person: str, party: str) -> str:
    """How a card calls somebody of a party."""
    return nl("owner", person=person, party=party)


async def at_the_helpdesk(slack: SlackPage, person: cast.Person = cast.SANNE) -> None:
    """Somebody of the helpdesk opens Slack in their own channel."""
    await at(slack, person, cast.HELPDESK)


async def at(slack: SlackPage, person: cast.Person, party: str) -> None:
    """Somebody opens Slack, or is next to sit down at it, in the channel of this party."""
    if slack.page.url == "about:blank":
        await slack.open(person)
    else:
        await slack.act_as(person)
    await slack.go_to_channel(cast.slack_channel(party).name)


async def escalate(slack: SlackPage, ticket: str, kind: str) -> None:
    """``/escalate`` with a ticket, and the kind of question; what follows depends on that."""
    await slack.type_command(f"/escalate {ticket}")
    await slack.choose(nl("field-kind"), kind)
    await slack.submit()


async def go_on_after_looking(slack: SlackPage) -> None:
    """The local client tells of no choice at once, so the form comes back and shows where the question goes."""
    await expect(slack.modal).to_contain_text(nl("remark-look-first"))
    await slack.submit()


async def go_on_after_looking_in_teams(teams: TeamsPage, say: Say = nl) -> None:
    """The same in Teams, in a card or a dialog: a question that is handed over."""
    await teams.press(say("remark-look-first"), say("submit-escalate-hand-over"))


async def hand_over(slack: SlackPage, desk: Desk, ticket: str = "M2611 0042") -> str:
    """Sanne hands a portal question over; the number of the case."""
    await at_the_helpdesk(slack)
    await escalate(slack, ticket, PORTAL)
    await go_on_after_looking(slack)
    await slack.modal_closed()
    return (await desk.cases())[-1].number


async def look_at_general(teams: TeamsPage) -> None:
    """Bram has Teams open at the channel of his party; what comes in later is shown."""
    await teams.open()
    await teams.go_to_channel(cast.TEAMS_GENERAL.name)


async def claim_in_teams(teams: TeamsPage, number: str) -> None:
    """Bram claims, and sees that he has it."""
    await teams.press(number, nl("action-claim"))
    await expect(teams.card(number)).to_contain_text(cast.BRAM.name)


async def fill_in_slack(slack: SlackPage, number: str, action: str, **texts: str) -> None:
    """Press a button of a card, fill in the form that opens, by its fields' names, and send it."""
    await slack.act(number, nl(f"action-{action}"))
    for field, text in texts.items():
        await slack.fill(nl(f"field-{field}"), text)
    await slack.submit()
    await slack.modal_closed()


async def open_in_teams(teams: TeamsPage, desk: Desk, number: str, action: str) -> None:
    """Press a button whose form takes the place of the card. The local client empties a form when something new
    comes in below it, so Bram waits until it is quiet."""
    await desk.everything_is_delivered("teams")
    await teams.press(number, nl(f"action-{action}"))


async def fill_in_teams(teams: TeamsPage, desk: Desk, number: str, action: str, **texts: str) -> None:
    """The same as ``fill_in_slack``, as Bram."""
    await open_in_teams(teams, desk, number, action)
    for field, text in texts.items():
        await teams.fill(nl(f"field-{field}"), text)
    await teams.press(number, nl(f"submit-{action}"))
