"""The Bot Framework SDK, and all of it: plain JSON goes in and comes out.

To put another SDK in its place, write this class again (and ``authentication``, ``credentials``, ``errors``); nothing
else knows it.
What the SDK does in 4.17 that is worked around here: ``CloudAdapter.process`` serialises the body of an invoke twice,
so activities come in through ``process_activity``; every turn makes new credentials and new clients (11 of its 12 ms go
into a list of retry codes), one of them for a token service that is not used; retries and a time limit of 100 s would
hold a destination up that delivery tries again anyway.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import jwt
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, ConversationParameters, ConversationReference, Mention
from botframework.connector.auth import ConnectorFactory
from msrest.exceptions import ClientException

from bot.adapters.teams import Json
from bot.adapters.teams.authentication import is_microsofts, must_look_signed, use_own_keys
from bot.adapters.teams.credentials import HeldCredentialsFactory
from bot.adapters.teams.errors import translated
from bot.errors import Rejected, Unavailable

CHANNEL = "msteams"
READ_S = 10.0
"""How long one step of a call may take."""
CALL_S = 15.0
"""How long a whole call may take: well within the 30 s after which another sender may take a delivery over."""

MEMBERS = 500
"""Members of a conversation in one answer: the most Teams gives."""

T = TypeVar("T")
Turn = Callable[[Json], Awaitable[None]]


class NotSigned(Exception):
    """An activity that Microsoft did not sign for this bot, or that wants answers sent elsewhere."""


class BadActivity(Exception):
    """JSON that is no activity."""


@dataclass(frozen=True)
class Sent:
    """Where a message stands: ``conversation`` is its thread or chat."""

    conversation: str
    id: str


@dataclass(frozen=True)
class Account:
    """Who the bot is. ``app_id`` is empty where activities are not authenticated.

    ``password`` is empty where it has a managed identity.
    """

    app_id: str = ""
    password: str = ""
    tenant: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Nobody has to prove who they are."""
        return not self.app_id


def _activity(message: Json) -> Activity:
    """For sending. Of an entity the SDK's general model keeps the type only."""
    activity = Activity().deserialize(message)
    activity.entities = [Mention().deserialize(one) for one in message.get("entities", ())] or None
    return activity


class _Configuration:
    """As the SDK reads it; the spelling is its own."""

    APP_TYPE = "SingleTenant"

    def __init__(self, account: Account) -> None:
        self.APP_ID = account.app_id
        self.APP_PASSWORD = account.password
        self.APP_TENANTID = account.tenant


class _ImpatientFactory(ConnectorFactory):  # type: ignore[misc]  # untyped
    """Clients that give up in time and leave trying again to delivery. One for each service."""

    def __init__(self, inner: Any, clients: dict[str, Any]) -> None:
        self._inner = inner
        self._clients = clients

    async def create(self, service_url: str, audience: str | None = None) -> Any:
        """The client for this service."""
        if service_url not in self._clients:
            client = await self._inner.create(service_url, audience)
            client.config.connection.timeout = READ_S
            _try_once(client.config.retry_policy)
            self._clients[service_url] = client
        return self._clients[service_url]


def _try_once(policy: Any) -> None:
    """Have msrest hand every answer over as it is. Its transport holds this very object, so it has to be changed."""
    policy.retries = 0
    policy.policy.status_forcelist = frozenset()
    policy.policy.respect_retry_after_header = False


class _Authentication(ConfigurationBotFrameworkAuthentication):  # type: ignore[misc]  # untyped
    def __init__(self, configuration: _Configuration, credentials: HeldCredentialsFactory) -> None:
        super().__init__(configuration, credentials_factory=credentials)
        self._clients: dict[str, Any] = {}

    async def authenticate_request(self, activity: Activity, auth_header: str) -> Any:
        result = await super().authenticate_request(activity, auth_header)
        result.connector_factory = _ImpatientFactory(result.connector_factory, self._clients)
        return result

    def create_connector_factory(self, claims_identity: Any) -> _ImpatientFactory:
        return _ImpatientFactory(super().create_connector_factory(claims_identity), self._clients)

    async def create_user_token_client(self, claims_identity: Any) -> None:
        """Nobody signs in through the bot."""


