"""The Teams adapter put together, with its one route."""

import json
from json import JSONDecodeError
from typing import Any

import structlog
from aiohttp import web

from bot.adapters.teams import Json
from bot.adapters.teams.activities import Activities
from bot.adapters.teams.activity import Incoming, incoming
from bot.adapters.teams.connector import Account, BadActivity, Connector, NotSigned
from bot.adapters.teams.platform import TeamsPlatform
from bot.adapters.teams.reaching import Reaching
from bot.adapters.teams.sealing import Seals
from bot.adapters.teams.service import PUBLIC_CLOUD, Service
from bot.adapters.teams.viewers import Viewers
from bot.conversation.core import Core
from bot.errors import Rejected, Unavailable

log = structlog.get_logger()

PATH = "/api/messages"
DRAIN_S = 5.0
SINGLE_TENANT, MANAGED_IDENTITY = "SingleTenant", "UserAssignedMSI"
"""What ``MICROSOFT_APP_TYPE`` may be, as Azure writes it."""
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""Headers by which a proxy says that somebody else asks."""


class BadAccount(Exception):
    """What was set for the bot cannot work; the message says what to change."""


class TeamsAdapter:
    """Takes activities in at ``POST /api/messages`` and is the platform that delivery posts to.

    *anonymous* believes every activity, for a local client: check with ``ensure_anonymous_is_local`` where the bot
    will listen. Raises ``BadAccount``.
    """

    def __init__(
        self,
        core: Core,
        *,
        app_id: str = "",
        password: str = "",
        tenant: str = "",
        app_type: str = SINGLE_TENANT,
        anonymous: bool = False,
        service_url: str = PUBLIC_CLOUD,
    ) -> None:
        account = _nobodys_account(app_id) if anonymous else _account(app_id, password, tenant, app_type)
        self._is_anonymous = account.is_anonymous
        self._tenant = account.tenant
        self._connector = Connector(account)
        self._service = Service(self._connector, account.tenant, account.app_id, service_url)
        self._store = core.store
        self._seals = Seals()
        self._activities = Activities(core, self._service, self._seals)
        self.platform = TeamsPlatform(self._service, Viewers(core), Reaching(core, self._service))

    def routes(self) -> list[web.RouteDef]:
        """For the one aiohttp application."""
        return [web.post(PATH, self.handle)]

    async def start(self) -> None:
        """Get ready: agree with other processes on a key, and fetch the bot's token.

        A refusal of the token is logged: Teams cannot be spoken to, but the rest of the program works.
        """
        self._seals.agree(await self._store.secret("teams-forms"))
        try:
            await self._connector.warm()
        except (Unavailable, Rejected) as error:
            log.error("teams_token_not_fetched", error=error.reason)

    async def close(self) -> None:
        """Finish what is under way, as far as Teams answers in time."""
        await self._activities.drain(DRAIN_S)

    async def handle(self, request: web.Request) -> web.Response:
        """One activity. Answers 4xx to what is not one, or is not for us; Teams does not send those again."""
        if self._is_anonymous and any(name in request.headers for name in PASSED_ON):
            log.error("teams_anonymous_behind_a_proxy")  # whoever reaches the proxy could act as anyone
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            activity = _json_object(await request.read())
            read = incoming(activity)
        except (JSONDecodeError, ValueError, RecursionError):
            return web.Response(status=400)
        try:
            return await self._answered(request.headers.get("Authorization"), read)
        except BadActivity:
            return web.Response(status=400)
        except NotSigned as error:
            log.warning("teams_activity_refused", reason=str(error))
            return web.Response(status=401)
        except Unavailable as error:
            log.warning("teams_activity_not_answered", error=error.reason)
            return web.Response(status=503)
        except Rejected as error:
            log.error("teams_answer_refused", error=error.reason)
            return web.Response(status=201)  # sending the activity again would not help

    async def _answered(self, authorization: str | None, read: Incoming) -> web.Response:
        answers: list[tuple[int, Json | None]] = []

        async def turn(_activity: Json) -> None:
            if self._tenant and read.tenant != self._tenant:
                raise NotSigned("another tenant")
            answers.append(await self._activities.answer(read))

        await self._connector.receive(authorization, read.raw, turn)
        status, body = answers[0]
        return web.Response(status=status) if body is None else web.json_response(body, status=status)


def _json_object(body: bytes) -> Json:
    parsed: Any = json.loads(body)
    if not isinstance(parsed, dict):
        raise ValueError("no object")  # it is the JSON that is wrong
    return parsed


def _nobodys_account(app_id: str) -> Account:
    if app_id.strip():
        raise BadAccount(
            "MICROSOFT_APP_ID and TEAMS_ANONYMOUS are both set. For Teams itself unset TEAMS_ANONYMOUS, which believes "
            "anybody; for a local client unset MICROSOFT_APP_ID."
        )
    return Account()


def _account(app_id: str, password: str, tenant: str, app_type: str) -> Account:
    if app_type not in {SINGLE_TENANT, MANAGED_IDENTITY}:
        raise BadAccount(
            f"MICROSOFT_APP_TYPE must be {SINGLE_TENANT} or {MANAGED_IDENTITY}: people are believed by their tenant, "
            "and bots for several can no longer be made."
        )
    managed = app_type == MANAGED_IDENTITY
    secret = {} if managed else {"MICROSOFT_APP_PASSWORD": password}
    wanted = {"MICROSOFT_APP_ID": app_id, **secret, "MICROSOFT_APP_TENANT_ID": tenant}
    missing = [name for name, value in wanted.items() if not value.strip()]
    if missing:
        raise BadAccount(f"Teams needs {', '.join(missing)}.")
    return Account(app_id.strip(), "" if managed else password.strip(), tenant.strip())
