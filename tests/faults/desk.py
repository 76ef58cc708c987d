"""The whole bot, and everything around it that can go wrong: Slack, Teams, TOPdesk, the database.

``Outside`` is what stays when the bot ends; ``running`` starts the bot in this process. People do what they do by HTTP,
whether the bot runs here or in a process of its own.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import select

from bot import app, cli
from bot.adapters.slack import blocks
from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.adapters.teams import cards
from bot.adapters.teams.app import PATH
from bot.announcements import Purpose
from bot.app import Bot, utc_now
from bot.card import Card, card_for_party, names_in
from bot.case import Case
from bot.demo import cast, topdesk
from bot.demo.listening import any_port
from bot.demo.run import ORGANISATION, QUIET
from bot.routing import CurrentOrganisation
from bot.settings import Settings
from bot.texts import say
from tests.adapters.slack.conftest import SECRET, Answered, Workspace
from tests.adapters.teams.conftest import Teams as TeamsMessages
from tests.faults.slack import Slack
from tests.faults.teams import Teams, without_viewers

Json = dict[str, Any]

TICKET = "M2611 0042"
PORTAL = {"kind": "portal", "faculty": "law"}
HELPDESK, STUDENT_PORTAL = "C01HELPDESK", "C02PORTAL"
GENERAL = cast.TEAMS_GENERAL.id
PATIENCE_S = 30.0
"""Other tests may run on the same machine: what has to happen gets this long."""


async def eventually(holds: Callable[[], Any], *, within_s: float = PATIENCE_S) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  # nothing tells that somebody sees something
            await asyncio.sleep(0.01)


def taken(answered: Answered | None) -> None:
    """The form was accepted; on a busy machine the modal says to wait first."""
    assert answered is not None, "no answer came"
    waits = answered.json["response_action"] == "update" and nl("slack-working") in json.dumps(
        answered.view, ensure_ascii=False
    )
    assert waits or answered.json == {"response_action": "clear"}, answered


class SlackPeople(Workspace):
    """What people do in Slack, to whichever bot listens."""

    def __init__(self, bot: str, slack: Slack, http: aiohttp.ClientSession) -> None:
        self._bot = bot
        self._http = http
        self.slack = self.outside_slack = slack

    async def _acknowledged(self, body: str, content_type: str, *, settled: bool = True) -> Answered:
        answered = await self.send(body, content_type)
        assert answered.status == 200, answered
        return answered

    async def form(self, ticket: str = TICKET, person: cast.Person = cast.SANNE) -> Json:
        """The form to escalate this ticket (empty: none), as it stands once it shows where the question goes."""
        opened = len(self.slack.views)
        answered = await self.command(person, "/escalate", ticket)
        assert not answered.body, answered
        await eventually(lambda: len(self.slack.views) > opened and "callback_id" in self.slack.view_now())
        await eventually(lambda: self.slack.view_now()["callback_id"] == "form:escalate")
        await self.choose(person, self.slack.view_now(), PORTAL)
        await eventually(lambda: self.slack.view_now()["submit"]["text"] == nl("submit-escalate-hand-over"))
        return self.slack.view_now()

    async def hand_over(self, ticket: str = TICKET) -> None:
        """Sanne hands a portal question over to functional management student portal."""
        taken(await self.submit(cast.SANNE, await self.form(ticket), PORTAL))

    async def claim(self, number: str, person: cast.Person = cast.ANNA, *, request: int = 1) -> Answered:
        """A press on Claim, on the card in the channel. What is whispered because of it: ``told_about``."""
        return await self.press(
            person,
            "act:claim",
            f"{number}/{request}",
            block=f"card:{number}",
            channel=STUDENT_PORTAL,
            response_url=f"{self.slack.url}/response/{number}",
        )

    def told_about(self, number: str) -> str:
        """What people were told because they pressed Claim."""
        return "\n".join(self.outside_slack.said_at[number])

    def told(self) -> str:
        """Everything people were told behind their commands and presses."""
        whispers = [call.args["text"] for call in self.slack.calls if call.method == "chat.postEphemeral"]
        return "\n".join([*(said["text"] for said in self.slack.responses), *whispers])


class TeamsPeople(TeamsMessages):
    """What people do in Teams, to whichever bot listens."""

    async def post(self, activity: Json, **headers: str) -> aiohttp.ClientResponse:
        response: aiohttp.ClientResponse = await self.client.post(PATH, json=activity, headers=headers)
        await response.read()
        return response

    async def press_claim(self, number: str) -> Json:
        """Bram presses Claim on the card in General."""
        data = {"action": "claim", "target": f"{number}/1", "standing": {"case": number, "home": number, "kept": "1"}}
        claim = {"type": "Action.Execute", "title": "Oppakken", "verb": "act", "data": data}
        return await self.presses({"actions": [claim]}, "Oppakken", channel=GENERAL)


@dataclass
class Outside:
    """Everything around the bot."""

    slack: Slack
    teams: Teams
    tickets: topdesk.Double
    http: aiohttp.ClientSession
    folder: Path
    port: int = field(default_factory=any_port)

    @property
    def url(self) -> str:
        """Where the bot listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def people(self) -> SlackPeople:
        """In Slack."""
        return SlackPeople(self.url, self.slack, self.http)

    def in_teams(self, http: aiohttp.ClientSession) -> TeamsPeople:
        """In Teams; *http* knows the bot's address."""
        nobody: Any = None
        return TeamsPeople(nobody, http, self.teams, nobody)

    @property
    def organisation(self) -> Path:
        """The example, in which people are told things at any hour."""
        file = self.folder / "organisation.toml"
        if not file.exists():
            text = ORGANISATION.read_text(encoding="utf-8")
            file.write_text(text.replace(QUIET, f"{QUIET[:-4]}false", 1), encoding="utf-8")
        return file

    def environment(self, address: str, port: int | None = None, *, teams: bool = True) -> dict[str, str]:
        """What the bot is told. Without *teams*, where a post that was not noted is repeated, it is in Slack only."""
        return {
            "SECONDLINE_DATABASE_URL": address,
            "SECONDLINE_ORGANISATION": str(self.organisation),
            "SECONDLINE_HOST": "127.0.0.1",
            "SECONDLINE_PORT": str(port or self.port),
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{self.slack.url}/api/",
            "TEAMS_ANONYMOUS": str(int(teams)),
            "TEAMS_SERVICE_URL": self.teams.url,
            "TOPDESK_URL": self.tickets.url,
            "TOPDESK_LOGIN": topdesk.WRITER.login,
            "TOPDESK_APPLICATION_PASSWORD": topdesk.WRITER.password,
        }

    def settings(self, address: str, port: int | None = None) -> Settings:
        """The same, read."""
        return Settings(_env_file=None, **self.environment(address, port))  # type: ignore[arg-type]  # from text

    @asynccontextmanager
    async def running(
        self, address: str, *, port: int | None = None, clock: Callable[[], datetime] = utc_now
    ) -> AsyncIterator["Desk"]:
        """The bot in this process, on this database."""
        settings = self.settings(address, port)
        running = app.running(settings, CurrentOrganisation(settings.organisation), clock=clock)
        async with running as bot, aiohttp.ClientSession(bot.address) as http:
            yield Desk(self, bot, SlackPeople(bot.address, self.slack, self.http), self.in_teams(http))


