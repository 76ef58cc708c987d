"""Slack, put together: one session, one client, the listeners, the platform for delivery, and how requests come in."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import listeners
from bot.adapters.slack.administrators import Administrators
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.directory import SlackDirectory
from bot.adapters.slack.errors import slack_errors
from bot.adapters.slack.people import PLATFORM, People
from bot.adapters.slack.platform import SlackPlatform
from bot.adapters.slack.showing import Showing
from bot.background import Background
from bot.conversation.core import Core
from bot.errors import NoAccess, Rejected, Unavailable
from bot.membership import Membership

log = structlog.get_logger()

SLACK_API_URL = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
"""For one call to Slack. The client's own time-out does not hold for a session it is given."""

DRAIN_S = 5.0

WRONG_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})


@dataclass(frozen=True)
class SlackAccess:
    """What an administrator got from Slack. With an ``app_token`` the bot connects to Slack (Socket Mode)."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = SLACK_API_URL


@dataclass(frozen=True)
class Workspace:
    """Where the bot is, and who it is there."""

    team: str
    enterprise: str
    bot_user: str
    bot: str


class SlackAdapter:
    """One workspace. Make it inside the event loop, and ``stop`` it there."""

    def __init__(self, core: Core, access: SlackAccess) -> None:
        self._access = access
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        # No retries below us: delivery decides about those, and a post whose answer was lost would be there twice.
        self._client = AsyncWebClient(
            access.bot_token, base_url=access.api_url, session=self._session, retry_handlers=[]
        )
        self._background = Background(PLATFORM)
        self._people = People(core, self._client, self._background)
        self._workspace: Workspace | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self.platform = SlackPlatform(self._client)
        self.directory = SlackDirectory(self._client, self._people, self._authorize)
        self.administrators = Administrators(core, self._client)
        self.app = self._bolt()
        showing = Showing(self._client, self._session)
        listeners.register(self.app, Answering(core, showing, self._people, self._background))
        self.app.error(_on_broken_listener)

    def _bolt(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return await self._authorize()  # bolt would fill in self by its name, as it does with every argument

        # The listeners use our own client; bolt's has no token, so it asks nothing of Slack by itself.
        client = AsyncWebClient(base_url=self._access.api_url, session=self._session, retry_handlers=[])
        return AsyncApp(
            name="secondline",
            client=client,
            signing_secret=self._access.signing_secret,
            authorize=authorize,
            process_before_response=True,
            logger=_bolt_log(),
        )

    def follow(self, membership: Membership) -> None:
        """Pass on what Slack says of who is where."""
        self._people.on_list_change = membership.list_changed
        self._people.on_user_change = membership.person_changed

    async def check(self) -> Workspace:
        """Ask Slack who the bot is. Raises ``Rejected`` with a sentence, and ``Unavailable``."""
        try:
            with slack_errors():
                found = await self._client.auth_test()
        except (NoAccess, Rejected) as failure:
            what = "Bot User OAuth Token (xoxb-...)"
            raise Rejected(_why_no_access(failure.reason, "SLACK_BOT_TOKEN", what)) from failure
        workspace = Workspace(
            found["team_id"], found.get("enterprise_id") or "", found["user_id"], found.get("bot_id") or ""
        )
        self._workspace = workspace
        self._people.team, self._people.enterprise = workspace.team, workspace.enterprise
        self._people.address = found.get("url") or ""
        log.info("slack_connected", team=workspace.team, bot_user=workspace.bot_user)
        return workspace

    async def _authorize(self) -> AuthorizeResult:
        """Bolt asks this for every request; nothing is looked up twice."""
        here = self._workspace or await self.check()
        return AuthorizeResult(
            enterprise_id=here.enterprise or None,
            team_id=here.team,
            bot_user_id=here.bot_user,
            bot_id=here.bot,
            bot_token=self._access.bot_token,
        )

    # -- requests from Slack ---------------------------------------------------------------------------------

    def routes(self, application: web.Application) -> None:
        """Take signed requests at ``POST /slack/events``; without a secret nobody could be told from Slack."""
        if self._access.signing_secret:
            application.router.add_post(EVENTS_PATH, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """One signed request: an event, a command, a press, a submit."""
        answer = await self.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def start_socket_mode(self) -> None:
        """Connect to Slack instead of waiting for it. Does nothing without an app token. Raises as ``check``."""
        if self._access.app_token is None:
            return
        # It needs a client of its own: the address to connect to is asked for with the app's token.
        client = AsyncWebClient(
            self._access.app_token, base_url=self._access.api_url, session=self._session, retry_handlers=[]
        )
        try:
            with slack_errors():
                # The handler tries again for ever, also with a token that will never do.
                await client.apps_connections_open(app_token=self._access.app_token)
        except (NoAccess, Rejected) as failure:
            raise Rejected(_why_no_access(failure.reason, "SLACK_APP_TOKEN", "App-Level Token (xapp-...)")) from failure
        self._socket = AsyncSocketModeHandler(self.app, self._access.app_token, web_client=client)
        await self._socket.connect_async()  # type: ignore[no-untyped-call]

    # -- the end ---------------------------------------------------------------------------------------------

    async def drain(self, limit_s: float = DRAIN_S) -> None:
        """Wait for what goes on after Slack was answered."""
        await self._background.drain(limit_s)

    async def stop_socket_mode(self) -> None:
        """Take nothing more that comes by Socket Mode."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
            self._socket = None

    async def stop(self) -> None:
        """Take nothing more from Slack, finish what is under way, and close the connections."""
        await self.stop_socket_mode()
        await self.drain()
        await self._session.close()
        await asyncio.sleep(0)  # lets the session's connections close


def _bolt_log() -> logging.Logger:
    """Bolt finds SLACK_BOT_TOKEN in the environment as well, and warns that it is not going to use it."""
    bolt_log = logging.getLogger("slack_bolt")
    bolt_log.addFilter(lambda record: "will be unused" not in record.getMessage())
    return bolt_log


async def _on_broken_listener(error: Exception, body: dict[str, Any]) -> None:
    """Slack gets a 500: it brings an event again, and shows a person that something did not work. Else it is a bug."""
    if isinstance(error, Unavailable):
        log.warning("slack_listener_failed", type=body.get("type"), reason=error.reason)
        return
    log.error("slack_listener_broke", type=body.get("type"), exc_info=error)


def _why_no_access(reason: str, setting: str, what: str) -> str:
    if reason in WRONG_TOKEN:
        return f"Slack does not accept {setting} ({reason}): copy the {what} again"
    return f"Slack refuses the bot ({reason}); {setting} belongs to an app without the permissions it needs"
