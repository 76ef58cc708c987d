"""Where the Teams of our tenant answers, and who the bot is there.

Teams says both with every activity. The default serves the whole public cloud, so a message can be sent before one
came in; what a verified activity says goes before it, because Microsoft may move a tenant to another address. A bot
for one tenant has one address, so it is no part of what is stored.
"""

from dataclasses import dataclass, field

from bot.adapters.teams import Json
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.connector import Connector, Sent

PUBLIC_CLOUD = "https://smba.trafficmanager.net/teams/"
"""Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages."""


@dataclass
class Service:
    """The Bot Connector of one tenant."""

    connector: Connector
    tenant: str
    app_id: str
    url: str = PUBLIC_CLOUD
    bot: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.bot and self.app_id:
            self.bot = {"id": f"28:{self.app_id}"}

    def learn(self, incoming: Incoming) -> None:
        """Note where a verified activity came from."""
        self.url = incoming.service_url
        self.tenant = self.tenant or incoming.tenant
        if incoming.bot.get("id"):
            self.bot = {"id": incoming.bot["id"], "name": incoming.bot.get("name", "")}

    async def start_thread(self, channel: str, message: Json) -> Sent:
        """Post at the top level of a channel."""
        return await self.connector.start_thread(self.url, channel, self.tenant, message)

    async def open_chat(self, user: str) -> str:
        """The id of the chat with this person."""
        return await self.connector.open_chat(self.url, user, self.bot, self.tenant)

    async def send(self, conversation: str, message: Json) -> Sent:
        """Post in a thread or chat."""
        return await self.connector.send(self.url, conversation, self.bot, message)

    async def update(self, conversation: str, message_id: str, message: Json) -> None:
        """Replace a message."""
        await self.connector.update(self.url, conversation, self.bot, message_id, message)

    async def members(self, conversation: str) -> list[Json]:
        """What Teams knows about everybody in a conversation."""
        return await self.connector.members(self.url, conversation, self.bot)

    async def member(self, conversation: str, user: str) -> Json:
        """What Teams knows about somebody in a conversation."""
        return await self.connector.member(self.url, conversation, self.bot, user)