class Connector:
    """The way to Teams and back. Every call out raises ``Unavailable``, ``Rejected`` or ``Gone``."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._credentials = HeldCredentialsFactory(account.app_id, account.password, account.tenant)
        self._adapter = CloudAdapter(_Authentication(_Configuration(account), self._credentials))
        self._keys = None if account.is_anonymous else use_own_keys()

    async def receive(self, authorization: str | None, activity: Json, turn: Turn) -> None:
        """Run *turn* for an activity that Microsoft signed. Raises ``NotSigned``, ``BadActivity``, ``Unavailable``."""
        try:
            parsed = Activity().deserialize(activity)
        except (ClientException, AttributeError, TypeError, ValueError) as error:
            raise BadActivity(type(error).__name__) from error
        authenticated = await self._authenticated(authorization, parsed)

        async def logic(_context: TurnContext) -> None:
            await turn(activity)

        await self._adapter.process_activity(authenticated, parsed, logic)

    async def _authenticated(self, authorization: str | None, activity: Activity) -> Any:
        authentication = self._adapter.bot_framework_authentication
        if self._keys is None:
            return await authentication.authenticate_request(activity, "")
        try:
            if not is_microsofts(activity.service_url or ""):
                raise PermissionError("another service")
            await must_look_signed(authorization, self._keys)
            return await authentication.authenticate_request(activity, authorization)
        except (PermissionError, jwt.PyJWTError) as error:
            raise NotSigned(str(error)) from error

    async def warm(self) -> None:
        """Fetch the bot's token, so that the first message need not wait for it."""
        if self._account.is_anonymous:
            return
        try:
            with translated():
                await self._credentials.warm()
        except PermissionError as error:
            raise Rejected(str(error)) from error
        except Unavailable as error:  # whatever became of the token, nothing was sent to Teams yet
            raise Unavailable(f"token: {error.reason}", retry_after_s=error.retry_after_s) from error

    async def start_thread(self, service_url: str, channel: str, tenant: str, message: Json) -> Sent:
        """Post a message at the top level of a channel."""
        where = {"channel": {"id": channel}, **({"tenant": {"id": tenant}} if tenant else {})}
        parameters = ConversationParameters(
            is_group=True, channel_data=where, activity=Activity().deserialize(message), tenant_id=tenant or None
        )
        return await self._created(service_url, parameters)

    async def open_chat(self, service_url: str, user: str, bot: Json, tenant: str) -> str:
        """The id of the chat with one person; it is made if need be."""
        parameters = ConversationParameters().deserialize({"isGroup": False, "bot": bot, "members": [{"id": user}]})
        parameters.tenant_id = tenant or None
        parameters.channel_data = {"tenant": {"id": tenant}} if tenant else {}
        return (await self._created(service_url, parameters)).conversation

    async def send(self, service_url: str, conversation: str, bot: Json, message: Json) -> Sent:
        """Post a message in a chat or a thread."""

        async def logic(context: TurnContext) -> Sent:
            response = await context.send_activity(_activity(message))
            return Sent(conversation, response.id)

        return await self._in_conversation(service_url, conversation, bot, logic)

    async def update(self, service_url: str, conversation: str, bot: Json, message_id: str, message: Json) -> None:
        """Put a message in the place of one that stands there."""

        async def logic(context: TurnContext) -> None:
            activity = Activity().deserialize(message)
            activity.id = message_id
            await context.update_activity(activity)

        await self._in_conversation(service_url, conversation, bot, logic)

    async def member(self, service_url: str, conversation: str, bot: Json, user: str) -> Json:
        """What Teams knows about a member: ``email``, ``userPrincipalName``, ``name``, ``tenantId``."""

        async def logic(context: TurnContext) -> Json:
            client = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
            found = await client.conversations.get_conversation_member(conversation, user)
            return {"id": found.id, "name": found.name, **found.additional_properties}

        return await self._in_conversation(service_url, conversation, bot, logic)

    async def members(self, service_url: str, conversation: str, bot: Json) -> list[Json]:
        """What Teams knows about everybody in a conversation, as for one member."""

        async def logic(context: TurnContext) -> list[Json]:
            client = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
            found: list[Json] = []
            page = await client.conversations.get_conversation_paged_members(conversation, page_size=MEMBERS)
            found += [{"id": one.id, "name": one.name, **one.additional_properties} for one in page.members]
            while page.continuation_token:
                page = await client.conversations.get_conversation_paged_members(
                    conversation, page_size=MEMBERS, continuation_token=page.continuation_token
                )
                found += [{"id": one.id, "name": one.name, **one.additional_properties} for one in page.members]
            return found

        return await self._in_conversation(service_url, conversation, bot, logic)

    async def _created(self, service_url: str, parameters: ConversationParameters) -> Sent:
        sent: list[Sent] = []

        async def logic(context: TurnContext) -> None:
            sent.append(Sent(context.activity.conversation.id, context.activity.id))

        await self._call(
            self._adapter.create_conversation, self._account.app_id, logic, parameters, CHANNEL, service_url
        )
        return sent[0]

    async def _in_conversation(
        self, service_url: str, conversation: str, bot: Json, logic: Callable[[TurnContext], Awaitable[T]]
    ) -> T:
        reference = ConversationReference().deserialize(
            {"channelId": CHANNEL, "serviceUrl": service_url, "conversation": {"id": conversation}, "bot": bot}
        )
        results: list[T] = []

        async def keep(context: TurnContext) -> None:
            results.append(await logic(context))

        await self._call(self._adapter.continue_conversation, reference, keep, self._account.app_id)
        return results[0]

    async def _call(self, call: Callable[..., Awaitable[Any]], *args: Any) -> None:
        await self.warm()
        with translated():
            async with asyncio.timeout(CALL_S):
                await call(*args)
