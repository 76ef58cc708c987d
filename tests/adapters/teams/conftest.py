"""The adapter with a real store on SQLite, behind its real route, in front of a Bot Connector on loopback."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.sql.store import SqlStore
from bot.adapters.teams.app import PATH, TeamsAdapter
from bot.announcements import Reach
from bot.case import Case
from bot.conversation.core import Core
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation
from bot.texts import say
from tests.adapters.teams.bot_connector import BotConnector, Json, serving
from tests.adapters.teams.official import Official, officially
from tests.builders import Ticking, an_escalation

PAYLOADS = Path(__file__).parent / "payloads"
GENERAL = cast.TEAMS_GENERAL.id
numbers = count(1)


def payload(name: str) -> Json:
    """A recorded activity."""
    recorded: Json = json.loads((PAYLOADS / f"{name}.json").read_text())
    return recorded


@dataclass
class Teams:
    """What people do in Teams, as activities of the recorded form."""

    adapter: TeamsAdapter
    client: Any
    connector: BotConnector
    core: Core
    person: cast.Person = cast.BRAM
    locale: str = "nl-NL"

    async def post(self, activity: Json, **headers: str) -> ClientResponse:
        """Send an activity as the Bot Connector does."""
        response: ClientResponse = await self.client.post(PATH, json=activity, headers=headers)
        await self.adapter.close()
        return response

    def activity(self, name: str, /, **changes: Any) -> Json:
        """A recorded activity, as if this person of the cast had caused it."""
        activity = payload(name)
        activity |= {
            "id": f"activity-{next(numbers)}",
            "serviceUrl": self.connector.url,
            "from": {
                "id": self.person.teams_id,
                "name": self.person.name,
                "aadObjectId": self.person.teams_object_id,
            },
            "locale": self.locale,
        }
        return activity | changes

    async def says(self, words: str) -> None:
        """Words in the personal chat."""
        response = await self.post(self.activity("message-personal", text=words))
        assert response.status == 201, await response.text()

    async def presses(self, card: Json, title: str, *, channel: str = "", **values: str) -> Json:
        """Press the button of a card with this title, after filling in these inputs; the invoke's answer."""
        action = button(card, title)
        data = {**sent_by(card, title), **values}
        changes: Json = {"value": {"action": {**action, "data": data}, "trigger": "manual"}}
        if channel:
            conversation = {"id": f"{channel};messageid=1001", "conversationType": "channel", "isGroup": True}
            changes["conversation"] = conversation
        response = await self.post(self.activity("invoke-adaptiveCard-action", **changes))
        assert response.status == 200
        answer: Json = await response.json()
        return answer

    async def refreshes(self, card: Json, *, channel: str, trigger: str = "automatic") -> Json:
        """What this person's client does by itself when it shows a card; the invoke's answer."""
        value = {"action": card["refresh"]["action"], "trigger": trigger}
        conversation = {"id": f"{channel};messageid=1001", "conversationType": "channel", "isGroup": True}
        changes: Json = {"value": value, "conversation": conversation}
        response = await self.post(self.activity("invoke-adaptiveCard-action", **changes))
        assert response.status == 200
        answer: Json = await response.json()
        return answer

    async def escalates(self, form: Json, **values: str) -> Json:
        """Send the form to escalate; where it first shows where the question goes, look and send it again."""
        answer = await self.presses(form, sends(form), **values)
        if say("nl", "remark-look-first") in words(answer["value"]):
            answer = await self.presses(answer["value"], sends(answer["value"]), **values)
        card: Json = answer["value"]
        return card

    @property
    def last(self) -> Json:
        """The message the bot posted last."""
        return self.connector.sent()[-1].body

    @property
    def last_card(self) -> Json:
        """The card the bot posted last."""
        return self.connector.sent()[-1].card

    async def case(self, number: str = "SL-2611-0001") -> Case:
        """The case as it is stored."""
        return await self.core.store.queries.case(number)


def sends(form: Json) -> str:
    """The button that sends a form: its name says what that does."""
    found: str = next(action["title"] for action in actions(form) if action.get("style") == "positive")
    return found


def button(card: Json, title: str) -> Json:
    """The action with this title, wherever it stands in the card."""
    found = [action for action in actions(card) if action["title"] == title]
    assert found, f"{title} is not among {[action['title'] for action in actions(card)]}"
    return found[0]


def sent_by(card: Json, title: str) -> Json:
    """What a client sends with this button when nobody touched the inputs: they come along as they were shown."""
    action = button(card, title)
    untouched = {} if action.get("associatedInputs") == "none" else inputs(card)
    shown = {name: field["value"] for name, field in untouched.items() if field.get("value")}
    return {**action.get("data", {}), **shown}


def actions(part: Any) -> list[Json]:
    """Every action of a card."""
    if isinstance(part, list):
        return [action for one in part for action in actions(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if str(part.get("type", "")).startswith("Action.") else []
    return own + [action for name, one in part.items() if name != "data" for action in actions(one)]


def inputs(card: Json) -> dict[str, Json]:
    """The inputs of a form by their id."""
    return {element["id"]: element for element in card.get("body", ()) if "id" in element}


def words(part: Any) -> str:
    """Every text a person reads in a card, a line each."""
    if isinstance(part, list):
        return "\n".join(filter(None, (words(one) for one in part)))
    if not isinstance(part, dict):
        return ""
    own = [str(part[name]) for name in ("text", "title", "value", "label", "errorMessage") if part.get(name)]
    rest = [words(one) for name, one in part.items() if name not in {"data", "msteams"}]
    return "\n".join(filter(None, [*own, *rest]))


@pytest.fixture(scope="session")
def official() -> Official:
    """Microsoft's own parser and schemas."""
    return officially()


@pytest.fixture
async def connector() -> AsyncIterator[BotConnector]:
    async with serving(cast.PEOPLE) as connector:
        yield connector


@pytest.fixture
async def core(sqlite_address: str, organisation: Organisation, clock: Ticking) -> AsyncIterator[Core]:
    reach = Reach(frozenset({"slack", "teams"}))
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=reach, clock=clock)
    await store.migrate()
    yield Core(store, lambda: organisation, None, clock)
    await store.close()


@pytest.fixture
async def teams(core: Core, connector: BotConnector) -> AsyncIterator[Teams]:
    """The local kind: activities are believed as they come."""
    adapter = TeamsAdapter(core, anonymous=True, service_url=connector.url)
    application = web.Application()
    application.add_routes(adapter.routes())
    async with TestClient(TestServer(application, host="127.0.0.1")) as client:
        yield Teams(adapter, client, connector, core)
    await adapter.close()


@pytest.fixture
async def escalated(core: Core) -> str:
    """Sanne of the helpdesk has handed a question over to functional management student portal; the case's number."""
    await core.store.remember_person(Person(cast.SANNE.email, cast.SANNE.name), "slack", {"id": cast.SANNE.slack_id})
    return (await core.store.run(handle(an_escalation()))).number