@dataclass
class Desk:
    """A running bot, the people who use it, and what is stored."""

    outside: Outside
    bot: Bot
    people: SlackPeople
    in_teams: TeamsPeople

    @property
    def slack(self) -> Slack:
        """What stands in Slack."""
        return self.outside.slack

    @property
    def teams(self) -> Teams:
        """What stands in Teams."""
        return self.outside.teams

    @property
    def store(self) -> SqlStore:
        """The store of this bot."""
        store = self.bot.core.store
        assert isinstance(store, SqlStore)
        return store

    async def hand_over(self, ticket: str = TICKET) -> str:
        """Sanne hands a portal question over; the number of the case."""
        before = set(await self.numbers())
        await self.people.hand_over(ticket)
        async with asyncio.timeout(PATIENCE_S):
            while not (new := set(await self.numbers()) - before):  # noqa: ASYNC110  # another thread saves it
                await asyncio.sleep(0.01)
        (number,) = new
        return number

    async def handed_over(self, ticket: str = TICKET) -> str:
        """The same, and everybody sees it."""
        number = await self.hand_over(ticket)
        await self.everything_arrived()
        return number

    # -- what is stored --------------------------------------------------------------------------------------

    async def numbers(self) -> Sequence[str]:
        """Of all cases."""
        query = select(rows.cases.c.number).order_by(rows.cases.c.number)
        return await self.store.read(lambda connection: connection.execute(query).scalars().all())

    async def case(self, number: str) -> Case:
        """As it is stored."""
        return await self.store.queries.case(number)

    async def claimant(self, number: str) -> str | None:
        """Who has the request."""
        return (await self.case(number)).requests[0].claimant

    async def happened(self, number: str) -> list[str]:
        """The timeline, by the names of the events."""
        return [type(entry.event).__name__ for entry in await self.store.queries.timeline(number)]

    async def deliveries(self) -> Sequence[Any]:
        """Everything that had or has to be delivered."""
        query = select(rows.deliveries).order_by(rows.deliveries.c.id)
        return await self.store.read(lambda connection: connection.execute(query).all())

    async def undelivered(self) -> list[tuple[str, str, str | None]]:
        """What has not arrived: purpose, destination, and why it was parked."""
        d = await self.deliveries()
        return [(row.purpose, row.destination, row.parked) for row in d if row.shown < row.want]

    async def everything_arrived(self, *, but: str = "", within_s: float = PATIENCE_S) -> None:
        """Wait until nothing is under way any more; what goes to a destination that has *but* in its name may be."""
        end = time.monotonic() + within_s
        while late := [one for one in await self._under_way() if not but or but not in one[1]]:
            assert time.monotonic() < end, f"not delivered: {late}"
            await asyncio.sleep(0.02)

    async def _under_way(self) -> list[tuple[str, str, str | None]]:
        due = (r for r in await self.deliveries() if r.sweep_at or (r.parked is None and r.shown < r.want))
        return [(row.purpose, row.destination, row.parked) for row in due]

    # -- what people see -------------------------------------------------------------------------------------

    async def stands_once(self, number: str) -> None:
        """Every card, line and notice of the case stands where it belongs, once, and shows what is stored."""
        await self._stand_once([row for row in await self.deliveries() if row.case == number])

    async def all_stand_once(self) -> None:
        """The same of all cases."""
        await self._stand_once(await self.deliveries())

    async def _stand_once(self, deliveries: Sequence[Any]) -> None:
        cases = {number: await self.case(number) for number in {row.case for row in deliveries}}
        for row in deliveries:
            assert (row.shown, row.parked) == (row.want, None), row
            await self._stands_once(cases[row.case], row)
        keys = self.slack.keys()
        assert len(keys) == len(set(keys)), "something stands there twice"

    async def _stands_once(self, case: Case, row: Any) -> None:
        platform, _, channel = row.destination.partition(":channel:")
        match platform, row.purpose:
            case "slack", Purpose.CARD:
                self._slack_card(row, channel, await self._card(case, row.party))
            case "slack", Purpose.LINE:
                ((at, line),) = self.slack.with_key(row.key)
                assert at == channel
                assert line["thread_ts"] in {card["ts"] for card in self.slack.cards(channel)}
            case "teams", Purpose.CARD:
                card = without_viewers(cards.kept_card(await self._card(case, row.party)))
                mine = [one for one in self.teams.cards(channel) if case.number in json.dumps(one.card)]
                assert [without_viewers(one.card) for one in mine] == [card]

    def _slack_card(self, row: Any, channel: str, card: Card) -> None:
        ((at, message),) = self.slack.with_key(row.key)
        assert at == channel
        assert message["text"] == blocks.card_summary(card)
        assert message["blocks"] == blocks.card_blocks(card)

    async def _card(self, case: Case, party: str) -> Card:
        organisation = self.bot.core.organisation()
        people = await self.store.queries.persons(names_in(case))
        names: Mapping[str, str] = {email: person.name for email, person in people.items()}
        return card_for_party(case, organisation.party(party), organisation, names)


class Operator:
    """Who works on the machine of the bot."""

    async def types(self, *words: str) -> None:
        """``secondline`` with these words: a command of its own, beside the bot."""
        await asyncio.to_thread(cli.main, list(words))


def nl(key: str, **facts: object) -> str:
    """A text of the bot in Dutch."""
    return say("nl", key, **facts)
