"""The Slack adapter on a real store, between a Slack that sends signed requests and a Web API that records."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.adapters.slack.app import EVENTS_PATH, SlackAccess, SlackAdapter
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.conversation.core import Core
from bot.demo import cast
from bot.errors import TicketNotFound, Unavailable
from bot.handlers import handle
from bot.ports import Ticket
from bot.routing import Organisation
from bot.ticket import Hands, TicketNow
from tests.adapters.slack import web_api
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import SlackWebApi
from tests.builders import Ticking, an_escalation

Json = dict[str, Any]

SECRET = "signing-secret"

TICKET = Ticket(
    id="00000000-0000-4000-8000-000000000042",
    number="M2611 0042",
    subject="Inschrijven voor een vak lukt niet",
    question="De knop Inschrijven blijft grijs.\nWat nu?",
    language="nl",
    url="https://topdesk.example.org/tas/secure/incident?unid=42",
)


@dataclass
class FewTickets:
    """A ticket system with one ticket, that can be slow or away."""

    slow_s: float = 0.0
    away: bool = False
    subject: str = TICKET.subject
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, number: str) -> Ticket:
        self.asked.set()
        await asyncio.sleep(self.slow_s)
        if self.away:
            raise Unavailable("no answer")
        if number != TICKET.number and f"unid={TICKET.id.replace('-', '')}" not in number:
            raise TicketNotFound(number)
        return replace(TICKET, subject=self.subject)

    async def note(self, ticket: str, text: str, *, key: str) -> None:
        raise AssertionError("nothing is written while somebody waits")

    send_to_student = note

    async def hand_over(self, ticket: str, hands: Hands) -> None:
        raise AssertionError("nothing is written while somebody waits")

    async def close(self, ticket: str) -> None:
        raise AssertionError("nothing is written while somebody waits")

    reopen = close

    async def look(self, ticket: str) -> TicketNow:
        raise AssertionError("nobody watches tickets here")

    async def changed_since(self, since: datetime) -> Mapping[str, datetime]:
        raise AssertionError("nobody watches tickets here")

    async def changes_of(self, tickets: Sequence[str]) -> Mapping[str, datetime | None]:
        raise AssertionError("nobody watches tickets here")


@dataclass
class Answered:
    """What the bot answered a request with."""

    status: int
    body: str

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.body)
        return found

    @property
    def view(self) -> Json:
        found: Json = self.json["view"]
        return found


class Workspace:
    """What people do in Slack, as requests to the bot. Every one of them must be acknowledged."""

    def __init__(self, bot: str, slack: SlackWebApi, http: ClientSession, adapter: SlackAdapter, core: Core) -> None:
        self._bot = bot
        self._http = http
        self.slack = slack
        self.adapter = adapter
        self.core = core

    async def send(
        self,
        body: str,
        content_type: str,
        *,
        at: float | None = None,
        secret: str = SECRET,
        headers: Json | None = None,
    ) -> Answered:
        """A request signed as docs.slack.dev/authentication/verifying-requests-from-slack says."""
        moment = str(int(at if at is not None else time.time()))
        digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": f"v0={digest}",
            **(headers or {}),
        }
        async with self._http.post(f"{self._bot}{EVENTS_PATH}", data=body.encode(), headers=signed) as response:
            return Answered(response.status, await response.text())

    async def _acknowledged(self, body: str, content_type: str, *, settled: bool = True) -> Answered:
        answered = await self.send(body, content_type)
        assert answered.status == 200, answered
        if settled:
            await self.adapter.drain()
        return answered

    async def interact(self, interaction: Json, *, settled: bool = True) -> Answered:
        """A press, a shortcut or a submit."""
        form = urlencode({"payload": json.dumps(interaction)})
        return await self._acknowledged(form, "application/x-www-form-urlencoded", settled=settled)

    async def command(
        self, person: cast.Person, command: str, text: str = "", *, channel: str = "C01HELPDESK", settled: bool = True
    ) -> Answered:
        """``/escalate`` or ``/case``."""
        typed = payload(
            "slash_command",
            user_id=person.slack_id,
            command=command,
            text=text,
            channel_id=channel,
            response_url=f"{self.slack.url}/response/1",
        )
        return await self._acknowledged(urlencode(typed), "application/x-www-form-urlencoded", settled=settled)

    async def press(
        self,
        person: cast.Person,
        action: str,
        value: str,
        *,
        block: str = "card:SL-2611-0001",
        channel: str = "C02PORTAL",
        **more: Any,
    ) -> Answered:
        """A button in a message."""
        pressed = {"action_id": action, "block_id": block, "value": value, "type": "button"}
        body = payload(
            "block_actions",
            user={"id": person.slack_id, "team_id": cast.SLACK_TEAM},
            channel={"id": channel, "name": "channel"},
            actions=[pressed],
            response_url=f"{self.slack.url}/response/2",
        )
        return await self.interact({**body, **more})

    async def submit(
        self, person: cast.Person, view: Json, values: Json | None = None, *, settled: bool = True
    ) -> Answered:
        """The modal with what was filled in; a field that is not named stays as it is shown."""
        user = {"id": person.slack_id, "team_id": cast.SLACK_TEAM}
        body = payload("view_submission", user=user, view=_filled_in(view, values or {}))
        return await self.interact(body, settled=settled)

    async def choose(
        self,
        person: cast.Person,
        view: Json,
        values: Json,
        *,
        field: str = "kind",
        at: str = "1795420815.000100",
        settled: bool = True,
    ) -> Answered:
        """Choose in an open modal something that decides; Slack sends all that stands in it (``dispatch_action``)."""
        filled_in = _filled_in(view, values)
        body = payload(
            "block_actions",
            user={"id": person.slack_id, "team_id": cast.SLACK_TEAM},
            container={"type": "view", "view_id": filled_in["id"]},
            view=filled_in,
            actions=[{"type": "static_select", "block_id": field, "action_id": "value", "action_ts": at}],
        )
        gone = ("channel", "message", "response_url", "state")
        return await self.interact({k: v for k, v in body.items() if k not in gone}, settled=settled)

    async def event(self, name: str, *, event_id: str = "Ev1", **changes: Any) -> Answered:
        """Something that happened."""
        body = payload("event", event=payload(name, **changes), event_id=event_id)
        return await self._acknowledged(json.dumps(body), "application/json")

    async def a_case(self, ticket: str = "M2611 0042") -> str:
        """Sanne handed a question over to functional management student portal."""
        handled = await self.core.store.run(handle(an_escalation(ticket)))
        return handled.number


def _filled_in(view: Json, values: Json) -> Json:
    """The view as Slack sends it, with what was filled in."""
    shown = {**payload("view_submission")["view"], **view}
    state = {block["block_id"]: {"value": _state(block, values)} for block in _inputs(shown)}
    return {**shown, "state": {"values": state}}


def _inputs(view: Json) -> list[Json]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def _state(block: Json, values: Json) -> Json:
    """What Slack sends for an input: what was filled in, else what was shown at first."""
    element = block["element"]
    shown = {
        "plain_text_input": {"value": element.get("initial_value")},
        "checkboxes": {"selected_options": element.get("initial_options", [])},
        "multi_static_select": {"selected_options": element.get("initial_options", [])},
    }.get(element["type"], {"selected_option": element.get("initial_option")})
    name = block["block_id"].partition("~")[0]
    if name not in values:
        return {"type": element["type"], **shown}
    value = values[name]
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": value}
    chosen = [
        option for option in element["options"] if option["value"] in ([value] if isinstance(value, str) else value)
    ]
    if "selected_options" in shown:
        return {"type": element["type"], "selected_options": chosen}
    return {"type": element["type"], "selected_option": chosen[0]}


@pytest.fixture
async def store(sqlite_address: str, organisation: Organisation, clock: Ticking) -> AsyncIterator[SqlStore]:
    """A store in a file; what it does is tested elsewhere, on both databases."""
    reach = Reach(frozenset({"slack"}), tickets=True)
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=reach, clock=clock)
    await store.migrate()
    yield store
    await store.close()


@pytest.fixture
def tickets() -> FewTickets:
    return FewTickets()


@pytest.fixture
async def slack() -> AsyncIterator[SlackWebApi]:
    async with web_api.serving() as running:
        yield running


@pytest.fixture
def core(store: SqlStore, organisation: Organisation, tickets: FewTickets, clock: Ticking) -> Core:
    return Core(store, lambda: organisation, tickets, clock)


@pytest.fixture
async def adapter(core: Core, slack: SlackWebApi) -> AsyncIterator[SlackAdapter]:
    adapter = SlackAdapter(core, SlackAccess(slack.token, SECRET, api_url=f"{slack.url}/api/"))
    await adapter.check()
    yield adapter
    await adapter.stop()


@pytest.fixture
async def workspace(adapter: SlackAdapter, slack: SlackWebApi, core: Core) -> AsyncIterator[Workspace]:
    application = web.Application()
    adapter.routes(application)
    async with TestServer(application) as server, ClientSession() as http:
        yield Workspace(str(server.make_url("/")).rstrip("/"), slack, http, adapter, core)


def words_in(shown: Json) -> str:
    """Everything that can be read in a message or view."""
    return json.dumps(shown, ensure_ascii=False)
